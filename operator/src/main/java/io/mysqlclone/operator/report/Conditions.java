package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.mysqlclone.api.v1alpha1.Mode;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.decide.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A resource's conditions while they change, as metav1 asks: the transition time is that of the last change of status. */
final class Conditions {

    /** As the schema of metav1.Condition bounds it. */
    private static final int MAX_MESSAGE = 32768;

    private static final String UNKNOWN = "Unknown";

    private final Map<String, Condition> byType = new LinkedHashMap<>();
    private final Long generation;
    private final Instant now;

    Conditions(List<Condition> last, Long generation, Instant now) {
        last.forEach(condition -> byType.put(condition.getType(), condition));
        this.generation = generation;
        this.now = now;
    }

    void set(ConditionType type, boolean holds, Reason reason, String message) {
        set(type, holds ? Verdict.Truth.YES : Verdict.Truth.NO, reason, message);
    }

    void set(ConditionType type, Verdict.Truth truth, Reason reason, String message) {
        String status =
                switch (truth) {
                    case YES -> "True";
                    case NO -> "False";
                    case UNKNOWN -> UNKNOWN;
                };
        Condition before = byType.get(type.type());
        String since = before != null && status.equals(before.getStatus())
                ? Objects.requireNonNullElseGet(before.getLastTransitionTime(), this::nowText)
                : nowText();
        byType.put(
                type.type(),
                new ConditionBuilder()
                        .withType(type.type())
                        .withStatus(status)
                        .withReason(reason.text())
                        .withMessage(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message)
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(since)
                        .build());
    }

    void setOrRemove(ConditionType type, boolean holds, Reason reason, String message) {
        if (holds) {
            set(type, true, reason, message);
        } else {
            byType.remove(type.type());
        }
    }

    /** Says of each condition that nothing is known of yet that it is there. */
    void complete(MySQLCloneSpec spec) {
        boolean serves = !(spec.recipient().target() instanceof ClaimRecipient claim)
                || claim.workload().isPresent();
        boolean clones = spec.mode() == Mode.CLONE;
        for (ConditionType type : ConditionType.values()) {
            switch (type) {
                case PREFLIGHT_PASSED -> unknown(type, true);
                case TRANSFERRED, VERIFIED, COMMITTED -> unknown(type, clones);
                case RECIPIENT_RESTARTED -> unknown(type, clones && serves);
                case POST_CLONED -> unknown(type, clones && spec.postClone() != null);
                case REPLICATING -> unknown(type, clones && spec.replication() != null);
                case READY, STALLED, RECONCILING -> {}
            }
        }
    }

    private void unknown(ConditionType type, boolean requested) {
        Condition before = byType.get(type.type());
        if (before == null
                || (UNKNOWN.equals(before.getStatus()) && !Reason.SKIPPED.text().equals(before.getReason()))) {
            set(
                    type,
                    Verdict.Truth.UNKNOWN,
                    requested ? Reason.PENDING : Reason.NOT_REQUESTED,
                    requested ? "The clone has not come to that." : "The resource does not ask for that.");
        }
    }

    /** In the order in which they come true. */
    List<Condition> toList() {
        return Arrays.stream(ConditionType.values())
                .flatMap(type -> Optional.ofNullable(byType.get(type.type())).stream())
                .toList();
    }

    private String nowText() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
