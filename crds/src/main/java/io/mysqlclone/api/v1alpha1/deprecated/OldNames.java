package io.mysqlclone.api.v1alpha1.deprecated;

import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadReference;
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
}
