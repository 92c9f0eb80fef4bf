package io.mysqlclone.operator.observe;

import io.mysqlclone.operator.agent.AgentRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a decision is made from, besides the resource itself.
 *
 * @param runs all runs of the agent for this clone that Kubernetes still knows of, in the order of their numbers
 * @param now when it was observed
 */
public record Observation(RecipientState recipient, List<AgentRun> runs, Competition competition, Instant now) {

    public Observation {
        runs = List.copyOf(runs);
    }

    /** The run with the highest number. */
    public Optional<AgentRun> run() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    /** The server's pod, when there is one. */
    public Optional<ServerPod> server() {
        return switch (recipient) {
            case RecipientState.InPod inPod -> Optional.of(inPod.server());
            case RecipientState.OnClaim onClaim -> onClaim.server();
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> Optional.empty();
        };
    }
}
