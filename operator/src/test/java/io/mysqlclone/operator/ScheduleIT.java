package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A MySQLCloneSchedule and the MySQLClones that it makes, by annotation where a test need not wait for a minute to pass. */
@Execution(ExecutionMode.CONCURRENT)
final class ScheduleIT {

    private static final String NEVER = "0 0 1 1 *";

    private static void schedule(Stage stage, String cron, String more) {
        TestCluster.client()
                .resource(Serialization.unmarshal(
                        """
                        metadata: {name: nightly, namespace: %s}
                        spec:
                          schedule: "%s"
                          template:
                            metadata: {labels: {team: analysis}}
                            spec:
                              donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                              recipient:
                                persistentVolumeClaim:
                                  claimName: copy
                                  template: {storage: 1Gi, deletionPolicy: Delete}
                        %s""".formatted(stage.namespace(), cron, more.indent(2)), MySQLCloneSchedule.class))
                .create();
    }

    private static Resource<MySQLCloneSchedule> resource(Stage stage) {
        return TestCluster.client()
                .resources(MySQLCloneSchedule.class)
                .inNamespace(stage.namespace())
                .withName("nightly");
    }

    private static void patch(Stage stage, String json) {
        resource(stage).patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    private static void run(Stage stage, String word) {
        patch(stage, "{\"metadata\": {\"annotations\": {\"mysqlclone.io/run\": \"%s\"}}}".formatted(word));
    }

    private static MySQLCloneScheduleStatus status(Stage stage) {
        return resource(stage).require().reported().orElse(MySQLCloneScheduleStatus.EMPTY);
    }

    private static MySQLCloneScheduleStatus await(Stage stage, Predicate<MySQLCloneScheduleStatus> wanted) {
        return Stage.eventually().until(() -> status(stage), wanted);
    }

    private static MySQLCloneScheduleStatus awaitReason(Stage stage, String reason) {
        return await(
                stage,
                status -> status.condition(ConditionType.READY)
                        .filter(condition -> reason.equals(condition.getReason()))
                        .isPresent());
    }

    private static List<MySQLClone> clones(Stage stage) {
        return TestCluster.client()
                .resources(MySQLClone.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static MySQLClone awaitClone(Stage stage, String notThis) {
        return Stage.eventually()
                .until(
                        () -> clones(stage).stream()
                                .filter(clone -> !clone.getMetadata().getName().equals(notThis))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    /** The name of the copy that is made because of that word. */
    static String makesOneNow(Stage stage, String word, String notThis) {
        run(stage, word);
        return awaitClone(stage, notThis).getMetadata().getName();
    }

    private static String claimName(MySQLClone clone) {
        return ((ClaimRecipient) clone.getSpec().recipient().target()).claimName();
    }

    /** What agents do for a claim without a server. */
    static void completes(Stage stage, String clone) throws IOException {
        Pod agent = stage.kubelet().agentPod(clone, 1);
        stage.kubelet().endsAgentPod(agent, 0, Words.received());
        Pod commit = stage.kubelet().agentPod(clone, 2);
        stage.kubelet().endsAgentPod(commit, 0, Words.COMMITTED);
        stage.awaitPhase(clone, Phase.READY);
    }

    private static PersistentVolumeClaim claim(Stage stage, String name) {
        return TestCluster.client()
                .persistentVolumeClaims()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }

    @Test
    void eachCopyHasAClaimOfItsOwnAndTheOldOneGoesWhenTheNewOneIsComplete() throws IOException {
        try (Stage stage = new Stage()) {
            schedule(stage, NEVER, "");
            awaitReason(stage, "Scheduled");
            run(stage, "first");
            MySQLClone first = awaitClone(stage, "");
            String name = first.getMetadata().getName();
            assertThat(name).startsWith("nightly-run-");
            assertThat(claimName(first)).isEqualTo(name.replace("nightly", "copy"));
            assertThat(first.getMetadata().getLabels())
                    .containsEntry("mysqlclone.io/schedule", "nightly")
                    .containsEntry("team", "analysis");
            assertThat(first.getMetadata().getOwnerReferences()).isEmpty();
            assertThat(await(stage, status -> status.active() != null).active()).isEqualTo(name);

            run(stage, "second");
            await(
                    stage,
                    status -> Objects.requireNonNullElse(status.message(), "").contains("another copy waits"));
            assertThat(clones(stage)).hasSize(1);
            completes(stage, name);
            assertThat(claim(stage, claimName(first)).getMetadata().getLabels())
                    .containsEntry("mysqlclone.io/schedule", "nightly");

            String second = awaitClone(stage, name).getMetadata().getName();
            assertThat(await(stage, status -> second.equals(status.active())).copies())
                    .extracting(Copy::name)
                    .containsExactly(name);
            completes(stage, second);
            stage.awaitGone(name);
            MySQLCloneScheduleStatus status = await(
                    stage,
                    each -> each.copies().stream().map(Copy::name).toList().equals(List.of(second)));
            assertThat(status.lastRun()).isEqualTo("second");
            assertThat(status.active()).isNull();
            assertThat(status.lastSuccessfulTime()).isNotNull();
            // Which Kubernetes removes, as it belongs to the clone; here nobody collects what has no owner any more.
            assertThat(claim(stage, claimName(first)).getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getName()).isEqualTo(name));
            assertThat(stage.events("nightly")).containsExactly("Scheduled", "CopyMade", "CopyMade", "CopyRemoved");
        }
    }

    @Test
    void theClockMakesACopyOfEachMinuteAtMost() {
        try (Stage stage = new Stage()) {
            schedule(stage, "* * * * *", "");
            MySQLClone clone = awaitClone(stage, "");
            Instant time = Instant.parse(clone.getMetadata().getAnnotations().get("mysqlclone.io/scheduled-at"));
            assertThat(Duration.between(time, Instant.now())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
            assertThat(clone.getMetadata().getName()).matches("nightly-[0-9]{12}");
            assertThat(await(stage, status -> status.lastScheduleTime() != null).lastScheduleTime())
                    .isEqualTo(time);
            assertThat(status(stage).nextScheduleTime()).isAfter(time);
        }
    }

    @Test
    void anOperatorThatDiedWhenItHadMadeACopyFindsIt() {
        try (Stage stage = new Stage()) {
            schedule(stage, NEVER, "");
            awaitReason(stage, "Scheduled");
            run(stage, "now");
            MySQLClone made = awaitClone(stage, "");
            await(stage, status -> "now".equals(status.lastRun()));
            stage.stopOperator();
            // As if it had not come to write that down.
            resource(stage).editStatus(schedule -> {
                schedule.setStatus(null);
                return schedule;
            });
            stage.restartOperator();
            assertThat(await(stage, status -> "now".equals(status.lastRun())).active())
                    .isEqualTo(made.getMetadata().getName());
            assertThat(clones(stage)).hasSize(1);
        }
    }

    @Test
    void aCopyThatAPodUsesStays() throws IOException {
        try (Stage stage = new Stage()) {
            schedule(stage, NEVER, "");
            run(stage, "first");
            MySQLClone first = awaitClone(stage, "");
            String name = first.getMetadata().getName();
            completes(stage, name);
            TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            metadata: {name: analyst, namespace: %s}
                            spec:
                              containers: [{name: mysql, image: mysql}]
                              volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                            """.formatted(stage.namespace(), claimName(first)), Pod.class))
                    .create();
            run(stage, "second");
            String second = awaitClone(stage, name).getMetadata().getName();
            completes(stage, second);

            MySQLCloneScheduleStatus status = await(stage, each -> each.copies().size() == 2);
            assertThat(status.copies().getFirst().name()).isEqualTo(second);
            assertThat(status.copies().getFirst().usedBy()).isNull();
            assertThat(status.copies().getLast().usedBy()).isEqualTo("analyst");
        }
    }

    @Test
    void copiesOutliveTheirSchedule() {
        try (Stage stage = new Stage()) {
            schedule(stage, NEVER, "");
            run(stage, "now");
            String name = awaitClone(stage, "").getMetadata().getName();
            stage.kubelet().agentPod(name, 1);
            resource(stage).delete();
            Stage.eventually()
                    .untilAsserted(() -> assertThat(resource(stage).get()).isNull());
            assertThat(stage.get(name).getMetadata().getDeletionTimestamp()).isNull();
        }
    }

    @Test
    void whatIsNoScheduleIsToldUntilItIsCorrected() {
        try (Stage stage = new Stage()) {
            schedule(stage, "0 25 * * *", "");
            MySQLCloneScheduleStatus status = awaitReason(stage, "ScheduleInvalid");
            assertThat(status.message()).contains("spec.schedule has the hour 25");
            assertThat(status.holds(ConditionType.STALLED)).isTrue();
            assertThat(stage.operator()
                            .registry()
                            .get("mysqlclone.schedule.reason")
                            .tag("reason", "ScheduleInvalid")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            patch(stage, "{\"spec\": {\"schedule\": \"0 2 * * *\", \"timeZone\": \"Europe/Berlin\"}}");
            assertThat(awaitReason(stage, "Scheduled").holds(ConditionType.STALLED))
                    .isFalse();
            patch(stage, "{\"spec\": {\"suspend\": true}}");
            assertThat(awaitReason(stage, "Suspended").nextScheduleTime()).isNull();
        }
    }

    @Test
    void aNameThatSomebodyElseHasIsToldAndHisCloneIsLeftAlone() {
        try (Stage stage = new Stage()) {
            stage.stopOperator();
            schedule(stage, NEVER, "");
            run(stage, "now");
            stage.restartOperator();
            String name = awaitClone(stage, "").getMetadata().getName();
            await(stage, status -> status.lastRun() != null);
            stage.stopOperator();
            stage.patch(name, "{\"metadata\": {\"labels\": {\"mysqlclone.io/schedule\": null}}}");
            resource(stage).editStatus(schedule -> {
                schedule.setStatus(null);
                return schedule;
            });
            stage.restartOperator();
            assertThat(awaitReason(stage, "LaunchRefused").message()).contains("that this schedule has not made");
            assertThat(clones(stage)).hasSize(1);
        }
    }
}
