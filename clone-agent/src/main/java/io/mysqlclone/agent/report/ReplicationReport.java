package io.mysqlclone.agent.report;

import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.replica.ReplicationStatus;
import java.util.ArrayList;

/** Replication that is set up, told. */
public final class ReplicationReport {
    private ReplicationReport() {}

    /** The conclusion of {@code replicate}: the outcome's fields, and where replication stands. */
    public static Conclusion of(CloneOutcome outcome, ReplicationStatus status) {
        var sentence = Sentence.of(sentence(status));
        var json = CloneOutcomeReport.addTo(EventJson.type("replication"), outcome)
                .put("channel", status.channel())
                .put("source", status.source())
                .put("autoPosition", status.autoPosition())
                .put("ioState", status.ioState())
                .put("sqlState", status.sqlState());
        status.lagSeconds().ifPresent(lag -> json.put("lagSeconds", lag));
        json.put("alreadyRunning", status.alreadyRunning());
        var removed = json.putArray("removedChannels");
        status.removedChannels().forEach(removed::add);
        json.put("message", sentence);

        var lines = new ArrayList<String>();
        lines.add(sentence);
        lines.addAll(CloneOutcomeReport.lines(outcome.position()));
        status.removedChannels()
                .forEach(
                        channel -> lines.add("  removed     the channel '" + channel + "', which came with the clone"));
        return new Conclusion(ExitCode.DONE, json, lines);
    }

    private static String sentence(ReplicationStatus status) {
        var where = " from " + status.source() + (status.channel().isEmpty() ? "" : " on channel " + status.channel());
        if (status.lagSeconds().isEmpty()) {
            return "replication" + where + " is set up and not started";
        }
        return (status.alreadyRunning() ? "replication" + where + " runs already, " : "replication" + where + " runs, ")
                + status.lagSeconds().getAsLong() + " s behind";
    }
}
