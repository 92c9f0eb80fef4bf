package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The agent's last words, from the container's termination message: one of the types {@code result}, {@code preflight},
 * {@code committed}, {@code outcome}, {@code replication}, {@code scripts}, {@code rolledBack}, {@code finished}, {@code discarded} and {@code failure} of the
 * agent's reference, so most fields are absent.
 *
 * @param kind of a failure: {@code Usage}, {@code Refused}, {@code DonorError}, {@code NetworkLost}, ...
 * @param cause of a failure, finer than its kind where the agent knows, such as {@code RecipientNotEmpty}
 * @param mysqlError of a failure: the MySQL error number
 * @param hint of a failure: what to do, in the words of the agent's command line
 * @param committed of a clone: whether it is in the old data's place, so that the next start of mysqld is on it
 * @param checks of a preflight: what it has found, at most {@value #MOST_CHECKS}
 * @param neededBytes of a preflight: what the clone takes
 * @param freeBytes of a preflight: what is free for it
 * @param state of an outcome: {@code Received}, {@code Pending}, {@code Recovered}, {@code RolledBack} or {@code None}
 * @param oldDataKept of an outcome: whether the recipient's old data is still in the volume
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentResult(
        @Nullable String type,
        int exitCode,
        @Nullable String kind,
        @Nullable String cause,
        @Nullable Integer mysqlError,
        @Nullable String message,
        @Nullable String hint,
        @Nullable String donorVersion,
        @Nullable String donorServerUuid,
        @Nullable Long dataBytes,
        @Nullable Long networkBytes,
        @Nullable Long pagesVerified,
        @Nullable Boolean resumed,
        @Nullable Boolean committed,
        List<AgentStatus.Stage> stages,
        List<Check> checks,
        @Nullable Long neededBytes,
        @Nullable Long freeBytes,
        @Nullable String state,
        @Nullable Boolean oldDataKept,
        @Nullable String gtidExecuted,
        @Nullable Boolean gtidTruncated,
        @Nullable String binlogFile,
        @Nullable Long binlogPosition,
        @Nullable String channel,
        @Nullable String source,
        @Nullable Double lagSeconds) {

    /** More than any agent makes. */
    private static final int MOST_CHECKS = 64;

    private static final Set<String> TYPES = Set.of(
            "result",
            "preflight",
            "failure",
            "committed",
            "outcome",
            "replication",
            "scripts",
            "rolledBack",
            "finished",
            "discarded");

    public AgentResult {
        stages = AgentStatus.distinct(stages);
        checks = checks == null ? List.of() : checks.stream().limit(MOST_CHECKS).toList();
    }

    /**
     * One check of a preflight.
     *
     * @param verdict {@code Ok}, {@code Warning}, {@code Failed} or {@code Skipped}
     * @param message empty where there was no room for it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Check(String name, String verdict, String message) {

        private static final int LONGEST = 1000;

        public Check {
            name = bounded(name);
            verdict = bounded(verdict);
            message = bounded(message);
        }

        private static String bounded(@Nullable String text) {
            return text == null ? "" : text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        }
    }

    /** The same, with what it says to people changed by this. */
    public AgentResult told(UnaryOperator<String> change) {
        return new AgentResult(
                type,
                exitCode,
                kind,
                cause,
                mysqlError,
                message == null ? null : change.apply(message),
                hint == null ? null : change.apply(hint),
                donorVersion,
                donorServerUuid,
                dataBytes,
                networkBytes,
                pagesVerified,
                resumed,
                committed,
                stages,
                checks,
                neededBytes,
                freeBytes,
                state,
                oldDataKept,
                gtidExecuted,
                gtidTruncated,
                binlogFile,
                binlogPosition,
                channel,
                source,
                lagSeconds);
    }

    /**
     * The last words in a container's termination message; empty when it holds none that can be read. Of what the kubelet
     * has cut off, what is whole counts. Where the agent could
     * not write it, the kubelet puts the end of the container's log there, whose last line says the same.
     */
    public static Optional<AgentResult> read(String terminationMessage) {
        String lastLine = terminationMessage.strip().lines().reduce("", (_, line) -> line);
        return parsed(lastLine)
                .or(() -> CutJson.repaired(lastLine).flatMap(AgentResult::parsed))
                .filter(result -> TYPES.contains(Objects.requireNonNullElse(result.type, "")));
    }

    private static Optional<AgentResult> parsed(String document) {
        try {
            return Optional.ofNullable(AgentJson.MAPPER.readValue(document, AgentResult.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
