package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about a resource that is being deleted: a running clone is cancelled and its leftovers are removed, a finished
 * one's data is left alone. Bounded: an agent that cannot be told does not keep the resource for ever.
 */
public final class Cancellation {

    /** Longer than a cancelled agent's farewell to its donor. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Cancellation() {}

    /** What to do; when it is not to be looked at again, the resource may go. */
    public static Decision decide(Situation situation) {
        if (late(situation) || situation.status().phase() == Phase.READY) {
            return done(situation);
        }
        Optional<AgentRun> active =
                situation.seen().run().filter(AgentRun::active).filter(run -> !run.blocked());
        if (active.isPresent()) {
            return switch (active.get().command()) {
                case CLONE ->
                    Decision.in(situation, Phase.CANCELLING, Reason.CANCELLING, "The agent removes what it has stored.")
                            .doing(new Action.Stop(active.get(), StopMode.CANCEL))
                            .again(Rhythm.BUSY);
                case DISCARD ->
                    Decision.in(
                                    situation,
                                    Phase.CANCELLING,
                                    Reason.CANCELLING,
                                    "What the clone has left is being removed.")
                            .again(Rhythm.BUSY);
                case OUTCOME, REPLICATE -> done(situation);
            };
        }
        if (Leftovers.possible(situation)) {
            return Leftovers.removable(situation)
                    ? Launch.of(
                            situation,
                            AgentCommand.DISCARD,
                            Phase.CANCELLING,
                            "What the clone has left in the volume is being removed.")
                    : Decision.in(
                                    situation,
                                    Phase.CANCELLING,
                                    Reason.WAITING_FOR_POD,
                                    "The recipient is away; what the clone has left in its volume is removed if it "
                                            + "comes back soon.")
                            .again(Rhythm.BUSY);
        }
        return done(situation);
    }

    private static boolean late(Situation situation) {
        Instant deleted = Instant.parse(situation.resource().getMetadata().getDeletionTimestamp());
        return situation.since(deleted).compareTo(PATIENCE) > 0;
    }

    private static Decision done(Situation situation) {
        return Decision.in(situation, Phase.CANCELLING, Reason.CANCELLED, "The clone is cancelled.");
    }
}
