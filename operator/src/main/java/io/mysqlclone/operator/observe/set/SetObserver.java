package io.mysqlclone.operator.observe.set;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;

/** Reads the world for one MySQLCloneSet. */
public final class SetObserver {

    private final KubernetesClient client;
    private final DonorSights donors;
    private final Clock clock;

    /** An observer that reads through {@code client}. */
    public SetObserver(KubernetesClient client, Clock clock) {
        this.client = client;
        this.donors = new DonorSights(client);
        this.clock = clock;
    }

    /**
     * The world as it was a moment ago.
     *
     * @param clones those that have the set's label, as they are watched
     */
    public SetObservation observe(MySQLCloneSet set, Collection<MySQLClone> clones) {
        return new SetObservation(
                Optional.ofNullable(client.apps()
                                .statefulSets()
                                .inNamespace(set.getMetadata().getNamespace())
                                .withName(set.getSpec().statefulSetRef().name())
                                .get())
                        .map(Members::of),
                donors.of(set),
                clones.stream().filter(clone -> isOf(set, clone)).toList(),
                ordinal -> serves(set, ordinal),
                clock.instant());
    }

    /** The world as it is now: what is watched comes late, and something is about to be made or approved. */
    public SetObservation observeNow(MySQLCloneSet set) {
        return observe(
                set,
                client.resources(MySQLClone.class)
                        .inNamespace(set.getMetadata().getNamespace())
                        .withLabel(MySQLCloneSet.LABEL, set.getMetadata().getName())
                        .list()
                        .getItems());
    }

    /** Whether a set has made it, and not one of its name before. */
    private static boolean isOf(MySQLCloneSet set, MySQLClone clone) {
        return clone.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()));
    }

    private boolean serves(MySQLCloneSet set, int ordinal) {
        return Optional.ofNullable(client.pods()
                        .inNamespace(set.getMetadata().getNamespace())
                        .withName(set.getSpec().statefulSetRef().name() + "-" + ordinal)
                        .get())
                .filter((Pod pod) -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(Readiness::isPodReady)
                .isPresent();
    }
}
