package io.mysqlclone.operator.decide.schedule;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleSpec;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.observe.schedule.ScheduleObservation;
import io.mysqlclone.operator.report.ScheduleReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A schedule, what it has made, and the time: what an operator does is done here, and refused where it must never be. */
final class ScheduleWorld {

    private static final String CLAIM =
            "{persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi, deletionPolicy: Delete}}}";

    final MySQLCloneSchedule schedule;
    /** The newest first. */
    final List<MySQLClone> clones = new ArrayList<>();

    /** The names of all that was ever made. */
    final List<String> made = new ArrayList<>();

    /** Pods by the claim that they use. */
    final Map<String, String> users = new HashMap<>();

    Instant now;
    private String recipient = CLAIM;
    private final Map<String, String> fields = new HashMap<>(Map.of("schedule", "0 2 * * *"));

    /** A nightly schedule that was made then. */
    ScheduleWorld(String begun) {
        now = Instant.parse(begun);
        schedule = new MySQLCloneSchedule();
        schedule.setMetadata(new ObjectMetaBuilder()
                .withName("nightly")
                .withNamespace("shop")
                .withUid("u")
                .withGeneration(0L)
                .withAnnotations(new HashMap<>())
                .withCreationTimestamp(begun)
                .build());
        change();
    }

    private void change() {
        StringBuilder yaml = new StringBuilder();
        fields.forEach(
                (name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        schedule.setSpec(Serialization.unmarshal(
                yaml + "template: {spec: {donorRef: {name: prod}, recipient: " + recipient + "}}",
                MySQLCloneScheduleSpec.class));
        schedule.getMetadata().setGeneration(schedule.getMetadata().getGeneration() + 1);
    }

    /** The user changes a field. */
    void spec(String field) {
        fields.put(field.replaceFirst(":.*", ""), field.replaceFirst("[^:]*: ", ""));
        change();
    }

    void template(String otherRecipient) {
        recipient = otherRecipient;
        change();
    }

    void annotate(String run) {
        schedule.getMetadata().getAnnotations().put(MySQLClone.RUN, run);
    }

    void at(String time) {
        now = Instant.parse(time);
    }

    /** That time comes, and somebody looks. */
    void night(String time) {
        at(time);
        look();
    }

    List<String> names() {
        return clones.stream().map(clone -> clone.getMetadata().getName()).toList();
    }

    private List<MySQLClone> labelled() {
        return clones.stream()
                .filter(clone -> clone.getMetadata().getLabels().containsKey(MySQLCloneSchedule.LABEL))
                .toList();
    }

    /** One round, whose status is written. */
    ScheduleDecision look() {
        ScheduleDecision decision = act();
        write(decision);
        return decision;
    }

    /** One round of an operator that dies before it has written anything. */
    ScheduleDecision act() {
        ScheduleDecision decision = ScheduleDecider.decide(
                schedule, new ScheduleObservation(labelled(), claim -> Optional.ofNullable(users.get(claim)), now));
        decision.remove().forEach(this::remove);
        decision.make().ifPresent(this::make);
        return decision;
    }

    private void write(ScheduleDecision decision) {
        MySQLCloneScheduleStatus status = ScheduleReport.of(schedule, decision, Optional.empty(), decision.make(), now);
        schedule.setStatus(status);
    }

    private void remove(MySQLClone clone) {
        Optional<MySQLClone> newest = labelled().stream()
                .filter(each -> each.reported()
                        .filter(status -> status.step() == Step.READY)
                        .isPresent())
                .findFirst();
        if (newest.filter(clone::equals).isPresent()) {
            throw new AssertionError("the newest complete copy was deleted");
        }
        if (clone.reported().filter(status -> status.hasFinished()).isEmpty()) {
            throw new AssertionError("a copy under way was deleted");
        }
        clones.remove(clone);
    }

    /** As the API server does: a name that is there is not made again. */
    private void make(ScheduleDecision.Making making) {
        String name = "nightly-" + making.suffix();
        if (names().contains(name)) {
            return;
        }
        if (made.contains(name)) {
            throw new AssertionError(name + " was made twice");
        }
        if (labelled().stream()
                .anyMatch(clone ->
                        clone.reported().filter(status -> status.hasFinished()).isEmpty())) {
            throw new AssertionError("two copies are under way");
        }
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("shop")
                .withLabels(new HashMap<>(Map.of(MySQLCloneSchedule.LABEL, "nightly")))
                .withAnnotations(
                        Map.of(MySQLCloneSchedule.SCHEDULED_AT, making.time().toString()))
                .build());
        clone.setSpec(Serialization.unmarshal(
                "donorRef: {name: prod}\nrecipient: "
                        + recipient.replace("claimName: copy", "claimName: copy-" + making.suffix()),
                MySQLCloneSpec.class));
        made.add(name);
        clones.addFirst(clone);
    }

    /** What is under way comes to that end. */
    void ends(Step step) {
        clones.stream()
                .filter(clone ->
                        clone.reported().filter(status -> status.hasFinished()).isEmpty())
                .findFirst()
                .ifPresent(clone -> clone.setStatus(new MySQLCloneStatusBuilder()
                        .step(step)
                        .message("It has ended.")
                        .completionTime(now)
                        .build()));
    }
}
