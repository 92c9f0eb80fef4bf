package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;

/**
 * What a condition is to say.
 *
 * @param message a sentence; one of a condition that is False says what to do
 */
public record Verdict(ConditionType type, boolean holds, Reason reason, String message) {

    static Verdict yes(ConditionType type, Reason reason, String message) {
        return new Verdict(type, true, reason, message);
    }

    static Verdict no(ConditionType type, Reason reason, String message) {
        return new Verdict(type, false, reason, message);
    }
}
