package io.mysqlclone.operator.decide.populate;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.decide.populate.PopulateDecision.State;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.Names;
import io.mysqlclone.operator.observe.populate.PopulateObservation;
import io.mysqlclone.operator.observe.populate.Prime;
import io.mysqlclone.operator.observe.populate.Volume;
import io.mysqlclone.operator.observe.populate.VolumeClass;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides about a claim that is to be filled from a MySQLDonor. A MySQLClone fills another claim, the prime claim; when it is
 * complete the volume is given to the claim that it is for. All names follow from the claim's uid, and what was done is seen in
 * the objects themselves, so that an operator that dies between any two steps is followed by one that goes on.
 */
public final class PopulateDecider {

    /** While Kubernetes is about to do something that it was asked for. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** While a clone is under way: what happens to it is heard of, unless a watch has broken. */
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

    /** What somebody has to correct elsewhere, where nothing is watched. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private static final int QUARTER = 25;

    private final PopulateObservation seen;
    private final ClaimToFill claim;
    private final String name;

    private PopulateDecider(PopulateObservation seen) {
        this.seen = seen;
        this.claim = seen.claim();
        this.name = Names.prime(claim.uid());
    }

    /** What is to be done now. */
    public static PopulateDecision decide(PopulateObservation seen) {
        return new PopulateDecider(seen).decide();
    }

    private PopulateDecision decide() {
        if (claim.deleting()) {
            return tidy(State.DONE);
        }
        if (claim.bound()) {
            return bound();
        }
        if (seen.volume()
                .filter(volume -> volume.holder() == Volume.Holder.CLAIM)
                .isPresent()) {
            return PopulateDecision.rest(State.FILLING).again(SOON);
        }
        if (claim.volumeName().isPresent() && seen.filling().isEmpty()) {
            // Somebody has chosen one.
            return PopulateDecision.rest(State.WAITING);
        }
        if (seen.filling().isPresent() && !seen.ours()) {
            return refused("There is a MySQLClone " + name
                    + " that was not made for this claim. Delete it, and the claim is filled.");
        }
        return seen.filling().map(this::under).orElseGet(this::begin);
    }

    /** What was made for the claim goes; what has been filled is a volume's data by now. */
    private PopulateDecision tidy(State state) {
        return seen.filling()
                .filter(_ -> seen.ours())
                .map(clone -> isDeleted(clone)
                        ? PopulateDecision.rest(state)
                        : PopulateDecision.doing(new PopulateDecision.Step.Remove(clone), state))
                .orElseGet(() -> PopulateDecision.rest(state));
    }

    private PopulateDecision bound() {
        boolean filled = seen.volume()
                .filter(volume -> volume.holder() == Volume.Holder.CLAIM)
                .filter(volume ->
                        claim.volumeName().filter(volume.name()::equals).isPresent())
                .isPresent();
        if (!filled) {
            return atLast(
                    Reason.POPULATE_REFUSED,
                    "Kubernetes has bound the claim to a volume that no data was copied to, as if it had no dataSourceRef. What"
                            + " was copied for it is removed. Delete the claim, and look who makes the volumes of its"
                            + " StorageClass.");
        }
        boolean acknowledged =
                seen.prime().filter(prime -> !prime.lost() && !prime.deleting()).isEmpty();
        return acknowledged
                ? atLast(
                        Reason.POPULATE_FINISHED,
                        "The volume has the data of MySQLDonor " + claim.donor() + "; a server can be started on it.")
                : PopulateDecision.rest(State.FILLING).again(SOON);
    }

    /** Told in the moment in which what was made for the claim goes. */
    private PopulateDecision atLast(Reason reason, String message) {
        PopulateDecision decision = tidy(State.DONE);
        return decision.changesSomething() ? decision.telling(reason, message) : decision;
    }

    private PopulateDecision begin() {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (seen.prime().isPresent()) {
            return seen.prime().filter(Prime::orphan).isPresent()
                    ? refused("There is a PersistentVolumeClaim " + name
                            + " that nobody owns. Delete it, and this claim is filled.")
                    // Of a clone that was deleted, and with it the claim goes.
                    : PopulateDecision.rest(State.WAITING).again(SOON);
        }
        boolean waits = seen.storageClass().filter(VolumeClass::waits).isPresent();
        if (waits && claim.node().isEmpty()) {
            // Which Kubernetes itself tells of, by WaitForFirstConsumer.
            return PopulateDecision.rest(State.WAITING);
        }
        return PopulateDecision.doing(new PopulateDecision.Step.Make(), State.FILLING)
                .telling(
                        Reason.POPULATE_STARTED,
                        "The data of MySQLDonor " + claim.donor() + " is copied by MySQLClone " + name
                                + ", whose status says more.");
    }

    private Optional<String> refusal() {
        if (claim.donorNamespace()
                .filter(namespace -> !namespace.equals(claim.namespace()))
                .isPresent()) {
            return Optional.of(
                    "dataSourceRef.namespace names another namespace, and a claim is filled from a MySQLDonor of"
                            + " its own namespace only. Make one there, and the claim anew.");
        }
        if (!claim.beyond().isEmpty()) {
            return Optional.of("A claim with " + String.join(", ", claim.beyond())
                    + " cannot be filled from a MySQLDonor. Make it anew without that.");
        }
        if (claim.storageClass().isEmpty()) {
            return Optional.of(
                    "The claim has no storageClassName and the cluster no default class. Make it anew with one.");
        }
        String named = claim.storageClass().get();
        if (seen.storageClass().isEmpty()) {
            return Optional.of("There is no StorageClass " + named + ".");
        }
        return seen.storageClass()
                .filter(there -> !there.provisions())
                .map(_ -> "StorageClass " + named + " makes no volumes: Kubernetes binds the claim to one that is there"
                        + " already, and empty. Make the claim anew with a class that has a provisioner.");
    }

    private static PopulateDecision refused(String message) {
        return PopulateDecision.rest(State.REFUSED)
                .telling(Reason.POPULATE_REFUSED, message)
                .again(LATER);
    }

    private PopulateDecision under(MySQLClone clone) {
        if (isDeleted(clone)) {
            return PopulateDecision.rest(State.WAITING).again(NOW_AND_THEN);
        }
        Step step = clone.reported().map(MySQLCloneStatus::step).orElse(Step.PENDING);
        if (step == Step.FAILED) {
            return PopulateDecision.rest(State.FAILED)
                    .telling(
                            Reason.POPULATE_FAILED,
                            "MySQLClone " + name + " has failed, "
                                    + reason(clone).map(Reason::text).orElse("of late")
                                    + ": " + told(clone)
                                    + " When that is put right delete it (kubectl delete mysqlclone -n "
                                    + claim.namespace() + " " + name + "), and another one is made.")
                    .again(LATER);
        }
        if (step.isDone()) {
            return complete(clone);
        }
        return seen.prime().filter(Prime::lost).isPresent() ? anew(clone, "was under way") : progress(clone, step);
    }

    /** The volume is given away only as what the clone itself has filled, and while it is there to stay. */
    private PopulateDecision complete(MySQLClone clone) {
        Optional<Volume> volume =
                seen.volume().filter(there -> there.holder() == Volume.Holder.PRIME && !there.going());
        boolean filled = seen.prime().filter(Prime::isFilled).isPresent();
        if (filled && volume.isPresent()) {
            return PopulateDecision.doing(new PopulateDecision.Step.Rebind(volume.get()), State.FILLING);
        }
        return anew(clone, "was complete");
    }

    private PopulateDecision anew(MySQLClone clone, String how) {
        return PopulateDecision.doing(new PopulateDecision.Step.Remove(clone), State.WAITING)
                .telling(
                        Reason.POPULATE_AGAIN,
                        "MySQLClone " + name + " " + how + ", and what it fills (PersistentVolumeClaim " + name
                                + ", or its volume) is not there any more. It is made again.");
    }

    private PopulateDecision progress(MySQLClone clone, Step step) {
        PopulateDecision filling = PopulateDecision.rest(State.FILLING).again(NOW_AND_THEN);
        Optional<Reason> trouble = reason(clone).filter(Reason::isTrouble);
        if (trouble.isPresent()) {
            return filling.telling(
                    trouble.get(),
                    "MySQLClone " + name + ": " + told(clone),
                    trouble.get().text());
        }
        int quarters = clone.reported()
                .filter(_ -> step == Step.TRANSFERRING)
                .map(MySQLCloneStatus::progress)
                .map(Progress::percent)
                .map(percent -> percent / QUARTER * QUARTER)
                .orElse(0);
        return quarters > 0
                ? filling.telling(
                        Reason.POPULATING, "MySQLClone " + name + " has received " + quarters + " % of the data.")
                : filling;
    }

    private static Optional<Reason> reason(MySQLClone clone) {
        return clone.reported()
                .flatMap(status -> status.condition(ConditionType.READY))
                .map(Condition::getReason)
                .flatMap(Reason::of);
    }

    private static String told(MySQLClone clone) {
        return clone.reported()
                .map(status -> Objects.requireNonNullElse(status.message(), ""))
                .orElse("");
    }

    private static boolean isDeleted(MySQLClone clone) {
        return clone.getMetadata().getDeletionTimestamp() != null;
    }
}
