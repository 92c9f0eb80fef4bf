package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.SnapshotPosition;
import java.util.ArrayList;
import java.util.List;

/** What mysqld made of a clone, told. */
public final class CloneOutcomeReport {
    private CloneOutcomeReport() {}

    /**
     * The conclusion of {@code outcome}: whatever was found, finding it is a success.
     *
     * @param oldDataKept whether the data from before the clone is there to go back to
     * @throws FailureException when the server counts transactions as executed that are not in the clone
     */
    public static Conclusion of(CloneOutcome outcome, boolean oldDataKept) {
        if (!outcome.surplus().isEmpty()) {
            throw new FailureException(Failure.gtidMismatch(
                    outcome.explanation()
                            + ", but at its first start it counted transactions as executed that are not in the"
                            + " clone (" + outcome.surplus() + "), from binary logs of the old server: as a replica it"
                            + " would never ask for them",
                    "go back to the old data and clone again with --log-index, or execute there, before anything else is"
                            + " written: RESET BINARY LOGS AND GTIDS; SET GLOBAL gtid_purged = '"
                            + outcome.position().gtidExecuted() + "';"));
        }
        var lines = new ArrayList<String>();
        lines.add(Sentence.of(Names.of(outcome.state()) + ": " + outcome.explanation()));
        lines.addAll(lines(outcome.position()));
        if (oldDataKept) {
            lines.add(
                    "  The data from before the clone is kept: clone-agent finish lets it go, clone-agent rollback brings it"
                            + " back.");
        }
        var json = addTo(EventJson.type("outcome"), outcome).put("oldDataKept", oldDataKept);
        return new Conclusion(ExitCode.DONE, json, lines);
    }

    /** Adds the exit code of a success and the fields of {@code outcome}. */
    static ObjectNode addTo(ObjectNode target, CloneOutcome outcome) {
        target.put("exitCode", ExitCode.DONE.code()).put("state", Names.of(outcome.state()));
        var position = outcome.position();
        if (outcome.state() == CloneOutcome.State.RECOVERED) {
            target.put("gtidExecuted", position.gtidExecuted());
        }
        position.binaryLog()
                .ifPresent(log -> target.put("binlogFile", log.file()).put("binlogPosition", log.position()));
        return target.put("message", Sentence.of(outcome.explanation()));
    }

    static List<String> lines(SnapshotPosition position) {
        var lines = new ArrayList<String>();
        position.binaryLog().ifPresent(log -> lines.add("  binary log  " + log.file() + ":" + log.position()));
        if (!position.gtidExecuted().isEmpty()) {
            lines.add("  GTID set    " + position.gtidExecuted());
        }
        return lines;
    }
}
