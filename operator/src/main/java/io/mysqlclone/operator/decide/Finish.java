package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A clone that has succeeded or was given up. */
final class Finish {

    private Finish() {}

    /** Whether nothing more is to be done than to clean up; a failed clone whose spec has changed begins again. */
    static boolean reached(Situation situation) {
        Phase phase = situation.status().phase();
        return phase == Phase.READY || (phase == Phase.FAILED && !situation.beginsAgain());
    }

    static Decision decide(Situation situation) {
        boolean dirty = false;
        if (situation.status().phase() == Phase.FAILED) {
            if (situation
                    .run(AgentCommand.DISCARD)
                    .filter(AgentRun::active)
                    .filter(run -> !run.blocked())
                    .isPresent()) {
                return unchanged(situation).again(Rhythm.BUSY);
            }
            dirty = Leftovers.possible(situation);
            if (dirty && Leftovers.removable(situation)) {
                Decision discard = Launch.of(situation, AgentCommand.DISCARD, Phase.FAILED, "");
                return unchanged(situation)
                        .doing(discard.actions().toArray(Action[]::new))
                        .again(Rhythm.BUSY);
            }
        }
        Decision decision = unchanged(situation);
        Optional<Duration> left = situation.spec().timeToLive().map(ttl -> ttl.minus(age(situation)));
        if (left.filter(time -> !time.isPositive()).isPresent()) {
            return decision.doing(new Action.DeleteClone());
        }
        Optional<Duration> again = dirty
                ? Optional.of(
                        left.filter(time -> time.compareTo(Rhythm.WAITING) < 0).orElse(Rhythm.WAITING))
                : left;
        return again.map(decision::again).orElse(decision);
    }

    private static Duration age(Situation situation) {
        return Optional.ofNullable(situation.status().completionTime())
                .map(situation::since)
                .orElse(Duration.ZERO);
    }

    private static Decision unchanged(Situation situation) {
        MySQLCloneStatus status = situation.status();
        Phase phase = Objects.requireNonNullElse(status.phase(), Phase.PENDING);
        Reason reason = situation.lastReason().orElse(Reason.AGENT_FAILED);
        return Decision.in(situation, phase, reason, Objects.requireNonNullElse(status.message(), ""));
    }
}
