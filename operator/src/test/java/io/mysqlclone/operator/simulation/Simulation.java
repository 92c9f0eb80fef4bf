package io.mysqlclone.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.operator.decide.Cancellation;
import io.mysqlclone.operator.decide.Decider;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Situation;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A resource and its operator in a world. */
final class Simulation {

    /** A resource; one more try than that is all it gets. */
    record Wish(boolean claim, boolean replication, boolean manual, int backoffLimit) {}

    private static final List<ConditionType> FOR_GOOD =
            List.of(ConditionType.TRANSFERRED, ConditionType.RECIPIENT_RESTARTED, ConditionType.REPLICATING);

    private static final int PATIENCE = 500;
    private static final Duration TICK = Duration.ofSeconds(5);

    private final Wish wish;
    private final World world;
    private long generation = 1;
    private boolean suspended;
    private boolean approved;
    private Optional<Instant> deleted = Optional.empty();
    private boolean gone;
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
        switch (happening) {
            case OPERATOR_LOOKS ->
                due.ifPresent(time -> {
                    if (time.isAfter(world.now())) {
                        world.pass(Duration.between(world.now(), time));
                    }
                    look(true, true);
                });
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
        Observation seen = world.seen();
        MySQLClone clone = resource();
        Situation situation = new Situation(clone, seen);
        Decision decision = deleted.isPresent() ? Cancellation.decide(situation) : Decider.decide(situation);
        if (acts) {
            boolean transferred = status.holds(ConditionType.TRANSFERRED);
            decision.actions().forEach(action -> world.perform(action, transferred));
        }
        if (!acts || !writes) {
            // The next operator looks at once.
            due = Optional.of(world.now());
            return;
        }
        if (deleted.isPresent() && decision.again().isEmpty()) {
            gone = true;
            return;
        }
        write(StatusReport.of(clone, seen, decision, Optional.empty()));
        due = decision.again().map(world.now()::plus);
    }

    private void write(MySQLCloneStatus next) {
        for (ConditionType type : FOR_GOOD) {
            assertThat(status.holds(type) && !next.holds(type))
                    .as("%s is taken back", type)
                    .isFalse();
        }
        assertThat(next.run()).isGreaterThanOrEqualTo(status.run());
        assertThat(next.settledRun()).isBetween(status.settledRun(), next.run());
        assertThat(next.attempts()).isBetween(0, wish.backoffLimit() + 1);
        assertThat(next.startTime() != null).isEqualTo(next.run() > 0);
        assertThat(next.completionTime() != null)
                .isEqualTo(next.phase() == Phase.READY || next.phase() == Phase.FAILED);
        if (next.phase() == Phase.READY) {
            assertThat(world.volume()).as("what is Ready").isEqualTo(World.Volume.TAKEN_OVER);
            assertThat(next.holds(ConditionType.REPLICATING)).isEqualTo(wish.replication());
        }
        if (status.phase() == Phase.READY) {
            assertThat(next.phase()).as("after Ready").isIn(Phase.READY, Phase.CANCELLING);
        }
        status = next;
    }

    /** From now on nothing goes wrong and the user wants it; it must come to an end without help. */
    void comesToAnEnd() {
        suspend(false);
        happens(Happening.USER_APPROVES);
        for (int i = 0; i < PATIENCE && !ended(); i++) {
            world.pass(TICK);
            world.goesOn();
            if (due.filter(time -> !time.isAfter(world.now())).isPresent()) {
                look(true, true);
            }
        }
        assertThat(ended())
                .as("the end of %s, which is looked at %s", status, due)
                .isTrue();
    }

    /** The same, and the end is what was wished for. */
    void comesToAGoodEnd() {
        comesToAnEnd();
        assertThat(status.phase()).as("%s", status).isEqualTo(Phase.READY);
    }

    private boolean ended() {
        return deleted.isPresent() ? gone : status.phase() == Phase.READY || status.phase() == Phase.FAILED;
    }

    /** A resource that is deleted goes within minutes, whatever agents do. */
    void goesWhenDeleted() {
        delete();
        Instant begin = world.now();
        while (!gone && Duration.between(begin, world.now()).compareTo(Duration.ofMinutes(3)) < 0) {
            world.pass(TICK);
            if (due.filter(time -> !time.isAfter(world.now())).isPresent()) {
                look(true, true);
            }
        }
        assertThat(gone).as("a deleted resource is gone").isTrue();
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
                restart: %s
                backoffLimit: %d
                suspend: %b
                %s
                """.formatted(
                                wish.claim()
                                        ? "{persistentVolumeClaim: {claimName: data-0, restart: {kind: StatefulSet, name: db}}}"
                                        : "{pod: {name: db-0}}",
                                wish.manual() ? "Manual" : "Automatic",
                                wish.backoffLimit(),
                                suspended,
                                wish.replication() ? "replication: {credentialsSecretRef: {name: repl}}" : ""),
                MySQLCloneSpec.class));
        clone.setStatus(status);
        return clone;
    }
}
