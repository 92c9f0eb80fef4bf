package io.mysqlclone.agent.http;

import io.mysqlclone.agent.http.StatusServer.Answer;
import io.mysqlclone.agent.http.StatusServer.Endpoint;
import io.mysqlclone.agent.report.StatusJson;
import io.mysqlclone.agent.report.Watched;
import java.util.Map;
import java.util.TreeMap;

/** {@code /status}, {@code /metrics}, {@code /cancel}, {@code /suspend} and {@code /limits} of a clone or a commit. */
final class CloneEndpoints implements Endpoints {
    private final Watched clone;
    private final CloneMetrics metrics;

    CloneEndpoints(Watched clone) {
        this.clone = clone;
        this.metrics = new CloneMetrics(clone);
    }

    @Override
    public Map<String, Map<String, Endpoint>> table() {
        return Map.of(
                "/status",
                Map.of("GET", body -> status()),
                "/metrics",
                Map.of("GET", body -> new Answer(200, StatusServer.PROMETHEUS, metrics.scrape())),
                "/cancel",
                Map.of("POST", body -> cancel()),
                "/suspend",
                Map.of("POST", body -> suspend()),
                "/limits",
                new TreeMap<>(Map.of("GET", body -> limits(), "PUT", this::setLimits)));
    }

    private Answer status() {
        var json = StatusJson.of(clone.progress(), clone.limits());
        return new Answer(200, StatusServer.JSON, json.toString());
    }

    private Answer cancel() {
        clone.cancel();
        return new Answer(202, StatusServer.JSON, "{\"cancelling\":true}");
    }

    private Answer suspend() {
        clone.suspend();
        return new Answer(202, StatusServer.JSON, "{\"suspending\":true}");
    }

    private Answer limits() {
        return new Answer(200, StatusServer.JSON, StatusJson.of(clone.limits()).toString());
    }

    private Answer setLimits(byte[] body) {
        try {
            clone.setLimits(LimitsBody.parse(body, clone.limits()));
        } catch (IllegalArgumentException bad) {
            return StatusServer.error(400, String.valueOf(bad.getMessage()));
        }
        return limits();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
