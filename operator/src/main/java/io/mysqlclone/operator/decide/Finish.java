package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A clone that has succeeded or was given up. */
final class Finish {

    private Finish() {}

    /** Whether nothing more is to be done than to clean up; a failed clone whose spec has changed begins again. */
    static boolean reached(Situation situation) {
        return (isDone(situation) && !Repetition.isAskedFor(situation))
                || (situation.status().isAt(Step.FAILED) && !situation.beginsAgain());
    }

    /** Whether everything that was asked for is done. */
    static boolean isDone(Situation situation) {
        return situation.status().isAt(Step.READY, Step.ALREADY_DONE);
    }

    /** Whether nothing is to be done any more, but to let the resource go when its time is over. */
    static boolean isTidy(Situation situation) {
        return reached(situation) && tidying(situation).isEmpty();
    }

    private static Optional<Decision> tidying(Situation situation) {
        return situation.status().isAt(Step.FAILED) ? afterFailure(situation) : afterSuccess(situation);
    }

    static Decision decide(Situation situation) {
        Optional<Decision> tidying = tidying(situation);
        Optional<Duration> left = situation.spec().timeToLive().map(ttl -> ttl.minus(age(situation)));
        if (tidying.isPresent() && !(away(situation) && over(left))) {
            return tidying.get();
        }
        Decision decision = unchanged(situation);
        if (over(left)) {
            return decision.doing(new Action.DeleteClone());
        }
        return left.map(decision::again).orElse(decision);
    }

    private static boolean over(Optional<Duration> left) {
        return left.filter(time -> !time.isPositive()).isPresent();
    }

    /** Whether nobody can tidy up now, and perhaps never. */
    private static boolean away(Situation situation) {
        return !Leftovers.removable(situation);
    }

    private static Optional<Decision> afterSuccess(Situation situation) {
        return OldDataStep.decide(
                situation,
                Phase.READY,
                lastReason(situation),
                situation.lastMessage(),
                situation.spec().oldDataKept().minus(age(situation)));
    }

    private static Optional<Decision> afterFailure(Situation situation) {
        if (situation.latest(AgentCommand.DISCARD).filter(AgentRun::atWork).isPresent()) {
            return Optional.of(unchanged(situation).again(Rhythm.BUSY));
        }
        if (situation.status().leftovers() != null || !Leftovers.possible(situation)) {
            return Optional.empty();
        }
        boolean late = age(situation).compareTo(Leftovers.LIMIT) > 0;
        if (late && Leftovers.resist(situation)) {
            String left = Leftovers.text(situation);
            return Optional.of(unchanged(situation)
                    .doing(new Action.Warn(
                            Reason.LEFT_BEHIND, left, situation.seen().server().map(ServerPod::name)))
                    .leaving(left)
                    .again(Rhythm.AT_ONCE));
        }
        Optional<Duration> pause =
                Leftovers.removable(situation) ? Leftovers.pause(situation) : Optional.of(Rhythm.WAITING);
        return Optional.of(pause.map(time -> unchanged(situation).again(time))
                .orElseGet(() -> Launches.begin(
                        situation,
                        Leftovers.discard(situation),
                        Phase.FAILED,
                        lastReason(situation),
                        situation.lastMessage())));
    }

    private static Duration age(Situation situation) {
        return Optional.ofNullable(situation.status().completionTime())
                .map(situation::since)
                .orElse(Duration.ZERO);
    }

    private static Reason lastReason(Situation situation) {
        return situation.lastReason().orElse(Reason.AGENT_FAILED);
    }

    private static Decision unchanged(Situation situation) {
        Phase phase = Objects.requireNonNullElse(situation.status().phase(), Phase.PENDING);
        return Decision.in(situation, phase, lastReason(situation), situation.lastMessage());
    }
}
