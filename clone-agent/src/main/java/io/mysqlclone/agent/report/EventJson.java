package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.recipient.CloneEvent;
import java.time.temporal.ChronoUnit;

/** An event as a line of {@code --output json}; {@code type} names it. */
public final class EventJson {
    private EventJson() {}

    /** The document of {@code event}. */
    public static ObjectNode of(CloneEvent event) {
        return switch (event) {
            case CloneEvent.Connected(var donor, var serverVersion, var tlsSession) ->
                type("connected")
                        .put("donor", donor)
                        .put("serverVersion", serverVersion)
                        .put("tlsSession", tlsSession);
            case CloneEvent.Resumed(var stage, var durableBytes) ->
                type("resumed").put("stage", stage.label()).put("durableBytes", durableBytes);
            case CloneEvent.StartedOver(var reason) -> type("startedOver").put("reason", Sentence.of(reason));
            case CloneEvent.StageStarted(var stage, var estimatedBytes) ->
                type("stageStarted").put("stage", stage.label()).put("estimatedBytes", estimatedBytes);
            case CloneEvent.StageCompleted(var stage, var bytes, var took) ->
                type("stageCompleted")
                        .put("stage", stage.label())
                        .put("bytes", bytes)
                        .put("seconds", ProgressJson.seconds(took));
            case CloneEvent.Reconnecting(var reason, var attempt, var delay, var deadline) ->
                type("reconnecting")
                        .put("reason", Sentence.of(reason))
                        .put("attempt", attempt)
                        .put("delaySeconds", ProgressJson.seconds(delay))
                        .put(
                                "deadline",
                                deadline.truncatedTo(ChronoUnit.SECONDS).toString());
            case CloneEvent.WaitingForDonor(var reason, var attempt, var delay, var deadline) ->
                type("waitingForDonor")
                        .put("reason", Sentence.of(reason))
                        .put("attempt", attempt)
                        .put("delaySeconds", ProgressJson.seconds(delay))
                        .put(
                                "deadline",
                                deadline.truncatedTo(ChronoUnit.SECONDS).toString());
            case CloneEvent.Reconnected(var attempt) -> type("reconnected").put("attempt", attempt);
            case CloneEvent.ConcurrencyChanged(var connections) ->
                type("concurrencyChanged").put("connections", connections);
            case CloneEvent.CopiesBy(var way) -> type("copiesBy").put("way", Names.of(way));
            case CloneEvent.Warning(var message) -> type("warning").put("message", Sentence.of(message));
        };
    }

    static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
