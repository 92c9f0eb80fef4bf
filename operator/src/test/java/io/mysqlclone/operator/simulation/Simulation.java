package io.mysqlclone.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.decide.Cancellation;
import io.mysqlclone.operator.decide.Decider;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Situation;
import io.mysqlclone.operator.decide.donor.Resolution;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.report.StatusReport;
import io.mysqlclone.operator.simulation.Disk.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A resource and its operator in a world. */
final class Simulation {

    /** A resource; one more try than that is all it gets. */
    record Wish(boolean claim, Then then, boolean manual, int backoffLimit) {}

    /** What follows the recovery. */
    enum Then {
        NOTHING,
        SCRIPTS,
        REPLICATION
    }

    /** Taken back by what undoes them only. */
    private static final List<ConditionType> UNDONE_BY_ROLLBACK =
            List.of(ConditionType.COMMITTED, ConditionType.RECIPIENT_RESTARTED);

    /** That of an agent that waits for mysqld's stop and cannot be told, or that of removing what is left. */
    private static final Duration LONGEST_FAREWELL = Duration.ofMinutes(15);

    /** That of an agent that is at removing, and works, or hangs. */
    private static final Duration LONGEST_REMOVAL = Duration.ofMinutes(75);

    private static final int PATIENCE = 500;
    private static final Duration TICK = Duration.ofSeconds(5);

    private final Wish wish;
    private final World world;
    private long generation = 1;
    private boolean suspended;
    private boolean approved;
    private Optional<Instant> deleted = Optional.empty();
    private boolean gone;
    /** Whether the user changes the spec while the operator acts. */
    private boolean meanwhile;

    /** Whether nobody knows which server the donor is. */
    private boolean donorless;

    private MySQLCloneStatus status = MySQLCloneStatus.EMPTY;
    /** When the operator looks again; empty: when the resource changes. */
    private Optional<Instant> due;

    Simulation(Wish wish) {
        this.wish = wish;
        this.world = new World(wish.claim());
        this.due = Optional.of(world.now());
    }

    /** Something happens. */
    void happens(Happening happening) {
        boolean fenced = gone || suspendedForGood();
        Volume before = world.volume();
        happensNow(happening);
        if (wish.manual() && !approved) {
            assertThat(world.volume())
                    .as("nothing is in place that nobody has approved, after %s", happening)
                    .isNotIn(Volume.COMMITTED, Volume.TAKEN_OVER);
        }
        if (fenced && before != Volume.COMMITTED) {
            assertThat(world.volume() == Volume.TAKEN_OVER && before != Volume.TAKEN_OVER)
                    .as("a clone that was given up is taken over, after %s", happening)
                    .isFalse();
        }
    }

    /** Whether it has Failed, and nobody has asked for anything since. */
    private boolean suspendedForGood() {
        return status.phase() == Phase.FAILED && Objects.equals(status.observedGeneration(), generation);
    }

    private void happensNow(Happening happening) {
        switch (happening) {
            case OPERATOR_LOOKS ->
                due.ifPresent(time -> {
                    if (time.isAfter(world.now())) {
                        world.pass(Duration.between(world.now(), time));
                    }
                    look(true, true);
                });
            case USER_CHANGES_THE_SPEC_MEANWHILE -> {
                meanwhile = true;
                look(true, true);
                meanwhile = false;
            }
            case OPERATOR_DIES_BEFORE_IT_ACTS -> look(false, false);
            case OPERATOR_DIES_BEFORE_IT_WRITES -> look(true, false);
            case USER_SUSPENDS -> suspend(true);
            case USER_RESUMES -> suspend(false);
            case USER_APPROVES -> {
                approved = true;
                changed();
            }
            case USER_CHANGES_THE_SPEC -> {
                generation++;
                changed();
            }
            case USER_DELETES -> delete();
            case DONOR_IS_UNKNOWN -> donorless = true;
            case DONOR_IS_KNOWN -> donorless = false;
            default -> world.happens(happening);
        }
    }

    private void suspend(boolean wanted) {
        if (suspended != wanted) {
            suspended = wanted;
            generation++;
            changed();
        }
    }

    private void delete() {
        if (deleted.isEmpty()) {
            deleted = Optional.of(world.now());
            generation++;
            changed();
        }
    }

    private void changed() {
        due = Optional.of(world.now());
    }

    /** The operator looks, acts and writes down what it did, as far as it comes. */
    private void look(boolean acts, boolean writes) {
        if (gone) {
            return;
        }
        Observation seen = world.seen().remembering(Optional.ofNullable(status.lastEnd()));
        MySQLClone clone = resource();
        Situation situation = new Situation(clone, seen, donorless(clone));
        Decision decision = deleted.isPresent() ? Cancellation.decide(situation) : Decider.decide(situation);
        assertThat(situation.donorless().isPresent() && decision.plan().isPresent())
                .as("an agent is launched and which server is the donor is not known: %s", decision)
                .isFalse();
        if (acts) {
            boolean transferred = status.holds(ConditionType.TRANSFERRED);
            decision.actions().forEach(action -> {
                planned(action);
                world.perform(action, transferred);
            });
        }
        if (!acts || !writes) {
            // The next operator looks at once.
            due = Optional.of(world.now());
            return;
        }
        if (deleted.isPresent() && decision.again().isEmpty()) {
            gone = true;
            boolean told = decision.actions().stream().anyMatch(Action.Warn.class::isInstance);
            if (!told) {
                assertThat(world.volume())
                        .as("what a resource leaves that is gone without a word")
                        .isNotIn(Volume.COMMITTED, Volume.RECEIVED);
            }
            return;
        }
        if (meanwhile) {
            generation++;
            due = Optional.of(world.now());
            if (decision.plan().isPresent()) {
                // The write is refused, as the resource has another version by now.
                return;
            }
        }
        write(StatusReport.of(clone, seen, decision, Optional.empty()));
        if (!meanwhile) {
            due = decision.again().map(world.now()::plus);
        }
    }

    /** What the reconciler does: it looks who the donor is unless that is fixed. */
    private Optional<Resolution.Not> donorless(MySQLClone clone) {
        return donorless && deleted.isEmpty() && !Resolution.isFixed(clone, world.now(), _ -> false)
                ? Optional.of(new Resolution.Not(Reason.DONOR_NOT_READY, "It is not Ready."))
                : Optional.empty();
    }

    /** What is launched stands in the status before, and is made from the spec that it stands there for. */
    private void planned(Action action) {
        Optional<Launch> plan =
                switch (action) {
                    case Action.LaunchInPod launch -> Optional.of(launch.plan());
                    case Action.LaunchOnClaim launch -> Optional.of(launch.plan());
                    case Action.CreateClaim _,
                            Action.NoteMade _,
                            Action.Stop _,
                            Action.Limit _,
                            Action.RemovePod _,
                            Action.MayEvict _,
                            Action.Evict _,
                            Action.RestartWorkload _,
                            Action.KeepClaim _,
                            Action.Warn _,
                            Action.DeleteClone _ -> Optional.empty();
                };
        plan.ifPresent(launched -> {
            assertThat(status.launch()).as("the plan of a launch").isEqualTo(launched);
            assertThat(status.startTime()).as("the fence around the spec").isNotNull();
            assertThat(launched.generation()).isEqualTo(generation);
        });
    }

    private void write(MySQLCloneStatus next) {
        if (world.waitsForDonor()) {
            assertThat(next.phase())
                    .as("of a clone whose agent waits for the donor")
                    .isNotEqualTo(Phase.TRANSFERRING);
            assertThat(next.attempts()).as("waiting is no failure").isEqualTo(status.attempts());
        }
        assertThat(takenBack(ConditionType.REPLICATING, next)).isFalse();
        assertThat(takenBack(ConditionType.POST_CLONED, next)).isFalse();
        assertThat(takenBack(ConditionType.TRANSFERRED, next) && status.phase() != Phase.FAILED)
                .as("what was received is received again")
                .isFalse();
        for (ConditionType type : UNDONE_BY_ROLLBACK) {
            boolean rollback = next.phase() == Phase.ROLLING_BACK
                    || next.phase() == Phase.FAILED
                    || status.phase() == Phase.FAILED;
            assertThat(takenBack(type, next) && !rollback)
                    .as("%s is taken back", type)
                    .isFalse();
        }
        assertThat(next.run()).isGreaterThanOrEqualTo(status.run());
        assertThat(next.settledRun()).isBetween(status.settledRun(), next.run());
        assertThat(next.attempts()).isBetween(0, wish.backoffLimit() + 1);
        assertThat(next.startTime() != null).isEqualTo(next.launch() != null);
        assertThat(next.completionTime() != null)
                .isEqualTo(next.phase() == Phase.READY || next.phase() == Phase.FAILED);
        if (next.phase() == Phase.READY) {
            assertThat(world.volume()).as("what is Ready").isEqualTo(Volume.TAKEN_OVER);
            assertThat(next.holds(ConditionType.REPLICATING)).isEqualTo(wish.then() == Then.REPLICATION);
            assertThat(next.holds(ConditionType.POST_CLONED)).isEqualTo(wish.then() == Then.SCRIPTS);
        }
        if (status.phase() == Phase.READY) {
            assertThat(next.phase()).as("after Ready").isIn(Phase.READY, Phase.CANCELLING);
        }
        if (status.phase() == Phase.FAILED && next.phase() != Phase.FAILED && deleted.isEmpty()) {
            world.beginsAnew();
        }
        status = next;
    }

    private boolean takenBack(ConditionType type, MySQLCloneStatus next) {
        return status.holds(type) && !next.holds(type);
    }

    /** From now on nothing goes wrong and the user wants it; it must come to an end without help. */
    void comesToAnEnd() {
        suspend(false);
        donorless = false;
        happens(Happening.USER_APPROVES);
        for (int i = 0; i < PATIENCE && !ended(); i++) {
            world.pass(TICK);
            world.goesOn();
            if (asksForAnotherPod()) {
                world.happens(Happening.POD_IS_MADE_AGAIN);
            }
            if (due.filter(time -> !time.isAfter(world.now())).isPresent()) {
                look(true, true);
            }
        }
        assertThat(ended())
                .as("the end of %s, which is looked at %s", status, due)
                .isTrue();
        if (deleted.isEmpty()) {
            tidiesUp();
        }
    }

    private boolean asksForAnotherPod() {
        return status.condition(ConditionType.READY)
                .filter(ready -> Reason.TOO_MANY_AGENTS.text().equals(ready.getReason()))
                .isPresent();
    }

    /** After the end nothing stays in the volume that a server would start on, or that nobody is told of. */
    private void tidiesUp() {
        for (int i = 0; i < PATIENCE && due.isPresent(); i++) {
            world.pass(TICK);
            world.goesOn();
            if (due.filter(time -> !time.isAfter(world.now())).isPresent()) {
                look(true, true);
            }
        }
        if (status.phase() == Phase.FAILED && status.leftovers() == null) {
            assertThat(world.volume()).as("what %s leaves", status).isNotIn(Volume.COMMITTED, Volume.RECEIVED);
        }
        // A server that fails when it was Ready already may have to go back.
        if (status.phase() == Phase.READY && !world.failsOnTheClone()) {
            assertThat(status.oldData()).as("the old data of %s", status).isEqualTo(OldData.REMOVED);
        }
    }

    /** The same, and the end is what was wished for. */
    void comesToAGoodEnd() {
        comesToAnEnd();
        assertThat(status.phase()).as("%s", status).isEqualTo(Phase.READY);
    }

    private boolean ended() {
        return deleted.isPresent() ? gone : status.phase() == Phase.READY || status.phase() == Phase.FAILED;
    }

    private void looksUntilGone(Instant end) {
        while (!gone && world.now().isBefore(end)) {
            world.pass(TICK);
            if (due.filter(time -> !time.isAfter(world.now())).isPresent()) {
                look(true, true);
            }
        }
    }

    /**
     * A resource that is deleted goes within minutes, and when an agent is at removing what it has left, within a little more
     * than an hour, whatever agents do; and nothing of it is taken over later.
     */
    void goesWhenDeleted() {
        delete();
        Instant begin = world.now();
        looksUntilGone(begin.plus(LONGEST_FAREWELL));
        if (!gone) {
            assertThat(status.message()).as("%s", status).isEqualTo("What the clone has left is being removed.");
            looksUntilGone(begin.plus(LONGEST_REMOVAL));
        }
        assertThat(gone).as("a deleted resource is gone, %s", status).isTrue();
        Volume left = world.volume();
        for (int i = 0; i < PATIENCE; i++) {
            world.pass(TICK);
            world.goesOn();
            happens(Happening.MYSQLD_IS_RESTARTED);
            happens(Happening.POD_IS_MADE_AGAIN);
        }
        if (left != Volume.COMMITTED && left != Volume.TAKEN_OVER) {
            assertThat(world.volume()).as("long after it is gone").isNotEqualTo(Volume.TAKEN_OVER);
        }
    }

    private MySQLClone resource() {
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("copy")
                .withUid("0a1b2c3d-0000")
                .withGeneration(generation)
                .withDeletionTimestamp(deleted.map(Instant::toString).orElse(null))
                .addToAnnotations(MySQLClone.APPROVE_RESTART, Boolean.toString(approved))
                .build());
        clone.setSpec(Serialization.unmarshal(
                """
                donor: {host: a, credentialsSecretRef: {name: donor}}
                recipient: %s
                restartPolicy: %s
                recoveryTimeout: 10m
                backoffLimit: %d
                suspend: %b
                %s
                """.formatted(
                                wish.claim()
                                        ? "{persistentVolumeClaim: {claimName: data-0, workloadRef: {kind: StatefulSet, name: db}}}"
                                        : "{pod: {name: db-0}}",
                                wish.manual() ? "Manual" : "Automatic",
                                wish.backoffLimit(),
                                suspended,
                                switch (wish.then()) {
                                    case NOTHING -> "";
                                    case SCRIPTS ->
                                        "postClone: {credentialsSecretRef: {name: admin}, scripts: [{secretKeyRef: {name: s, key: k}}]}";
                                    case REPLICATION -> "replication: {credentialsSecretRef: {name: repl}}";
                                }),
                MySQLCloneSpec.class));
        clone.setStatus(status);
        return clone;
    }
}
