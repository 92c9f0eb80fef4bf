package io.mysqlclone.operator.decide.set;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetSpec;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.observe.set.DonorSight;
import io.mysqlclone.operator.observe.set.Members;
import io.mysqlclone.operator.observe.set.SetObservation;
import io.mysqlclone.operator.report.SetReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A set, its StatefulSet, and what it has made: what an operator does is done here, and refused where it must never be. */
final class SetWorld {

    private static final long SIZE = 1000;

    final MySQLCloneSet set = new MySQLCloneSet();

    /** By ordinal. */
    final Map<Integer, MySQLClone> clones = new TreeMap<>();

    /** The ordinals of all clones that were ever made, in their order. */
    final List<Integer> made = new ArrayList<>();

    /** Pods that are not Ready. */
    final Set<Integer> down = new HashSet<>();

    DonorSight donor = new DonorSight.Elsewhere();
    Optional<Members> members;
    Instant now = Instant.parse("2026-05-04T10:00:00Z");

    private final Map<String, String> fields = new HashMap<>();
    private String template = "";
    private final Set<Integer> wereReady = new HashSet<>();

    /** A set of a StatefulSet with so many replicas. */
    SetWorld(int replicas) {
        members = Optional.of(new Members(0, replicas));
        set.setMetadata(new ObjectMetaBuilder()
                .withName("fill")
                .withNamespace("shop")
                .withUid("u")
                .withGeneration(0L)
                .build());
        change();
    }

    private void change() {
        StringBuilder yaml = new StringBuilder("statefulSetRef: {name: db}\n");
        fields.forEach(
                (name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        set.setSpec(Serialization.unmarshal(
                yaml + "template: {spec: {donorRef: {name: prod}, recipient: {}" + template + "}}",
                MySQLCloneSetSpec.class));
        set.getMetadata().setGeneration(set.getMetadata().getGeneration() + 1);
    }

    /** The user changes a field. */
    void spec(String field) {
        fields.put(field.replaceFirst(":.*", ""), field.replaceFirst("[^:]*: ", ""));
        change();
    }

    /** The user says more in the template. */
    void template(String more) {
        template = ", " + more;
        change();
    }

    void scale(int replicas) {
        members = Optional.of(new Members(0, replicas));
    }

    MySQLCloneSetStatus status() {
        return set.reported().orElse(MySQLCloneSetStatus.EMPTY);
    }

    String ready() {
        return status().condition(ConditionType.READY)
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("");
    }

    /** One round, whose status is written. */
    SetDecision look() {
        SetDecision decision = act();
        set.setStatus(SetReport.of(set, decision, Optional.empty(), now));
        return decision;
    }

    /** So many as it takes until nothing more is done. */
    void settle() {
        look();
        while (look().changesSomething()) {
            now = now.plusSeconds(1);
        }
    }

    /** One round of an operator that dies before it has written anything. */
    SetDecision act() {
        SetDecision decision = SetDecider.decide(
                set,
                new SetObservation(
                        members, donor, List.copyOf(clones.values()), ordinal -> !down.contains(ordinal), now));
        decision.approve().forEach(this::approve);
        decision.make().forEach(this::make);
        return decision;
    }

    private long away() {
        return clones.entrySet().stream()
                .filter(entry -> "true".equals(annotation(entry.getValue(), MySQLClone.APPROVE_RESTART)))
                .filter(entry -> !isAt(entry.getValue(), Step.READY))
                .filter(entry -> !isAt(entry.getValue(), Step.FAILED) || down.contains(entry.getKey()))
                .count();
    }

    private void approve(MySQLClone clone) {
        if (away() >= set.getSpec().maxUnavailable()) {
            throw new AssertionError("more members are restarted than may be");
        }
        if (!isAt(clone, Step.AWAITING_APPROVAL)) {
            throw new AssertionError("a clone is approved that does not ask for it");
        }
        clone.getMetadata().getAnnotations().put(MySQLClone.APPROVE_RESTART, "true");
    }

    private void make(SetDecision.Making making) {
        int ordinal = making.ordinal();
        if (clones.containsKey(ordinal)) {
            throw new AssertionError("member " + ordinal + " has a clone already");
        }
        if (wereReady.contains(ordinal)) {
            throw new AssertionError("member " + ordinal + " was Ready, and is cloned again");
        }
        if (active() >= set.getSpec().concurrent()) {
            throw new AssertionError("more clones are under way than may be");
        }
        if (donor.equals(new DonorSight.AMember(ordinal))) {
            throw new AssertionError("the donor is cloned onto itself");
        }
        making.source().ifPresent(source -> {
            if (!wereReady.contains(source) || source == ordinal) {
                throw new AssertionError("cloned from a member that is no copy");
            }
        });
        MySQLClone clone = new MySQLClone();
        Map<String, String> annotations = new HashMap<>();
        making.source().ifPresent(source -> annotations.put(MySQLCloneSet.SOURCE, String.valueOf(source)));
        clone.setMetadata(new ObjectMetaBuilder()
                .withName("fill-" + ordinal)
                .withNamespace("shop")
                .withAnnotations(annotations)
                .build());
        clone.setSpec(Serialization.unmarshal(
                "donorRef: {name: prod}\nrecipient: {statefulSet: {name: db, ordinal: " + ordinal + "}}",
                MySQLCloneSpec.class));
        made.add(ordinal);
        clones.put(ordinal, clone);
    }

    private static String annotation(MySQLClone clone, String name) {
        return clone.getMetadata().getAnnotations().getOrDefault(name, "");
    }

    long active() {
        return clones.values().stream()
                .filter(clone ->
                        clone.reported().filter(MySQLCloneStatus::hasFinished).isEmpty())
                .count();
    }

    MySQLClone clone(int ordinal) {
        return Objects.requireNonNull(clones.get(ordinal));
    }

    boolean isApproved(int ordinal) {
        return "true".equals(annotation(clone(ordinal), MySQLClone.APPROVE_RESTART));
    }

    static boolean isAt(MySQLClone clone, Step step) {
        return clone.reported().filter(status -> status.isAt(step)).isPresent();
    }

    void transfers(int ordinal, int percent) {
        report(ordinal, Phase.TRANSFERRING, Step.TRANSFERRING, percent, false);
    }

    void stalls(int ordinal) {
        report(ordinal, Phase.WAITING, Step.WAITING, 0, true);
    }

    void awaitsApproval(int ordinal) {
        report(ordinal, Phase.AWAITING_APPROVAL, Step.AWAITING_APPROVAL, 100, true);
    }

    void isReady(int ordinal) {
        wereReady.add(ordinal);
        report(ordinal, Phase.READY, Step.READY, 100, false);
    }

    void fails(int ordinal) {
        report(ordinal, Phase.FAILED, Step.FAILED, 50, false);
    }

    /** What comes next for a clone, when all goes well. */
    void goesOn(int ordinal) {
        MySQLClone clone = clone(ordinal);
        if (isAt(clone, Step.READY) || isAt(clone, Step.FAILED)) {
            return;
        }
        if (isAt(clone, Step.AWAITING_APPROVAL)) {
            if (isApproved(ordinal)) {
                isReady(ordinal);
            }
        } else if (isAt(clone, Step.TRANSFERRING)) {
            awaitsApproval(ordinal);
        } else {
            transfers(ordinal, 40);
        }
    }

    private void report(int ordinal, Phase phase, Step step, int percent, boolean stalled) {
        clone(ordinal)
                .setStatus(new MySQLCloneStatusBuilder()
                        .phase(phase)
                        .step(step)
                        .message("It is so.")
                        .progress(new Progress(
                                "FILE COPY",
                                percent,
                                SIZE * percent / 100,
                                SIZE,
                                SIZE * percent / 100,
                                10,
                                1L,
                                1,
                                List.of()))
                        .conditions(
                                stalled
                                        ? List.of(new ConditionBuilder()
                                                .withType("Stalled")
                                                .withStatus("True")
                                                .build())
                                        : List.of())
                        .build());
    }
}
