package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;

/**
 * The rules of the product. A clone goes from step to step and each step's condition, once True, is never looked at
 * again: what was decided from it is done, whoever decides next.
 */
public final class Decider {

    private Decider() {}

    /** What to do about a resource that is not being deleted. */
    public static Decision decide(Situation situation) {
        if (Finish.reached(situation)) {
            return Finish.decide(situation);
        }
        if (!situation.holds(ConditionType.TRANSFERRED)) {
            return TransferStep.decide(situation);
        }
        if (situation.endsWithAServer() && !situation.holds(ConditionType.RECIPIENT_RESTARTED)) {
            return RestartStep.decide(situation);
        }
        if (situation.spec().replication() != null && !situation.holds(ConditionType.REPLICATING)) {
            return ReplicationStep.decide(situation);
        }
        return ReadinessStep.decide(situation);
    }
}
