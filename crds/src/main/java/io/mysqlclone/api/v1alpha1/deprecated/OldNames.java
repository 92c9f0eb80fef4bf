package io.mysqlclone.api.v1alpha1.deprecated;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadReference;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What fields say by their names of today, wherever they stand. The schema refuses what contradicts itself. */
public final class OldNames {

    private OldNames() {}

    /**
     * {@code spec.restartPolicy}, once {@code spec.restart}. That had a default, which is in all that was stored: only Manual was
     * somebody's word.
     */
    public static RestartPolicy restartPolicy(@Nullable RestartPolicy given, @Nullable RestartPolicy restart) {
        if (restart == RestartPolicy.MANUAL) {
            return restart;
        }
        return given == null ? RestartPolicy.AUTOMATIC : given;
    }

    /** {@code workloadRef} of a claim, once {@code restart}. */
    public static @Nullable WorkloadReference workloadRef(
            @Nullable WorkloadReference given, @Nullable OldWorkload restart) {
        return given == null && restart != null ? new WorkloadReference(restart.kind(), restart.name()) : given;
    }

    /** {@code scaleTo} of a claim, once {@code restart.replicas}. */
    public static @Nullable Integer scaleTo(
            @Nullable WorkloadReference workload, @Nullable Integer given, @Nullable OldWorkload restart) {
        return workload == null && restart != null ? restart.replicas() : given;
    }

    /** {@code status.step}, which was told by phase and reason only. */
    public static @Nullable Step step(@Nullable Phase phase, List<Condition> conditions, boolean working) {
        if (phase == null) {
            return null;
        }
        return Step.of(
                phase,
                condition(conditions, ConditionType.READY)
                        .map(Condition::getReason)
                        .flatMap(Reason::of),
                working);
    }

    /** {@code status.commit}, which was told by the reasons of two conditions only. */
    public static @Nullable CommitState commit(List<Condition> conditions) {
        return Stream.of(ConditionType.RECIPIENT_RESTARTED, ConditionType.COMMITTED)
                .flatMap(type -> condition(conditions, type).stream()
                        .flatMap(condition -> Reason.of(condition.getReason())
                                .flatMap(reason -> CommitState.of(type, "True".equals(condition.getStatus()), reason))
                                .stream()))
                .findFirst()
                .orElse(null);
    }

    private static Optional<Condition> condition(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(condition -> type.type().equals(condition.getType()))
                .findFirst();
    }
}
