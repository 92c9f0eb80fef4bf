package io.mysqlclone.operator.observe.donor;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.operator.observe.RecipientName;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A clone that wants a donor's agent now, or will in a moment.
 *
 * @param recipient the pod that it is for, in the donor's namespace; empty where it is none of the donor's
 */
public record Demand(Optional<String> recipient) {

    /**
     * The clones that want the agent of a donor.
     *
     * @param clones those that name it
     * @param allowed whether it may be named from where a clone is
     */
    static Stream<Demand> of(MySQLDonor donor, Stream<MySQLClone> clones, Predicate<MySQLClone> allowed) {
        return clones.filter(Demand::wants)
                .filter(allowed)
                .map(clone -> new Demand(
                        donor.getMetadata()
                                        .getNamespace()
                                        .equals(clone.getMetadata().getNamespace())
                                ? RecipientName.pod(clone)
                                : Optional.empty()));
    }

    private static boolean wants(MySQLClone clone) {
        return clone.getMetadata().getDeletionTimestamp() == null
                && !clone.getSpec().suspend()
                && clone.reported()
                        .filter(status -> isOver(clone, status) || status.holds(ConditionType.TRANSFERRED))
                        .isEmpty();
    }

    /** What has failed may begin anew when its spec is changed. */
    private static boolean isOver(MySQLClone clone, MySQLCloneStatus status) {
        return status.hasFinished()
                && Objects.equals(
                        status.observedGeneration(), clone.getMetadata().getGeneration());
    }
}
