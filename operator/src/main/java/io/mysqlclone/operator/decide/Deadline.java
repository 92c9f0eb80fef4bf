package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that a clone is given, as a Job is: one that is not in place when it is over is given up. From the moment on when it is
 * being put in place other limits hold, as nothing may be left half done.
 */
final class Deadline {

    private Deadline() {}

    /** What is to be done when the time is over; empty before, and when it is too late to give up. */
    static Optional<Decision> exceeded(Situation situation) {
        if (left(situation).filter(left -> !left.isPositive()).isEmpty()) {
            return Optional.empty();
        }
        String message = "The clone was not in place "
                + situation.spec().activeDeadline().orElseThrow().toSeconds()
                + " s after its start, which is the time that spec.activeDeadlineSeconds gives it.";
        Optional<AgentRun> run = situation.latest(AgentCommand.CLONE).filter(AgentRun::active);
        // What it keeps goes with the rest when the clone is given up, which follows.
        return Optional.of(run.map(active -> Decision.in(
                                situation,
                                Phase.TRANSFERRING,
                                Reason.DEADLINE_EXCEEDED,
                                message + " The agent is told to end.")
                        .doing(new Action.Stop(active, StopMode.SUSPEND))
                        .again(Rhythm.BUSY))
                .orElseGet(() -> Retry.after(
                        situation,
                        new Setback(Setback.Consequence.GIVE_UP, Reason.DEADLINE_EXCEEDED, message),
                        situation.holds(ConditionType.TRANSFERRED)
                                ? ConditionType.COMMITTED
                                : ConditionType.TRANSFERRED,
                        Phase.WAITING)));
    }

    /** The same decision, to be looked at again when the time is over. */
    static Decision with(Situation situation, Decision decision) {
        if (decision.phase().isFinished()) {
            return decision;
        }
        return left(situation)
                .filter(Duration::isPositive)
                .filter(left -> decision.again()
                        .filter(again -> again.compareTo(left) <= 0)
                        .isEmpty())
                .map(decision::again)
                .orElse(decision);
    }

    private static Optional<Duration> left(Situation situation) {
        Instant start = situation.status().startTime();
        if (start == null || isTooLate(situation)) {
            return Optional.empty();
        }
        return situation.spec().activeDeadline().map(limit -> limit.minus(situation.since(start)));
    }

    private static boolean isTooLate(Situation situation) {
        return situation.holds(ConditionType.COMMITTED)
                || situation.holds(ConditionType.RECIPIENT_RESTARTED)
                || situation.rollingBack()
                || situation
                        .latest(AgentCommand.COMMIT)
                        .filter(AgentRun::active)
                        .isPresent()
                || CommitStep.unknown(situation)
                || isToBeAccountedFor(situation);
    }

    /** Whether an agent has ended, perhaps with a clone that is in place. */
    private static boolean isToBeAccountedFor(Situation situation) {
        return !situation.settled()
                && situation.seen().run().filter(run -> !run.active()).isPresent();
    }
}
