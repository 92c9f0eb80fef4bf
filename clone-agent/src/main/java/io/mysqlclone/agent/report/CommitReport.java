package io.mysqlclone.agent.report;

import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.RolledBack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What became of a clone in place, by the user's command, told. */
public final class CommitReport {
    private CommitReport() {}

    /** The conclusion of {@code commit}. */
    public static Conclusion of(Committed committed) {
        var sentence = Sentence.of(sentence(committed));
        var json = EventJson.type("committed")
                .put("exitCode", ExitCode.DONE.code())
                .put("dataDir", committed.dataDir().toString())
                .put("alreadyCommitted", committed.alreadyCommitted())
                .put("oldDataKept", committed.oldDataKept())
                .put("message", sentence);
        var lines = new ArrayList<String>();
        lines.add(sentence);
        if (!committed.takenOver() && !committed.innodbDirectories().isEmpty()) {
            lines.add("  mysqld must be started with --innodb-directories="
                    + committed.innodbDirectories().stream().map(Path::toString).collect(Collectors.joining(";")));
        }
        if (committed.oldDataKept()) {
            lines.add("  The data from before the clone is kept: clone-agent finish lets it go when the server serves,"
                    + " clone-agent rollback brings it back.");
        }
        return new Conclusion(ExitCode.DONE, json, lines);
    }

    private static String sentence(Committed committed) {
        var clone =
                "the clone" + committed.donor().map(donor -> " of " + donor).orElse("") + " in " + committed.dataDir();
        if (committed.takenOver()) {
            return clone + " is committed already, and mysqld has taken it over";
        }
        return clone + (committed.alreadyCommitted() ? " is committed already: " : " is committed: ")
                + "the next start of mysqld takes it over";
    }

    /** The conclusion of {@code rollback}. */
    public static Conclusion of(RolledBack rolledBack) {
        var sentence = Sentence.of("the data from before the clone is in " + rolledBack.dataDir()
                + (rolledBack.already() ? " already" : " again, as it was at the commit; the clone is removed"));
        var json = EventJson.type("rolledBack")
                .put("exitCode", ExitCode.DONE.code())
                .put("dataDir", rolledBack.dataDir().toString())
                .put("message", sentence);
        return new Conclusion(ExitCode.DONE, json, List.of(sentence));
    }

    /** The conclusion of {@code finish}. */
    public static Conclusion finished(Path dataDir, long removedBytes) {
        var sentence = Sentence.of(
                removedBytes == 0
                        ? "no data from before a clone is kept in " + dataDir
                        : "the data from before the clone in " + dataDir + " is let go, "
                                + ByteSize.format(removedBytes));
        var json = EventJson.type("finished")
                .put("exitCode", ExitCode.DONE.code())
                .put("dataDir", dataDir.toString())
                .put("removedBytes", removedBytes)
                .put("message", sentence);
        return new Conclusion(ExitCode.DONE, json, List.of(sentence));
    }
}
