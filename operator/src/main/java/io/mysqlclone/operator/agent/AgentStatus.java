package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's answer to {@code GET /status}; bytes and seconds are numbers, what is not known is absent (the agent's
 * reference, "Progress").
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentStatus(
        @Nullable String stage,
        @Nullable String state,
        @Nullable Double percent,
        long dataBytes,
        long totalBytes,
        long networkBytes,
        long bytesPerSecond,
        @Nullable Double eta,
        int connections,
        int reconnects,
        @Nullable Instant resumeDeadline,
        @Nullable List<Stage> stages,
        @Nullable Limits limits,
        @Nullable Donor donor,
        @Nullable List<AgentCondition> conditions) {

    /** One row of the table that {@code performance_schema.clone_progress} has too. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stage(
            String stage,
            String state,
            @Nullable Instant beginTime,
            @Nullable Instant endTime,
            int threads,
            long estimate,
            long data,
            long network) {}

    /** The bandwidth limits in force, bytes per second; 0 for none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Limits(long maxDataBandwidth, long maxNetworkBandwidth) {}

    /** What the donor said of itself. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Donor(@Nullable String version, @Nullable String serverUuid) {}

    /** A condition as the agent sees it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AgentCondition(
            String type,
            String status,
            @Nullable String reason,
            @Nullable String message) {}

    /** The agent's condition of that type is True. */
    public boolean isTrue(String type) {
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> condition.type().equals(type)
                                && condition.status().equals("True"));
    }
}
