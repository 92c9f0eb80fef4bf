package io.mysqlclone.kubectl.view;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something about a clone that waits for a person.
 *
 * @param reason the word of the condition
 * @param sentence what it is
 * @param what to do: a command, or where it is written
 */
public record Need(String reason, String sentence, String what) {

    /** All that waits for a person. */
    public static List<Need> of(MySQLClone clone) {
        List<Need> needs = new ArrayList<>();
        clone.reported().ifPresent(status -> {
            approval(clone, status).ifPresent(needs::add);
            trouble(status).ifPresent(needs::add);
            Optional.ofNullable(status.leftovers())
                    .map(left -> need(Reason.LEFT_BEHIND.text(), left))
                    .ifPresent(needs::add);
        });
        return List.copyOf(needs);
    }

    private static Optional<Need> approval(MySQLClone clone, MySQLCloneStatus status) {
        if (!status.isAt(Step.AWAITING_APPROVAL) || Facts.approved(clone)) {
            return Optional.empty();
        }
        return Optional.of(new Need(
                Reason.AWAITING_APPROVAL.text(),
                "The clone is complete and waits for your word before the recipient is restarted on it.",
                "kubectl mysqlclone approve " + clone.getMetadata().getName() + " -n "
                        + clone.getMetadata().getNamespace()));
    }

    /** A reason that somebody should look at although the clone may go on by itself, or a clone that stands still. */
    private static Optional<Need> trouble(MySQLCloneStatus status) {
        if (status.isAt(Step.AWAITING_APPROVAL, Step.SUSPENDED)) {
            // As somebody wanted it.
            return Optional.empty();
        }
        return status.condition(ConditionType.STALLED)
                .filter(stalled -> "True".equals(stalled.getStatus()))
                .or(() -> status.condition(ConditionType.READY)
                        .filter(ready -> !"True".equals(ready.getStatus()))
                        .filter(ready -> isTrouble(ready.getReason())))
                .map(Need::of);
    }

    private static Need of(Condition condition) {
        return need(
                condition.getReason(),
                Optional.ofNullable(condition.getMessage()).orElse(""));
    }

    private static Need need(String reason, String sentence) {
        return new Need(reason, sentence, "docs/reasons.md#" + reason.toLowerCase(Locale.ROOT));
    }

    private static boolean isTrouble(String word) {
        return Reason.of(word).filter(Reason::isTrouble).isPresent();
    }
}
