package io.mysqlclone.operator.observe.set;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The world for a MySQLCloneSet, at one moment.
 *
 * @param members of the StatefulSet; empty: there is no such StatefulSet
 * @param donor whether the donor is one of them
 * @param clones those that the set has made
 * @param serves whether the pod of an ordinal is Ready; asked only of members whose clone has failed on the restart
 * @param now when this was seen
 */
public record SetObservation(
        Optional<Members> members, DonorSight donor, List<MySQLClone> clones, IntPredicate serves, Instant now) {

    public SetObservation {
        clones = List.copyOf(clones);
    }
}
