package io.mysqlclone.operator.decide.populate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.operator.decide.populate.PopulateDecision.Step;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.Names;
import io.mysqlclone.operator.observe.populate.PopulateObservation;
import io.mysqlclone.operator.observe.populate.Prime;
import io.mysqlclone.operator.observe.populate.Volume;
import io.mysqlclone.operator.observe.populate.VolumeClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One claim, the MySQLClone and the claim that are made for it, volumes, and what of Kubernetes has to do with them: garbage
 * collection, the binding of claims, and a reclaim policy {@code Delete}. It refuses that a claim is bound to what is no complete copy.
 */
final class PopulateWorld {

    /** A PersistentVolume. */
    static final class Disk {
        int version;

        @Nullable
        String holder;

        boolean complete;
        boolean going;
        /** The label, which stays. */
        String of = "";
    }

    static final class Clone {
        final String uid;
        final String owner;
        String step = "Pending";
        boolean deleting;

        Clone(String uid, String owner) {
            this.uid = uid;
            this.owner = owner;
        }
    }

    static final class PrimeClaim {
        final String uid;
        final String owner;
        boolean noted;

        @Nullable
        String volume;

        boolean lost;

        PrimeClaim(String uid, String owner) {
            this.uid = uid;
            this.owner = owner;
        }
    }

    /** The claim; empty while there is none. */
    Optional<String> claim = Optional.of("claim-0");

    boolean bound;

    @Nullable
    String volumeName;
    /** By the uid of the claim that it is for, which its name has. */
    final Map<String, Clone> clones = new HashMap<>();

    final Map<String, PrimeClaim> primes = new HashMap<>();
    final Map<String, Disk> volumes = new HashMap<>();
    Optional<PopulateDecision> decided = Optional.empty();
    private Optional<String> decidedFor = Optional.empty();
    private int made;

    private String next(String what) {
        return what + "-" + ++made;
    }

    /** The operator looks, and has not done yet what it has decided. */
    void decides() {
        decided = claim.map(uid -> PopulateDecider.decide(observed(uid)));
        decidedFor = claim;
    }

    /** It does what it has decided, whatever has happened meanwhile. */
    void acts() {
        if (decided.isEmpty()) {
            return;
        }
        String uid = decidedFor.orElseThrow();
        switch (decided.get().step()) {
            case Step.Rest _ -> {}
            case Step.Make _ -> clones.computeIfAbsent(uid, _ -> new Clone(next("clone"), uid));
            case Step.Rebind rebind -> {
                Disk disk = volumes.get(rebind.volume().name());
                if (disk != null
                        && Integer.toString(disk.version).equals(rebind.volume().version())) {
                    assertThat(disk.complete)
                            .as("complete when it is given away")
                            .isTrue();
                    disk.holder = uid;
                    disk.of = uid;
                    disk.version++;
                }
            }
            case Step.Remove _ -> Optional.ofNullable(clones.get(uid)).ifPresent(clone -> clone.deleting = true);
        }
        decided = Optional.empty();
    }

    void looks() {
        decides();
        acts();
    }

    private PopulateObservation observed(String uid) {
        Optional<Clone> clone = Optional.ofNullable(clones.get(uid));
        Optional<PrimeClaim> prime = Optional.ofNullable(primes.get(uid));
        return new PopulateObservation(
                new ClaimToFill(
                        "shop",
                        "data-0",
                        uid,
                        false,
                        bound,
                        Optional.ofNullable(volumeName),
                        "production",
                        Optional.empty(),
                        Optional.of("fast"),
                        Optional.of("node-1"),
                        List.of()),
                Optional.of(new VolumeClass(true, true)),
                clone.map(each -> resource(uid, each)),
                clone.filter(each -> each.owner.equals(uid)).isPresent(),
                prime.map(each -> new Prime(
                        clone.filter(owner -> owner.uid.equals(each.owner)).isPresent(),
                        each.owner.isEmpty(),
                        each.noted,
                        false,
                        Optional.ofNullable(each.volume),
                        each.lost)),
                seen(uid, prime));
    }

    private Optional<Volume> seen(String uid, Optional<PrimeClaim> prime) {
        return volumes.entrySet().stream()
                .filter(each -> each.getValue().of.equals(uid) && uid.equals(each.getValue().holder))
                .findFirst()
                .map(each -> volume(each.getKey(), each.getValue(), Volume.Holder.CLAIM))
                .or(() -> prime.flatMap(this::ofPrime));
    }

    private Optional<Volume> ofPrime(PrimeClaim prime) {
        String name = prime.volume;
        Disk disk = name == null ? null : volumes.get(name);
        return name == null || disk == null
                ? Optional.empty()
                : Optional.of(
                        volume(name, disk, prime.uid.equals(disk.holder) ? Volume.Holder.PRIME : Volume.Holder.OTHER));
    }

    private static Volume volume(String name, Disk disk, Volume.Holder holder) {
        return new Volume(name, Integer.toString(disk.version), holder, disk.going);
    }

    private static MySQLClone resource(String uid, Clone clone) {
        MySQLClone resource =
                Serialization.unmarshal("""
                metadata: {name: %s, namespace: shop}
                status: {step: %s, phase: %s, message: so}
                """.formatted(Names.prime(uid), clone.step, clone.step), MySQLClone.class);
        if (clone.deleting) {
            resource.getMetadata().setDeletionTimestamp("2026-05-04T10:00:00Z");
        }
        return resource;
    }

    /** The operator goes on with each clone: the claim, its volume, and then the data. */
    void clonesGoOn() {
        clones.forEach((name, clone) -> {
            if (clone.deleting || !clone.step.equals("Pending")) {
                return;
            }
            PrimeClaim prime = primes.get(name);
            if (prime == null) {
                primes.put(name, new PrimeClaim(next("prime"), clone.uid));
            } else if (prime.volume == null) {
                Disk disk = new Disk();
                disk.holder = prime.uid;
                prime.volume = next("pv");
                volumes.put(prime.volume, disk);
            } else if (volumes.containsKey(prime.volume) && !volumes.get(prime.volume).going) {
                volumes.get(prime.volume).complete = true;
                prime.noted = true;
                clone.step = "Ready";
            }
        });
    }

    void clonesFail() {
        clones.values().stream().filter(clone -> clone.step.equals("Pending")).forEach(clone -> clone.step = "Failed");
    }

    void garbageIsCollected() {
        clones.values().stream()
                .filter(clone -> !claim.equals(Optional.of(clone.owner)))
                .forEach(clone -> clone.deleting = true);
        clones.values().removeIf(clone -> clone.deleting);
        primes.values()
                .removeIf(prime -> !prime.owner.isEmpty()
                        && clones.values().stream().noneMatch(clone -> clone.uid.equals(prime.owner)));
    }

    /** As the controller of PersistentVolumes does. */
    void volumesAreBound() {
        volumes.forEach((name, disk) -> {
            if (!bound
                    && !disk.going
                    && claim.filter(uid -> uid.equals(disk.holder)).isPresent()) {
                assertThat(disk.complete).as("complete when it is bound").isTrue();
                volumeName = name;
                bound = true;
            }
        });
        primes.values().stream()
                .filter(prime -> prime.volume != null)
                .forEach(prime -> prime.lost =
                        !volumes.containsKey(prime.volume) || !prime.uid.equals(volumes.get(prime.volume).holder));
    }

    void volumesAreReleased() {
        volumes.values().removeIf(disk -> disk.going);
        volumes.values().stream().filter(disk -> !isHeld(disk)).forEach(disk -> {
            disk.going = true;
            disk.version++;
        });
    }

    private boolean isHeld(Disk disk) {
        return claim.filter(uid -> uid.equals(disk.holder)).isPresent()
                || primes.values().stream().anyMatch(prime -> prime.uid.equals(disk.holder));
    }

    void claimIsDeleted() {
        claim = Optional.empty();
        bound = false;
        volumeName = null;
    }

    void claimIsMade() {
        if (claim.isEmpty()) {
            claim = Optional.of(next("claim"));
        }
    }

    void somebodyDeletesTheClone() {
        claim.map(clones::get).ifPresent(clone -> clone.deleting = true);
    }

    void somebodyDeletesThePrimeClaim() {
        claim.ifPresent(primes::remove);
    }

    void somebodyMakesThePrimeClaim() {
        claim.ifPresent(uid -> primes.computeIfAbsent(uid, _ -> new PrimeClaim(next("prime"), "")));
    }

    /** Of a claim that is not bound yet: else its data is gone, and that is how he wanted it. */
    void somebodyDeletesAVolume() {
        volumes.values().stream().filter(_ -> !bound).findFirst().ifPresent(disk -> {
            disk.going = true;
            disk.version++;
        });
    }

    void kubernetesWorks() {
        garbageIsCollected();
        volumesAreBound();
        volumesAreReleased();
    }
}
