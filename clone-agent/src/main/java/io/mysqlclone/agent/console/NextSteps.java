package io.mysqlclone.agent.console;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The last lines of a successful clone: what was done and what to do with it. */
final class NextSteps {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private NextSteps() {}

    static List<String> lines(CloneResult result) {
        var lines = new ArrayList<String>();
        summary(result, lines);
        var dataDir = quoted(result.dataDir().toString());
        if (!result.committed()) {
            uncommitted(result, dataDir, lines);
            return lines;
        }
        if (result.inPlace()) {
            lines.add(
                    "Now start mysqld: at its start it swaps the clone in and recovers it. The data that it replaces is kept"
                            + " until you let it go.");
            if (!result.innodbDirectories().isEmpty()) {
                lines.add("It must be started with " + innodbDirectories(result));
            }
        } else {
            lines.add("Now start MySQL on it:");
            owner(result.dataDir()).filter("root"::equals).ifPresent(root -> lines.add("  chown -R mysql: " + dataDir));
            lines.add("  mysqld --user=mysql --datadir=" + dataDir
                    + (result.innodbDirectories().isEmpty() ? "" : " " + innodbDirectories(result)));
            ServerVersion.parse(result.donorVersion())
                    .ifPresent(donor -> lines.add("It must be " + CloneRules.starters(donor) + "."));
        }
        lines.add("The snapshot's binlog position and GTID set are known after that start:");
        lines.add("  clone-agent outcome --data-dir " + dataDir + " --wait 5m");
        if (result.inPlace()) {
            lines.add(
                    "When the server serves as it should, let the old data go; when it does not, stop it and go back:");
            lines.add("  clone-agent finish --data-dir " + dataDir);
            lines.add("  clone-agent rollback --data-dir " + dataDir);
        }
        return lines;
    }

    private static void uncommitted(CloneResult result, String dataDir, List<String> lines) {
        lines.add("Complete, not committed: mysqld goes on with the data that it has, after a restart too.");
        lines.add("To replace that data, run this and stop mysqld meanwhile; then start it"
                + (result.innodbDirectories().isEmpty() ? ":" : " with " + innodbDirectories(result) + ":"));
        lines.add("  clone-agent commit --data-dir " + dataDir + " --wait 10m");
        lines.add("Where systemd restarts mysqld, a line of its unit does the same at each start:");
        lines.add("  ExecStartPre=-/usr/bin/clone-agent commit --data-dir " + dataDir);
        lines.add("Not wanted any more:");
        lines.add("  clone-agent discard --data-dir " + dataDir);
    }

    private static void summary(CloneResult result, List<String> lines) {
        if (result.alreadyComplete()) {
            lines.add("The clone of " + result.donor() + " in " + result.dataDir()
                    + " was already complete; nothing was transferred.");
            return;
        }
        double seconds = Math.max(0.001, result.took().toMillis() / 1000.0);
        // not known when an earlier process had received everything and the donor was not asked again
        var version = result.donorVersion().isEmpty() ? "" : " (MySQL " + result.donorVersion() + ")";
        lines.add("Cloned " + result.donor() + version + " to " + result.dataDir() + ":");
        lines.add("  " + ByteSize.format(result.dataBytes()) + " in " + Sentences.count(result.files(), "file") + " in "
                + TimeSpan.format(result.took())
                + (result.resumed() ? " (resumed)" : " (" + Bandwidth.format(result.dataBytes() / seconds) + ")")
                + pages(result.pages()) + ".");
    }

    private static String pages(CloneResult.Pages pages) {
        if (pages.verified() == 0 && pages.unverifiable() == 0) {
            return "";
        }
        return ", " + Sentences.count(pages.verified(), "page") + " verified"
                + (pages.unverifiable() == 0 ? "" : ", " + pages.unverifiable() + " not (encrypted or compressed)");
    }

    private static String innodbDirectories(CloneResult result) {
        return "--innodb-directories="
                + quoted(result.innodbDirectories().stream().map(Path::toString).collect(Collectors.joining(";")));
    }

    private static Optional<String> owner(Path path) {
        try {
            return Optional.of(Files.getOwner(path).getName());
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /** {@code text} as one word of a POSIX shell. */
    static String quoted(String text) {
        return NEEDS_NO_QUOTES.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
