package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        @Nullable Instant waitingSince,
        List<Stage> stages,
        @Nullable Limits limits,
        @Nullable Donor donor,
        List<AgentCondition> conditions) {

    private static final double ALL = 100;

    private static final AgentStatus UNTOLD =
            new AgentStatus(null, null, null, 0, 0, 0, 0, null, 0, 0, null, null, List.of(), null, null, List.of());

    /** Longer than any word or sentence of an agent's. */
    private static final int LONGEST = 1024;
    /** More than there are stages or conditions. */
    private static final int MOST = 32;

    // What no agent says is refused whole: it would not fit into the resource's status either.
    public AgentStatus {
        stages = distinct(stages);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        if (percent != null && !(percent >= 0 && percent <= ALL)) {
            throw new IllegalArgumentException("percent is " + percent);
        }
        if (conditions.size() > MOST) {
            throw new IllegalArgumentException("there are " + conditions.size() + " conditions");
        }
        bounded(stage, state);
    }

    /** Whatever answers on an agent's port gets no more room in the resource than an agent. */
    static void bounded(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && text.length() > LONGEST) {
                throw new IllegalArgumentException("a text has " + text.length() + " characters");
            }
        }
    }

    /** The stages, none when they were left out. */
    static List<Stage> distinct(@Nullable List<Stage> stages) {
        List<Stage> given = stages == null ? List.of() : List.copyOf(stages);
        if (given.size() > MOST) {
            throw new IllegalArgumentException("there are " + given.size() + " stages");
        }
        if (given.stream().map(Stage::stage).distinct().count() < given.size()) {
            throw new IllegalArgumentException("a stage is named twice");
        }
        return given;
    }

    /** One row of the table that {@code performance_schema.clone_progress} has too. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stage(
            String stage,
            @Nullable String state,
            @Nullable Instant beginTime,
            @Nullable Instant endTime,
            int threads,
            long estimate,
            long data,
            long network) {

        public Stage {
            Objects.requireNonNull(stage, "a stage has no name");
            bounded(stage, state);
        }
    }

    /** The bandwidth limits in force, bytes per second; 0 for none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Limits(long maxDataBandwidth, long maxNetworkBandwidth) {}

    /** What the donor said of itself. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Donor(@Nullable String version, @Nullable String serverUuid) {

        public Donor {
            bounded(version, serverUuid);
        }
    }

    /** A condition as the agent sees it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AgentCondition(
            String type,
            String status,
            @Nullable String reason,
            @Nullable String message) {

        public AgentCondition {
            Objects.requireNonNull(type, "a condition has no type");
            Objects.requireNonNull(status, "a condition has no status");
            bounded(type, status, reason, message);
        }
    }

    /**
     * What an agent has written into its log last of where it stands, as a line of type {@code progress}; one without a state
     * when it has written none yet.
     */
    public static AgentStatus logged(String log) {
        return log.lines().map(AgentStatus::progress).flatMap(Optional::stream).reduce(UNTOLD, (_, last) -> last);
    }

    private static Optional<AgentStatus> progress(String line) {
        try {
            JsonNode said = AgentJson.MAPPER.readTree(line);
            return "progress".equals(said.path("type").asText())
                    ? Optional.of(AgentJson.MAPPER.treeToValue(said, AgentStatus.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            // What the JVM says, or the end of a line whose beginning was not read.
            return Optional.empty();
        }
    }

    /** The agent's condition of that type is True. */
    public boolean isTrue(String type) {
        return conditions.stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals("True"));
    }
}
