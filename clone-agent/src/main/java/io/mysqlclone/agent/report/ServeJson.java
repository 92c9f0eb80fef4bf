package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.donor.serve.Donor;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.DonorPace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a donor does, as JSON. */
public final class ServeJson {
    private ServeJson() {}

    /**
     * Body of {@code GET /status}.
     *
     * @param pace how all are slowed down for the sake of a running server
     */
    public static ObjectNode status(Donor donor, Optional<DonorPace> pace) {
        var json = recipients(donor.progress());
        json.put("completed", donor.completed()).put("failed", donor.failed());
        json.put("clients", donor.connections());
        json.put("givenBytes", donor.givenBytes());
        StorageReads.bytes().ifPresent(bytes -> json.put("storageReadBytes", bytes));
        json.set("limits", limits(donor));
        pace.ifPresent(now -> json.set("donorPace", ProgressJson.of(now)));
        return json;
    }

    /** Body of an answer of {@code /limits}; 0 is no limit. */
    public static ObjectNode limits(Donor donor) {
        return JsonNodeFactory.instance.objectNode().put("maxDataBandwidth", donor.bandwidth());
    }

    /** An object with an array of all recipients. */
    public static ObjectNode recipients(List<RecipientProgress> recipients) {
        var json = JsonNodeFactory.instance.objectNode();
        var array = json.putArray("recipients");
        recipients.forEach(recipient -> array.add(of(recipient)));
        return json;
    }

    private static ObjectNode of(RecipientProgress recipient) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("clone", recipient.number())
                .put("host", recipient.host())
                .put("state", name(recipient.state()))
                .put("stage", recipient.stage())
                .put("connections", recipient.connections())
                .put("dataBytes", recipient.dataBytes())
                .put("totalBytes", recipient.totalBytes())
                .put("networkBytes", recipient.networkBytes())
                .put("bytesPerSecond", recipient.bytesPerSecond())
                .put("seconds", recipient.elapsed().toSeconds());
    }

    /** A state by its name in JSON and metrics. */
    public static String name(RecipientProgress.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** An event. */
    public static ObjectNode of(DonorEvent event) {
        var json = JsonNodeFactory.instance.objectNode();
        return switch (event) {
            case DonorEvent.Begun(int clone, var host, var tls, var leftOut) -> {
                named(json, "begun", clone, host).put("tls", tls);
                if (!leftOut.isEmpty()) {
                    leftOut.forEach(json.putArray("leftOut")::add);
                }
                yield json;
            }
            case DonorEvent.Interrupted(int clone, var host, var reason) ->
                named(json, "interrupted", clone, host).put("reason", reason);
            case DonorEvent.Resumed(int clone, var host) -> named(json, "resumed", clone, host);
            case DonorEvent.Completed(int clone, var host, long bytes) ->
                named(json, "completed", clone, host).put("dataBytes", bytes);
            case DonorEvent.Failed(int clone, var host, var reason) ->
                named(json, "failed", clone, host).put("reason", reason);
            case DonorEvent.Refused(int clone, var host, var reason) ->
                named(json, "refused", clone, host).put("reason", reason);
        };
    }

    /** A point of a running server that was taken. */
    public static ObjectNode of(CaptureReport report) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("type", "point")
                .put("recipients", report.recipients())
                .put("attempts", report.attempts())
                .put("lockHeldMillis", report.lockHeld().toMillis())
                .put("lockHeldLongestMillis", report.lockHeldLongest().toMillis())
                .put("changedPages", report.pages())
                .put("spooledBytes", report.spooledBytes())
                .put("redoBytes", report.redoBytes())
                .put("lsn", report.point().lsn())
                .put("gtidExecuted", report.point().gtidExecuted());
        report.point()
                .binaryLog()
                .ifPresent(position ->
                        json.put("binaryLogFile", position.file()).put("binaryLogPosition", position.offset()));
        return json;
    }

    private static ObjectNode named(ObjectNode json, String type, int clone, String host) {
        return json.put("type", type).put("clone", clone).put("host", host);
    }
}
