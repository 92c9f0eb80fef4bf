package io.mysqlclone.operator.observe;

import io.mysqlclone.operator.agent.AgentRun;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that a decision is made from, besides the resource itself.
 *
 * @param run the latest run of the agent for this clone that Kubernetes still knows of
 * @param now when it was observed
 */
public record Observation(RecipientState recipient, Optional<AgentRun> run, Competition competition, Instant now) {

    /** The server's pod, when there is one. */
    public Optional<ServerPod> server() {
        return switch (recipient) {
            case RecipientState.InPod inPod -> Optional.of(inPod.server());
            case RecipientState.OnClaim onClaim -> onClaim.server();
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> Optional.empty();
        };
    }
}
