package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.DonorIdentity;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import java.time.temporal.ChronoUnit;

/** The bodies of the HTTP interface. */
public final class StatusJson {
    private StatusJson() {}

    /** Body of {@code GET /status}: progress, limits in force, and conditions as a Kubernetes object has them. */
    public static ObjectNode of(Progress progress, Limits limits) {
        var json = ProgressJson.addTo(JsonNodeFactory.instance.objectNode(), progress);
        progress.donor().ifPresent(donor -> json.set("donor", of(donor)));
        json.set("limits", of(limits));
        json.set("conditions", conditions(progress));
        return json;
    }

    /** Body of an answer of {@code PUT /limits}; 0 is no limit. */
    public static ObjectNode of(Limits limits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("maxDataBandwidth", limits.dataBytesPerSecond())
                .put("maxNetworkBandwidth", limits.networkBytesPerSecond());
    }

    private static ObjectNode of(DonorIdentity donor) {
        var json = JsonNodeFactory.instance.objectNode().put("version", donor.version());
        donor.serverUuid().ifPresent(uuid -> json.put("serverUuid", uuid));
        return json;
    }

    /** Body of every answer that is an error. */
    public static ObjectNode error(String sentence) {
        return JsonNodeFactory.instance.objectNode().put("error", sentence);
    }

    private static ArrayNode conditions(Progress progress) {
        var conditions = JsonNodeFactory.instance.arrayNode();
        conditions.add(preflightPassed(progress));
        conditions.add(condition(
                "Transferred",
                isReceived(progress) ? "True" : "False",
                Names.of(progress.state()),
                sentence(progress)));
        conditions.add(verified(progress));
        return conditions;
    }

    private static boolean isReceived(Progress progress) {
        return progress.state() == Progress.State.COMPLETED || progress.state() == Progress.State.WAITING_FOR_STOP;
    }

    private static ObjectNode preflightPassed(Progress progress) {
        return progress.stage() == Stage.INIT
                ? condition("PreflightPassed", "Unknown", "Checking", "Donor and target are being checked.")
                : condition("PreflightPassed", "True", "Passed", "Donor and target allow the clone.");
    }

    /** Pages are verified as they arrive, so that a complete clone is a verified one. */
    private static ObjectNode verified(Progress progress) {
        if (progress.pages().isEmpty()) {
            boolean before = progress.state() == Progress.State.CONNECTING
                    || progress.state() == Progress.State.WAITING_FOR_DONOR;
            return before
                    ? condition("Verified", "Unknown", Names.of(progress.state()), "No page has arrived yet.")
                    : condition("Verified", "Unknown", "Skipped", "Pages are not verified (--no-verify-pages).");
        }
        var pages = progress.pages().get();
        var sentence = "The checksums of " + pages.verified() + " pages are right"
                + (pages.unverifiable() == 0
                        ? "."
                        : "; " + pages.unverifiable() + " cannot be checked without their key or decompression.");
        return isReceived(progress)
                ? condition("Verified", "True", "Verified", sentence)
                : condition("Verified", "Unknown", Names.of(progress.state()), sentence);
    }

    private static ObjectNode condition(String type, String status, String reason, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message);
    }

    private static String sentence(Progress progress) {
        return switch (progress.state()) {
            case CONNECTING -> "The donor is being contacted.";
            case WAITING_FOR_DONOR ->
                "The donor serves another clone and is asked again and again"
                        + progress.waitingSince()
                                .map(since -> " since " + since.truncatedTo(ChronoUnit.SECONDS))
                                .orElse("")
                        + "; this one begins when that has ended.";
            case TRANSFERRING -> "Stage " + progress.stage().label() + " is in progress.";
            case RECONNECTING ->
                "The connection to the donor is lost and is being tried again"
                        + progress.resumeDeadline()
                                .map(deadline -> " until " + deadline)
                                .orElse("")
                        + ".";
            case COMMITTING -> "The clone is made durable and checked.";
            case WAITING_FOR_STOP -> "The clone is complete and durable; it is committed when mysqld has stopped.";
            case COMPLETED -> "The clone is complete and durable.";
            case FAILED -> "The clone failed; the agent's result says why.";
            case CANCELLED -> "The clone was cancelled.";
        };
    }
}
