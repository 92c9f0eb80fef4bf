package io.mysqlclone.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.donor.Resolution;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.Competition;
import io.mysqlclone.operator.observe.EndRecord;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.Placement;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A situation in few words: a clone with its last status, and what is seen of the world. Built once, then decided. */
final class Scene {

    /** When everything is seen. */
    static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    static final String UID = "0a1b2c3d-0000-0000-0000-000000000000";

    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    private static final ClaimVolume VOLUME = new ClaimVolume(
            "data-db-2",
            "/clone-volume",
            "/clone-volume/mysql",
            new ServerPod.User(Optional.of(999L), Optional.empty()),
            Placement.ANYWHERE);

    private final Map<String, Object> spec = new LinkedHashMap<>();
    private final MySQLCloneStatusBuilder status = new MySQLCloneStatusBuilder();
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private RecipientState recipient;
    private final List<AgentRun> runs = new ArrayList<>();
    private boolean made;
    private Competition competition = Competition.NONE;
    private Optional<Resolution.Not> donorless = Optional.empty();
    private long generation = 1;
    private Optional<Instant> deleted = Optional.empty();
    private boolean reported;

    private Scene(String recipientSpec, RecipientState recipient) {
        spec("{donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}, recipient: " + recipientSpec + "}");
        this.recipient = recipient;
        status.observedGeneration(1L);
    }

    /** A clone into the running pod {@code db-1} of a StatefulSet, of which nothing is known yet. */
    static Scene pod() {
        return pod(Pods.serving());
    }

    /** The same, with that pod as it is. */
    static Scene pod(ServerPod pod) {
        return new Scene("{pod: {name: db-1}}", new RecipientState.InPod(pod));
    }

    /** A clone into a claim, on which a StatefulSet is scaled up afterwards. */
    static Scene claim() {
        return claim("workloadRef: {kind: StatefulSet, name: db}, scaleTo: 3");
    }

    /** A clone into a claim, and that is all. */
    static Scene claimAlone() {
        return claim("path: mysql");
    }

    static Scene claim(String more) {
        return new Scene(
                "{persistentVolumeClaim: {claimName: data-db-2, " + more + "}}",
                new RecipientState.OnClaim(VOLUME, Optional.empty()));
    }

    /** The clone's fields, replaced by those of this YAML. */
    Scene spec(String yaml) {
        spec.putAll(Yaml.map(yaml));
        return this;
    }

    Scene suspended() {
        return spec("suspend: true");
    }

    Scene manual() {
        return spec("restartPolicy: Manual");
    }

    Scene replicating() {
        return spec("replication: {credentialsSecretRef: {name: repl}}");
    }

    Scene postCloning(String more) {
        return spec("postClone: {credentialsSecretRef: {name: admin}, scripts: [{configMapKeyRef: {name: m, key: k}}]"
                + more + "}");
    }

    /** The restart has been approved. */
    Scene approved() {
        annotations.put(MySQLClone.APPROVE_RESTART, "true");
        return this;
    }

    /** The spec was changed after the last status was written. */
    Scene changed() {
        generation = 2;
        return this;
    }

    /** Deleted that long ago. */
    Scene deleted(Duration ago) {
        deleted = Optional.of(NOW.minus(ago));
        return this;
    }

    /** The claim says that the clone was made before. */
    Scene made() {
        made = true;
        return this;
    }

    /** The agent could not be asked for so long. */
    Scene silentFor(Duration time) {
        status.silentSince(NOW.minus(time));
        return this;
    }

    Scene at(Phase phase) {
        return at(phase, Reason.PASSED);
    }

    /** The last status: the phase, and why the clone is not Ready. */
    Scene at(Phase phase, Reason reason) {
        reported = true;
        status.phase(phase).message("It was said before.");
        condition(ConditionType.READY, phase == Phase.READY, reason);
        return this;
    }

    /** The last status: conditions that are True. */
    Scene holding(ConditionType... types) {
        reported = true;
        List.of(types).forEach(type -> condition(type, true, Reason.SUCCEEDED));
        return this;
    }

    /** The last status: agents launched, the last one whose end is accounted for, and failed ones among them. */
    Scene runs(int launched, int settled, int attempts) {
        reported = true;
        status.run(launched).settledRun(settled).attempts(attempts);
        return this;
    }

    /** The last status: done or given up that long ago. */
    Scene completed(Duration ago) {
        reported = true;
        status.completionTime(NOW.minus(ago));
        return this;
    }

    private void condition(ConditionType type, boolean holds, Reason reason) {
        conditions.removeIf(condition -> type.type().equals(condition.getType()));
        conditions.add(new ConditionBuilder()
                .withType(type.type())
                .withStatus(holds ? "True" : "False")
                .withReason(reason.text())
                .withMessage("It was said before.")
                .withLastTransitionTime(NOW.minusSeconds(60).toString())
                .build());
    }

    /** The recipient as it is seen. */
    Scene seeing(RecipientState seen) {
        recipient = seen;
        return this;
    }

    /** The claim that is seen goes with the resource. */
    Scene owned() {
        return recipient instanceof RecipientState.OnClaim(ClaimVolume volume, var server)
                ? seeing(new RecipientState.OnClaim(volume.owned(true), server))
                : this;
    }

    /** The claim's workload was scaled up a while ago. */
    Scene scaled() {
        status.scaleTime(NOW.minus(JUST_NOW));
        return this;
    }

    /** The last status: the first agent was launched that long ago. */
    Scene started(Duration ago) {
        reported = true;
        status.startTime(NOW.minus(ago));
        return this;
    }

    /** No recipient that can be used is seen. */
    Scene unusable(Reason reason) {
        return seeing(new RecipientState.Unusable(reason, "There is none."));
    }

    /** The server's pod as it is seen: in place of the clone's pod, or on its claim. */
    Scene server(ServerPod pod) {
        return seeing(
                recipient instanceof RecipientState.OnClaim(ClaimVolume volume, var _)
                        ? new RecipientState.OnClaim(volume, Optional.of(pod))
                        : new RecipientState.InPod(pod));
    }

    /** The runs that Kubernetes knows of, the latest one last. */
    Scene run(AgentRun... known) {
        runs.addAll(List.of(known));
        return this;
    }

    /** The last status: the run that was planned or launched last, in that pod. */
    Scene launch(AgentCommand command, int number, String podUid) {
        return launch(command, number, Optional.of(podUid), JUST_NOW);
    }

    /** The same, in a pod of its own. */
    Scene launchAlone(AgentCommand command, int number) {
        return launch(command, number, Optional.empty(), JUST_NOW);
    }

    /** The same, so long ago. */
    Scene launch(AgentCommand command, int number, Optional<String> podUid, Duration ago) {
        reported = true;
        Instant time = NOW.minus(ago);
        status.launch(
                new Launch(number, command.argument(), 1L, podUid.orElse(null), time, time.plusSeconds(120), 150));
        return this;
    }

    /** The last status: a condition that is False, and why. */
    Scene lacking(ConditionType type, Reason reason) {
        reported = true;
        condition(type, false, reason);
        return this;
    }

    /** The last status: what became of the clone was asked first that long ago. */
    Scene restarted(Duration ago) {
        status.restartTime(NOW.minus(ago));
        return this;
    }

    /** The last status: the old data is in the volume. */
    Scene keepingOldData() {
        status.oldData(OldData.KEPT);
        return this;
    }

    /** The last status: how that run ended, which had a pod of its own. */
    Scene remembering(AgentRun run) {
        reported = true;
        status.lastEnd(EndRecord.of(run).orElseThrow());
        return this;
    }

    /** The last status: something was left behind, and told of. */
    Scene leaving() {
        status.leftovers("It was left.");
        return this;
    }

    /** Which server the donor is, is not known. */
    Scene donorless() {
        donorless = Optional.of(new Resolution.Not(Reason.DONOR_NOT_READY, "It is not Ready."));
        return this;
    }

    Scene donorTakenBy(String other) {
        competition = new Competition(Optional.of(other), competition.volume(), 1);
        return this;
    }

    Scene volumeTakenBy(String other) {
        competition = new Competition(competition.donor(), Optional.of(other), 1);
        return this;
    }

    Situation situation() {
        MySQLClone clone = new MySQLClone();
        clone.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("copy")
                .withUid(UID)
                .withGeneration(generation)
                .withAnnotations(annotations)
                .withDeletionTimestamp(deleted.map(Instant::toString).orElse(null))
                .build());
        clone.setSpec(Serialization.unmarshal(Serialization.asJson(spec), MySQLCloneSpec.class));
        MySQLCloneStatus last = status.conditions(conditions).build();
        if (reported) {
            clone.setStatus(last);
        }
        return new Situation(
                clone,
                new Observation(recipient, runs, competition, made, NOW)
                        .remembering(clone.reported().map(MySQLCloneStatus::lastEnd)),
                donorless);
    }

    /** What is decided, in the form of the tables. */
    String decided() {
        Situation situation = situation();
        return Table.text(deleted.isPresent() ? Cancellation.decide(situation) : Decider.decide(situation));
    }

    /** The sentence that is told. */
    String message() {
        Situation situation = situation();
        return (deleted.isPresent() ? Cancellation.decide(situation) : Decider.decide(situation)).message();
    }
}
