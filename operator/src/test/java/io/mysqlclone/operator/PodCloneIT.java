package io.mysqlclone.operator;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.COMMITTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECIPIENT_RESTARTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.REPLICATING;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A clone beside a running server, on a real API server: what is launched, told and reported. */
@Execution(ExecutionMode.CONCURRENT)
final class PodCloneIT {

    private static final String REPLICATION = "replication: {credentialsSecretRef: {name: repl}}\n";

    @Test
    void aPodComesBackOnTheDonorsDataAndReplicates() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            Pod before = kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + REPLICATION);

            kubelet.launched("db-1", 1);
            FakeAgents.shared().says(stage.uid("copy"), 1, Words.golden("status"));
            kubelet.starts("db-1", 1);
            assertThat(stage.awaitReason("copy", "Reconnecting").phase()).isEqualTo(Phase.TRANSFERRING);
            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            stage.awaitReason("copy", "Transferring");
            kubelet.ends("db-1", 1, 0, Words.received());
            Pod after = stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.starts("db-1", 3);
            stage.awaitReason("copy", "Recovering");
            kubelet.ends("db-1", 3, 0, Words.recovered(true));
            kubelet.starts("db-1", 4);
            kubelet.ends("db-1", 4, 0, Words.REPLICATES);
            stage.awaitPhase("copy", Phase.READY);
            kubelet.ends("db-1", 5, 0, Words.FINISHED);
            MySQLCloneStatus ready = stage.awaitStatus("copy", status -> status.oldData() == OldData.REMOVED);

            assertThat(List.of(TRANSFERRED, VERIFIED, COMMITTED, RECIPIENT_RESTARTED, REPLICATING, ConditionType.READY))
                    .allMatch(ready::holds);
            assertThat(ready.condition(ConditionType.RECONCILING)).isEmpty();
            assertThat(Objects.requireNonNull(ready.snapshot()).gtidExecuted()).isEqualTo("a:1-5");
            assertThat(ready.run()).isEqualTo(5);
            assertThat(ready.attempts()).isZero();
            assertThat(ready.restarts()).isZero();
            assertThat(kubelet.commands("db-1")).containsExactly("outcome", "replicate", "finish");
            assertThat(Objects.requireNonNull(ready.recipient()).podUid())
                    .isEqualTo(after.getMetadata().getUid())
                    .isNotEqualTo(before.getMetadata().getUid());
            // Whether there is a moment without the pod depends on how quickly it is made again.
            assertThat(stage.events("copy"))
                    .filteredOn(reason -> !reason.equals("WaitingForPod"))
                    .containsExactly(
                            "Reconnecting",
                            "Transferring",
                            "Transferred",
                            "Committing",
                            "Recovered",
                            "Replicating",
                            "Succeeded");
            assertThat(stage.operator().reconciliations("failure")).isZero();
            assertThat(History.neverReported(stage.history("copy")))
                    .containsExactly(
                            "hinderedSince",
                            "lastEnd",
                            "leftovers",
                            "preflight",
                            "queue",
                            "resolvedDonor",
                            "scaleTime",
                            "silentSince");
            assertThat(History.takenBack(stage.history("copy"))).isEmpty();
        }
    }

    /** As GitOps does when its time to live is over, and a restore of the namespace. */
    @Test
    void aResourceThatIsMadeAnewDoesNotReplaceTheDataAgain() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            stage.claim("data-db-1");
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);
            // It has no finalizer any more, so that nobody is asked; its figures go all the same.
            Stage.eventually()
                    .untilAsserted(
                            () -> assertThat(stage.get("copy").getMetadata().getFinalizers())
                                    .isEmpty());
            stage.resource("copy").delete();
            stage.awaitGone("copy");
            Stage.eventually()
                    .untilAsserted(() -> assertThat(stage.operator().registry().getMeters())
                            .allMatch(meter -> !"copy".equals(meter.getId().getTag("name"))
                                    || !meter.getId().getName().startsWith("mysqlclone.")));

            stage.create("copy", Stage.POD_SPEC);
            MySQLCloneStatus again = stage.awaitPhase("copy", Phase.READY);
            assertThat(Stage.reason(again)).isEqualTo("AlreadyDone");
            assertThat(again.message()).contains("kubectl annotate mysqlclone -n " + stage.namespace() + " copy");
            assertThat(again.run()).isZero();

            stage.create("other", Stage.POD_SPEC.replace("mysql-0.mysql", "mysql-2.mysql"));
            stage.awaitStatus("other", status -> status.run() == 1);
            stage.resource("other").delete();
            kubelet.ends("db-1", 1, 8, Words.CANCELLED);

            stage.patch("copy", "{\"metadata\": {\"annotations\": {\"mysqlclone.io/run\": \"again\"}}}");
            assertThat(stage.awaitStatus("copy", status -> status.run() == 1).phase())
                    .isEqualTo(Phase.PREFLIGHT);
        }
    }

    /** The moment between: the operator has heard of both before it is done with the first. */
    @Test
    void aResourceThatIsMadeAnewWhileItsDeletionIsHandledIsLookedAt() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            stage.claim("data-db-1");
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);
            var handling = new CountDownLatch(1);
            var made = new CountDownLatch(1);
            stage.operator().registry().config().onMeterRemoved(meter -> {
                handling.countDown();
                try {
                    made.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });

            stage.resource("copy").delete();
            handling.await();
            stage.create("copy", Stage.POD_SPEC);
            // Until the operator's watch has it, too.
            Thread.sleep(2000);
            made.countDown();

            stage.awaitReason("copy", "AlreadyDone");
        }
    }

    @Test
    void theAgentIsLaunchedAsTheRestrictedUserOfTheData() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC);

            EphemeralContainer agent = stage.kubelet().launched("db-1", 1);

            String uid = stage.uid("copy").replace("-", "").substring(0, 8);
            assertThat(agent.getName()).isEqualTo("clone-agent-" + uid + "-1");
            assertThat(agent.getImage()).isEqualTo(TestOperator.AGENT_IMAGE);
            assertThat(agent.getArgs()).containsExactly("clone");
            assertThat(agent.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
            // 12 KiB for the agent, three that follow, and what the pod has.
            int containers =
                    stage.kubelet().get("db-1").getSpec().getContainers().size();
            assertThat(values(agent))
                    .containsEntry("CLONE_AGENT_BUSY_TIMEOUT", "21600s")
                    .containsEntry("CLONE_AGENT_RESULT_LIMIT", String.valueOf(12288 / (containers + 4)));
            assertThat(agent.getVolumeMounts())
                    .extracting(VolumeMount::getName, VolumeMount::getMountPath)
                    .containsExactly(tuple("data", "/var/lib/mysql"));
            SecurityContext security = agent.getSecurityContext();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getRunAsUser()).isEqualTo(999);
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(agent.getEnv())
                    .filteredOn(variable -> variable.getValueFrom() != null)
                    .extracting(EnvVar::getName)
                    .containsExactlyInAnyOrder("CLONE_AGENT_USER", "CLONE_AGENT_PASSWORD");
            assertThat(agent.getEnv())
                    .filteredOn(variable -> variable.getName().endsWith("TOKEN_SHA256"))
                    .extracting(EnvVar::getValue)
                    .containsExactly(FakeAgents.shared().tokenSha256(stage.uid("copy"), 1));
        }
    }

    @Test
    void tablespacesElsewhereGoWhereTheResourceSays() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create(
                    "copy",
                    Stage.POD_SPEC.replace("recipient: {", "recipient: {relocations: [{from: /ext}, {from: /a}], "));

            assertThat(stage.kubelet().launched("db-1", 1).getEnv())
                    .filteredOn(variable -> variable.getName().equals("CLONE_AGENT_RELOCATE"))
                    .extracting(EnvVar::getValue)
                    .containsExactly("/ext=/var/lib/mysql;/a=/var/lib/mysql");
        }
    }

    @Test
    void aManualRestartWaitsForItsApproval() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            Pod before = kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "restartPolicy: Manual\n");
            kubelet.ends("db-1", 1, 0, Words.received());

            MySQLCloneStatus waiting = stage.awaitPhase("copy", Phase.AWAITING_APPROVAL);
            assertThat(waiting.message()).contains("kubectl annotate");
            assertThat(kubelet.get("db-1").getMetadata().getDeletionTimestamp()).isNull();
            assertThat(kubelet.get("db-1").getMetadata().getUid())
                    .isEqualTo(before.getMetadata().getUid());

            kubelet.remove("db-1");
            Stage.eventually()
                    .untilAsserted(() -> assertThat(kubelet.find("db-1")).isEmpty());
            kubelet.serves("db-1");
            kubelet.restartsMysqld("db-1");
            assertThat(stage.awaitPhase("copy", Phase.AWAITING_APPROVAL).holds(COMMITTED))
                    .isFalse();
            assertThat(kubelet.commands("db-1")).isEmpty();

            stage.change("copy", clone -> {
                clone.getMetadata().getAnnotations().put(MySQLClone.APPROVE_RESTART, "true");
                return clone;
            });
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);
            assertThat(ready.snapshot())
                    .isEqualTo(new Snapshot(
                            "11111111-1111-1111-1111-111111111111:5,fcc57cec-e631-11f1-9886-02fc00000001:1-5",
                            null,
                            "binlog.000001",
                            2198L));
        }
    }

    @Test
    void aPodThatNobodyWouldMakeAgainIsLeftToItsUser() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.servesAlone("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());

            stage.waitsForStop("copy", "db-1", 2);
            stage.awaitReason("copy", "ManualRestartRequired");
            assertThat(kubelet.get("db-1").getMetadata().getDeletionTimestamp()).isNull();

            kubelet.restartsMysqld("db-1");
            kubelet.ends("db-1", 2, 0, Words.COMMITTED);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);
        }
    }

    @Test
    void aServerThatWentBackToItsOldDataIsToldSo() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.line("outcome-rolled-back"));

            MySQLCloneStatus failed = stage.awaitPhase("copy", Phase.FAILED);
            assertThat(Stage.reason(failed)).isEqualTo("RolledBack");
            assertThat(failed.holds(ConditionType.STALLED)).isTrue();
            assertThat(failed.completionTime()).isNotNull();
        }
    }

    @Test
    void anAgentThatWaitsForTheStopKnowsHowLongAndWhatMayBeReplaced() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC.replace("{name: db-1}}", "{name: db-1}, overwrite: IfBehind}"));
            kubelet.ends("db-1", 1, 0, Words.received());

            assertThat(values(kubelet.launched("db-1", 1)))
                    .containsEntry("CLONE_AGENT_COMMIT", "false")
                    .containsEntry("CLONE_AGENT_OVERWRITE", "if-behind");
            assertThat(values(kubelet.launched("db-1", 2)))
                    .containsEntry("CLONE_AGENT_WAIT", "150s")
                    .containsEntry("CLONE_AGENT_OVERWRITE", "if-behind")
                    .containsKeys("CLONE_AGENT_STATUS_LISTEN", "CLONE_AGENT_START_BEFORE")
                    .doesNotContainKey("CLONE_AGENT_DONOR");
        }
    }

    static Map<String, String> values(EphemeralContainer agent) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void aServerThatWasKilledBeforeItHadStoppedIsGivenMoreTime() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.STILL_RECEIVED);

            MySQLCloneStatus waiting = stage.awaitReason("copy", "NotCommitted");
            assertThat(waiting.attempts()).isEqualTo(1);
            assertThat(waiting.holds(COMMITTED)).isFalse();

            stage.waitsForStop("copy", "db-1", 4);
            Pod going = Stage.eventually()
                    .until(() -> kubelet.get("db-1"), pod -> pod.getMetadata().getDeletionTimestamp() != null);
            assertThat(going.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(60);
        }
    }

    @Test
    void aServerThatCrashesOnTheCloneGetsItsOldDataBack() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.launched("db-1", 3);
            kubelet.crashesMysqld("db-1");

            assertThat(kubelet.launched("db-1", 4).getArgs()).containsExactly("rollback");
            assertThat(stage.awaitPhase("copy", Phase.ROLLING_BACK).holds(COMMITTED))
                    .isFalse();
            kubelet.ends("db-1", 4, 0, Words.ROLLED_BACK);

            MySQLCloneStatus failed = stage.awaitPhase("copy", Phase.FAILED);
            assertThat(Stage.reason(failed)).isEqualTo("RolledBack");
            assertThat(failed.message()).contains("CrashLoopBackOff", "back on its old data");
        }
    }

    @Test
    void theOldDataIsLetGoWhenTheRecipientIsReady() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(true));

            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);
            assertThat(ready.oldData()).isEqualTo(OldData.KEPT);
            assertThat(kubelet.launched("db-1", 4).getArgs()).containsExactly("finish");
            kubelet.ends("db-1", 4, 0, Words.FINISHED);
            assertThat(stage.awaitStatus("copy", status -> status.oldData() == OldData.REMOVED)
                            .phase())
                    .isEqualTo(Phase.READY);
        }
    }

    @Test
    void bandwidthAloneChangesWhileItRuns() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "transfer: {maxNetworkBandwidth: 100Mi}\n");
            kubelet.launched("db-1", 1);
            String uid = stage.uid("copy");
            FakeAgents.shared().says(uid, 1, Words.transferring());
            kubelet.starts("db-1", 1);
            stage.awaitReason("copy", "Transferring");
            assertThat(FakeAgents.shared().heard(uid, 1)).isEmpty();

            stage.patch("copy", "{\"spec\": {\"transfer\": {\"maxNetworkBandwidth\": \"1Mi\"}}}");
            Stage.eventually()
                    .untilAsserted(() -> assertThat(FakeAgents.shared().heard(uid, 1))
                            .contains("PUT /limits {\"maxDataBandwidth\":0,\"maxNetworkBandwidth\":1048576}"));

            assertThatThrownBy(() -> stage.patch("copy", "{\"spec\": {\"transfer\": {\"bufferSize\": \"8Mi\"}}}"))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("once the clone has started");
        }
    }
}
