package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.Progress.StageProgress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A clone's progress: bytes and seconds are numbers, instants ISO 8601 in UTC, unknown values absent. */
public final class ProgressJson {
    private ProgressJson() {}

    /** Adds the fields of {@code progress} to {@code target}. */
    public static ObjectNode addTo(ObjectNode target, Progress progress) {
        target.put("stage", progress.stage().label())
                .put("state", Names.of(progress.state()))
                .put("percent", Math.round(progress.percent() * 10) / 10.0)
                .put("dataBytes", progress.dataBytes())
                .put("totalBytes", progress.totalBytes())
                .put("networkBytes", progress.networkBytes())
                .put("bytesPerSecond", Math.round(progress.bytesPerSecond()));
        progress.eta().ifPresent(eta -> target.put("eta", eta.toSeconds()));
        target.put("connections", progress.connections()).put("reconnects", progress.reconnects());
        if (progress.startedOver() > 0) {
            target.put("startedOver", progress.startedOver());
        }
        progress.donorPace().ifPresent(pace -> target.set("donorPace", of(pace)));
        progress.pages()
                .ifPresent(pages ->
                        target.put("pagesVerified", pages.verified()).put("pagesUnverifiable", pages.unverifiable()));
        progress.resumeDeadline()
                .ifPresent(deadline -> target.put(
                        "resumeDeadline",
                        deadline.truncatedTo(ChronoUnit.SECONDS).toString()));
        progress.waitingSince()
                .ifPresent(since -> target.put(
                        "waitingSince", since.truncatedTo(ChronoUnit.SECONDS).toString()));
        addStages(target, progress.stages());
        return target;
    }

    /** How a clone is slowed down; the limit is absent when it is not. */
    public static ObjectNode of(DonorPace pace) {
        var json = JsonNodeFactory.instance.objectNode().put("targetMillis", millis(pace.target()));
        pace.p99().ifPresent(time -> json.put("p99Millis", millis(time)));
        if (pace.isSlowed()) {
            json.put("maxDataBandwidth", pace.bytesPerSecond());
        }
        return json;
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 10_000.0) / 100.0;
    }

    /** Adds {@code stages}: rows with the column names of {@code performance_schema.clone_progress}. */
    static void addStages(ObjectNode target, List<StageProgress> stages) {
        var rows = target.putArray("stages");
        for (var stage : stages) {
            var row = JsonNodeFactory.instance.objectNode();
            row.put("stage", stage.stage().label()).put("state", Names.of(stage.state()));
            stage.begin()
                    .ifPresent(begin -> row.put(
                            "beginTime", begin.truncatedTo(ChronoUnit.MILLIS).toString()));
            stage.end()
                    .ifPresent(end -> row.put(
                            "endTime", end.truncatedTo(ChronoUnit.MILLIS).toString()));
            row.put("threads", stage.threads())
                    .put("estimate", stage.estimate())
                    .put("data", stage.data())
                    .put("network", stage.network());
            rows.add(row);
        }
    }

    /** Seconds with milliseconds. */
    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
