package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Optional;

/**
 * The rules of the product. A clone goes from step to step and each step's condition, once True, is never looked at
 * again: what was decided from it is done, whoever decides next. Only a rollback takes back what it undoes.
 */
public final class Decider {

    private Decider() {}

    /** What to do about a resource that is not being deleted. */
    public static Decision decide(Situation situation) {
        return Deadline.with(situation, Keeping.with(situation, Tidying.with(situation, step(situation))));
    }

    /** Whether the resource may go without anybody's doing: it is done, and nothing of it is left to be removed. */
    public static boolean mayGo(Situation situation) {
        return Finish.isTidy(situation) && !Keeping.isDue(situation);
    }

    private static Decision step(Situation situation) {
        if (Finish.reached(situation)) {
            return Finish.decide(situation);
        }
        if (situation.isDryRun()) {
            return PreflightStep.decide(situation);
        }
        if (situation.seen().made()) {
            return Repetition.decide(situation);
        }
        Optional<Decision> late = Deadline.exceeded(situation);
        if (late.isPresent()) {
            return late.get();
        }
        boolean serves = situation.holds(ConditionType.RECIPIENT_RESTARTED);
        if (situation.beginsAgain() && !serves && situation.holds(ConditionType.TRANSFERRED)) {
            return anew(situation);
        }
        if (!situation.holds(ConditionType.TRANSFERRED)) {
            return TransferStep.decide(situation);
        }
        if (situation.rollingBack()) {
            return RollbackStep.decide(situation);
        }
        if (situation.endsWithAServer() && !serves) {
            return RestartStep.decide(situation);
        }
        Optional<Decision> rollback = RollbackStep.needed(situation);
        if (rollback.isPresent()) {
            return rollback.get();
        }
        if (PostCloneStep.isDue(situation)) {
            return new PostCloneStep().decide(situation);
        }
        if (situation.spec().replication() != null && !situation.holds(ConditionType.REPLICATING)) {
            return new ReplicationStep().decide(situation);
        }
        return ReadinessStep.decide(situation);
    }

    /** What had been received went when the clone was given up. */
    private static Decision anew(Situation situation) {
        String message = "The clone begins again, as its spec was changed after it had failed.";
        return Decision.in(situation, Phase.WAITING, Reason.AGENT_STARTING, message)
                .with(
                        Verdict.no(ConditionType.TRANSFERRED, Reason.AGENT_STARTING, message),
                        Verdict.no(ConditionType.VERIFIED, Reason.AGENT_STARTING, message),
                        Verdict.no(ConditionType.COMMITTED, Reason.AGENT_STARTING, message))
                .settling(0)
                .again(Rhythm.AT_ONCE);
    }
}
