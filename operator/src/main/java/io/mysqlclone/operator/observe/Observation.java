package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a decision is made from, besides the resource itself.
 *
 * @param runs all runs of the agent for this clone that Kubernetes still knows of, and the one whose end was kept when its
 *     pod was removed, in the order of their numbers
 * @param made whether this clone, of which nothing has been begun, is on its claim already
 * @param now when it was observed
 */
public record Observation(
        RecipientState recipient, List<AgentRun> runs, Competition competition, boolean made, Instant now) {

    /** Of a clone that was not made before. */
    public Observation(RecipientState recipient, List<AgentRun> runs, Competition competition, Instant now) {
        this(recipient, runs, competition, false, now);
    }

    public Observation {
        runs = List.copyOf(runs);
    }

    /** The same, and the run whose end the resource's status has kept, when its pod is gone. */
    public Observation remembering(Optional<LastEnd> kept) {
        Optional<AgentRun> gone = kept.filter(end -> runs.stream().noneMatch(run -> run.number() == end.run()))
                .flatMap(EndRecord::run);
        return gone.isEmpty()
                ? this
                : new Observation(
                        recipient,
                        Stream.concat(runs.stream(), gone.stream())
                                .sorted(Comparator.comparingInt(AgentRun::number))
                                .toList(),
                        competition,
                        made,
                        now);
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
