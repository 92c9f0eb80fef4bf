package io.mysqlclone.operator.observe.populate;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.operator.observe.ClaimConsumer;
import io.mysqlclone.operator.observe.ClaimUsers;
import io.mysqlclone.operator.observe.Made;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the world for one claim. */
public final class PopulateObserver {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    /** Of a volume whose claim is gone. */
    private static final Set<String> RELEASED = Set.of("Released", "Failed");

    private final KubernetesClient client;
    private final ClaimUsers users;

    /** An observer that reads through {@code client}. */
    public PopulateObserver(KubernetesClient client) {
        this.client = client;
        this.users = new ClaimUsers(client, FRESH);
    }

    /** The claim as it is now; empty when it is gone, or another one has its name. */
    public Optional<PersistentVolumeClaim> again(PersistentVolumeClaim claim) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                        .inNamespace(claim.getMetadata().getNamespace())
                        .withName(claim.getMetadata().getName())
                        .get())
                .filter(there ->
                        there.getMetadata().getUid().equals(claim.getMetadata().getUid()));
    }

    /**
     * The world now. The clone is looked at before what it has filled: what it says of itself was so by then, and a note on the
     * claim is older than the clone's word that it is done.
     */
    public PopulateObservation observe(PersistentVolumeClaim claim) {
        ClaimToFill wanted = ClaimToFill.of(claim);
        String name = Names.prime(wanted.uid());
        Optional<MySQLClone> clone = Optional.ofNullable(client.resources(MySQLClone.class)
                .inNamespace(wanted.namespace())
                .withName(name)
                .get());
        if (wanted.bound() && clone.isEmpty()) {
            return new PopulateObservation(wanted, Optional.empty(), clone, false, Optional.empty(), Optional.empty());
        }
        Optional<PersistentVolumeClaim> prime = Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(wanted.namespace())
                .withName(name)
                .get());
        return new PopulateObservation(
                wanted,
                wanted.storageClass().flatMap(this::storageClass),
                clone,
                clone.filter(there -> isOwned(there.getMetadata().getOwnerReferences(), wanted.uid()))
                        .isPresent(),
                prime.map(there -> prime(there, clone)),
                volume(wanted, prime));
    }

    /** The pod that waits for the claim, and what it tells of its server. */
    public Optional<ClaimConsumer> consumer(PersistentVolumeClaim claim) {
        return users.podOn(
                        claim.getMetadata().getNamespace(), claim.getMetadata().getName())
                .map(pod -> ClaimConsumer.of(pod, claim.getMetadata().getName()));
    }

    private Optional<VolumeClass> storageClass(String name) {
        return Optional.ofNullable(
                        client.storage().v1().storageClasses().withName(name).get())
                .map(there -> new VolumeClass(
                        "WaitForFirstConsumer".equals(there.getVolumeBindingMode()),
                        !NO_PROVISIONER.equals(there.getProvisioner())));
    }

    private static Prime prime(PersistentVolumeClaim there, Optional<MySQLClone> clone) {
        List<OwnerReference> owners = there.getMetadata().getOwnerReferences();
        return new Prime(
                clone.filter(made -> isOwned(owners, made.getMetadata().getUid()))
                        .isPresent(),
                owners.isEmpty(),
                clone.filter(made -> Made.isOn(there, made)).isPresent(),
                there.getMetadata().getDeletionTimestamp() != null,
                Optional.ofNullable(there.getSpec().getVolumeName()).filter(name -> !name.isEmpty()),
                there.getStatus() != null && "Lost".equals(there.getStatus().getPhase()));
    }

    private static boolean isOwned(List<OwnerReference> owners, String uid) {
        return owners.stream().anyMatch(owner -> uid.equals(owner.getUid()));
    }

    /** That which was given to the claim already, wherever it came from; else that of the prime claim. */
    private Optional<Volume> volume(ClaimToFill wanted, Optional<PersistentVolumeClaim> prime) {
        List<PersistentVolume> given = client.persistentVolumes()
                .withLabel(Names.LABEL, wanted.uid())
                .list()
                .getItems();
        return given.stream()
                .map(volume -> volume(volume, wanted, prime))
                .filter(volume -> volume.holder() == Volume.Holder.CLAIM)
                .findFirst()
                .or(() -> prime.map(there -> there.getSpec().getVolumeName())
                        .filter(name -> !name.isEmpty())
                        .map(name -> client.persistentVolumes().withName(name).get())
                        .map(volume -> volume(volume, wanted, prime)));
    }

    private static Volume volume(PersistentVolume volume, ClaimToFill wanted, Optional<PersistentVolumeClaim> prime) {
        return new Volume(
                volume.getMetadata().getName(),
                volume.getMetadata().getResourceVersion(),
                Optional.ofNullable(volume.getSpec().getClaimRef())
                        .map(ObjectReference::getUid)
                        .map(uid -> holder(uid, wanted, prime))
                        .orElse(Volume.Holder.OTHER),
                volume.getMetadata().getDeletionTimestamp() != null
                        || (volume.getStatus() != null
                                && RELEASED.contains(Objects.requireNonNullElse(
                                        volume.getStatus().getPhase(), ""))));
    }

    private static Volume.Holder holder(String uid, ClaimToFill wanted, Optional<PersistentVolumeClaim> prime) {
        if (uid.equals(wanted.uid())) {
            return Volume.Holder.CLAIM;
        }
        return prime.filter(there -> uid.equals(there.getMetadata().getUid())).isPresent()
                ? Volume.Holder.PRIME
                : Volume.Holder.OTHER;
    }
}
