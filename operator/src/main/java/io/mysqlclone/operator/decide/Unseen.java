package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/**
 * A run that was launched and of which nothing is seen where it should be: its pod was deleted by somebody, or something
 * between the operator and the kubelet has removed or renamed it. It counts as a failed try, as the next one may fare like
 * it: launched again at every look, there would soon be a thousand.
 */
final class Unseen {

    static final String MESSAGE =
            "The agent was launched and is not there: its pod was deleted before it had ended, or what"
                    + " changes pods in this cluster (an admission webhook, a clean-up) has removed it, its name or its labels; it"
                    + " is tried again.";

    static final Setback SETBACK = new Setback(Setback.Consequence.RETRY, Reason.AGENT_FAILED, MESSAGE);

    private Unseen() {}

    /** Whether the last launch is one of this command, where it could be seen, and nothing is seen of it. */
    static boolean is(Situation situation, AgentCommand command) {
        int known = situation.seen().run().map(AgentRun::number).orElse(0);
        return situation.launched(command)
                && situation
                        .launch()
                        .filter(launch -> launch.run() <= situation.status().run() && launch.run() > known)
                        .filter(launch -> isHere(situation, launch))
                        .isPresent();
    }

    private static boolean isHere(Situation situation, Launch launch) {
        return launch.podUid() == null
                || situation
                        .seen()
                        .server()
                        .map(ServerPod::uid)
                        .filter(launch.podUid()::equals)
                        .isPresent();
    }

    /** What is to be done instead of launching another one now; empty when one may be launched. */
    static Optional<Decision> hinders(Situation situation, AgentCommand command, Phase phase, Reason reason) {
        if (!is(situation, command)) {
            return Optional.empty();
        }
        if (!situation.accountedFor() && countable(phase)) {
            return Optional.of(Retry.after(situation, SETBACK, blames(command), waiting(phase)));
        }
        Duration pause = situation.attempts() > 0 ? Rhythm.backoff(situation.attempts()) : Rhythm.INTERRUPTED;
        return situation
                .launch()
                .map(launch -> pause.minus(situation.since(launch.time())))
                .filter(Duration::isPositive)
                .map(left -> Decision.in(
                                situation,
                                waiting(phase),
                                situation.lastReason().orElse(reason),
                                situation.lastMessage())
                        .again(left));
    }

    /** Who waits for a while keeps no donor from others. */
    private static Phase waiting(Phase phase) {
        return phase == Phase.PREFLIGHT ? Phase.WAITING : phase;
    }

    /** Tidying up does not fail a clone that is done, nor is a rescue given up by it. */
    private static boolean countable(Phase phase) {
        return switch (phase) {
            case PENDING,
                    WAITING,
                    PREFLIGHT,
                    TRANSFERRING,
                    AWAITING_APPROVAL,
                    RESTARTING,
                    POST_CLONING,
                    REPLICATING,
                    SUSPENDED -> true;
            case READY, FAILED, CANCELLING, ROLLING_BACK -> false;
        };
    }

    private static ConditionType blames(AgentCommand command) {
        return switch (command) {
            case PREFLIGHT -> ConditionType.PREFLIGHT_PASSED;
            case CLONE, DISCARD -> ConditionType.TRANSFERRED;
            case COMMIT -> ConditionType.COMMITTED;
            case OUTCOME, ROLLBACK, FINISH -> ConditionType.RECIPIENT_RESTARTED;
            case RUN_SQL -> ConditionType.POST_CLONED;
            case REPLICATE -> ConditionType.REPLICATING;
        };
    }
}
