package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A resource's conditions while they change, as metav1 asks: the transition time is that of the last change of status. */
final class Conditions {

    /** As the schema of metav1.Condition bounds it. */
    private static final int MAX_MESSAGE = 32768;

    private final Map<String, Condition> byType = new LinkedHashMap<>();
    private final Long generation;
    private final Instant now;

    Conditions(List<Condition> last, Long generation, Instant now) {
        last.forEach(condition -> byType.put(condition.getType(), condition));
        this.generation = generation;
        this.now = now;
    }

    void set(ConditionType type, boolean holds, Reason reason, String message) {
        String status = holds ? "True" : "False";
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

    List<Condition> toList() {
        return List.copyOf(byType.values());
    }

    private String nowText() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
