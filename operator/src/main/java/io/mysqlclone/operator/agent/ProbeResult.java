package io.mysqlclone.operator.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last words of an agent that has looked at servers: the type {@code probe} of the agent's reference.
 *
 * @param donors the servers, in the order in which it was given their addresses
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProbeResult(@Nullable String type, List<Donor> donors) {

    public ProbeResult {
        donors = donors == null ? List.of() : List.copyOf(donors);
    }

    /**
     * One of them.
     *
     * @param version absent: it did not let the account in
     * @param replica absent: the account may not see it
     * @param serving whether it serves a clone of this account
     * @param kind why the account cannot clone it: {@code NetworkLost}, {@code DonorError}, ...
     * @param cause finer than its kind where the agent knows
     * @param hint what to do, in the words of the agent's command line
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Donor(
            @Nullable String version,
            @Nullable String serverUuid,
            @Nullable Boolean readOnly,
            @Nullable Boolean replica,
            @Nullable Boolean serving,
            @Nullable String kind,
            @Nullable String cause,
            @Nullable String message,
            @Nullable String hint) {

        /** The same server, with nothing that speaks against a clone. */
        public Donor suitable() {
            return new Donor(version, serverUuid, readOnly, replica, serving, null, null, null, null);
        }
    }

    /** What a container's termination message tells; empty when it is something else. */
    public static Optional<ProbeResult> read(String terminationMessage) {
        String lastLine = terminationMessage.strip().lines().reduce("", (_, line) -> line);
        try {
            return Optional.ofNullable(AgentJson.MAPPER.readValue(lastLine, ProbeResult.class))
                    .filter(result -> "probe".equals(result.type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
