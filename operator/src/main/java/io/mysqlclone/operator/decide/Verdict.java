package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;

/**
 * What a condition is to say.
 *
 * @param reason CamelCase; the runbook has a section for each
 * @param message a sentence; one of a condition that is False says what to do
 */
public record Verdict(ConditionType type, boolean holds, String reason, String message) {

    static Verdict yes(ConditionType type, String reason, String message) {
        return new Verdict(type, true, reason, message);
    }

    static Verdict no(ConditionType type, String reason, String message) {
        return new Verdict(type, false, reason, message);
    }
}
