package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;

/**
 * What a condition is to say.
 *
 * @param message a sentence; one of a condition that is False says what to do
 */
public record Verdict(ConditionType type, Truth truth, Reason reason, String message) {

    /** Whether it is so. */
    public enum Truth {
        /** It is. */
        YES,
        /** It is not. */
        NO,
        /** Nobody has looked. */
        UNKNOWN
    }

    static Verdict yes(ConditionType type, Reason reason, String message) {
        return new Verdict(type, Truth.YES, reason, message);
    }

    static Verdict no(ConditionType type, Reason reason, String message) {
        return new Verdict(type, Truth.NO, reason, message);
    }

    static Verdict unknown(ConditionType type, Reason reason, String message) {
        return new Verdict(type, Truth.UNKNOWN, reason, message);
    }

    /** Whether the condition becomes True. */
    public boolean holds() {
        return truth == Truth.YES;
    }
}
