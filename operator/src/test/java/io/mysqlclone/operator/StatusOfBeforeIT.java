package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The operator finds what that of before the API's names were changed has left, in words that are not its own any more, and goes
 * on where that was. These are the resources of which {@code StoredBeforeIT} holds that they outlive the change of the definition.
 */
@Execution(ExecutionMode.CONCURRENT)
final class StatusOfBeforeIT {

    private static final Path LEFT =
            Path.of("../crds/src/test/resources/io/mysqlclone/api/v1alpha1/before/clones.yaml");

    /** When that was, and the UIDs of the pod and, shortened, of the clone. */
    private static final Instant THEN = Instant.parse("2026-05-04T12:00:00Z");

    private static final String POD = "11111111-2222-3333-4444-555555555555";
    private static final String CLONE = "0a1b2c3d";

    private static final Pattern TIME = Pattern.compile("2026-05-04T[0-9:]{8}Z");

    /** Both operators are called so. */
    private static final PatchContext AS_THE_OPERATOR = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("mysqlclone")
            .withForce(true)
            .build();

    /** A stage whose operator has not been started yet. */
    private static Stage before() {
        Stage stage = new Stage();
        stage.stopOperator();
        return stage;
    }

    /** Stores a resource as it was left, beside the pod that is there now and the times as long ago as they were then. */
    private static MySQLCloneStatus left(Stage stage, String name) throws IOException {
        String document = Arrays.stream(Files.readString(LEFT).split("\n---\n", -1))
                .filter(text -> text.contains("name: " + name + "\nspec:"))
                .findFirst()
                .orElseThrow();
        GenericKubernetesResource asked = blank(stage, name);
        asked.getMetadata().setFinalizers(List.of("mysqlclones.mysqlclone.io/finalizer"));
        asked.setAdditionalProperty("spec", field(document, "spec"));
        String uid = TestCluster.client().resource(asked).create().getMetadata().getUid();

        String pod = stage.kubelet()
                .find("db-1")
                .map(server -> server.getMetadata().getUid())
                .orElse(POD);
        Duration ago = Duration.between(THEN, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String now = TIME.matcher(document.replace(POD, pod).replace(CLONE, uid.substring(0, CLONE.length())))
                .replaceAll(time -> Instant.parse(time.group()).plus(ago).toString());
        GenericKubernetesResource told = blank(stage, name);
        told.setAdditionalProperty("status", field(now, "status"));
        TestCluster.client().resource(told).subresource("status").patch(AS_THE_OPERATOR);
        return stage.status(name);
    }

    private static GenericKubernetesResource blank(Stage stage, String name) {
        GenericKubernetesResource blank = new GenericKubernetesResource();
        blank.setApiVersion("mysqlclone.io/v1alpha1");
        blank.setKind("MySQLClone");
        blank.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(stage.namespace())
                .build());
        return blank;
    }

    private static Object field(String document, String name) {
        return Objects.requireNonNull(Serialization.unmarshal(document, new TypeReference<Map<String, Object>>() {})
                .get(name));
    }

    /** The agent that was launched in a run, as it joined the pod. */
    private static void joined(Stage stage, String clone, int run, String command) {
        String container = "clone-agent-" + stage.uid(clone).substring(0, CLONE.length()) + "-" + run;
        TestCluster.client()
                .pods()
                .inNamespace(stage.namespace())
                .withName("db-1")
                .ephemeralContainers()
                .edit(pod -> new PodBuilder(pod)
                        .editSpec()
                        .addNewEphemeralContainer()
                        .withName(container)
                        .withImage("mysql-clone-operator/clone-agent:previous")
                        .withArgs(command)
                        .addNewEnv()
                        .withName("CLONE_AGENT_STATUS_LISTEN")
                        .withValue(":" + FakeAgents.shared().port())
                        .endEnv()
                        .endEphemeralContainer()
                        .endSpec()
                        .build());
    }

    /** Today's operator has written its status; that of before had no word for the donor. */
    private static MySQLCloneStatus awaitToday(Stage stage, String clone) {
        return stage.awaitStatus(
                clone,
                status -> Optional.ofNullable(status.display())
                        .map(Display::donor)
                        .isPresent());
    }

    @Test
    void nothingBegunIsBegun() throws Exception {
        try (Stage stage = before()) {
            ClaimCloneIT.workload(stage);
            left(stage, "pending");
            stage.restartOperator();

            stage.kubelet().endsAgentPod(stage.kubelet().agentPod("pending", 1), 0, Words.received());
            stage.kubelet().endsAgentPod(stage.kubelet().agentPod("pending", 2), 0, Words.COMMITTED);
            Stage.eventually()
                    .untilAsserted(() -> assertThat(ClaimCloneIT.replicas(stage))
                            .as("what restart.replicas says")
                            .isEqualTo(3));
        }
    }

    @Test
    void aTransferIsFollowedAndItsRestartWaitsForAPerson() throws Exception {
        try (Stage stage = before()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            MySQLCloneStatus then = left(stage, "transferring");
            joined(stage, "transferring", 1, "clone");
            FakeAgents.shared().says(stage.uid("transferring"), 1, Words.transferring());
            kubelet.starts("db-1", 1);
            stage.restartOperator();

            MySQLCloneStatus now = awaitToday(stage, "transferring");
            assertThat(now.phase()).isEqualTo(Phase.TRANSFERRING);
            assertThat(now.startTime()).isEqualTo(then.startTime());
            assertThat(now.run()).isEqualTo(1);
            assertThat(now.attempts() + now.restarts()).isZero();
            assertThat(now.launch()).isEqualTo(then.launch());
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.awaitPhase("transferring", Phase.AWAITING_APPROVAL);
            assertThat(kubelet.commands("db-1")).containsExactly("clone");
            assertThat(History.takenBack(stage.history("transferring"))).isEmpty();
        }
    }

    @Test
    void theNextAgentGoesOnAndTriesAreCountedOn() throws Exception {
        try (Stage stage = before()) {
            stage.claim("data-db-2");
            MySQLCloneStatus then = left(stage, "resuming");
            stage.restartOperator();

            Pod third = stage.kubelet().agentPod("resuming", 3);
            MySQLCloneStatus now = stage.awaitStatus("resuming", status -> status.run() == 3);
            assertThat(third.getSpec().getContainers().getFirst().getArgs()).containsExactly("clone");
            assertThat(now.attempts()).isEqualTo(2);
            assertThat(now.restarts()).isEqualTo(2);
            assertThat(now.startTime()).isEqualTo(then.startTime());
            assertThat(now.progress()).isEqualTo(then.progress());
            stage.kubelet().endsAgentPod(third, 0, Words.receivedInPlace());
            assertThat(stage.awaitPhase("resuming", Phase.READY).run()).isEqualTo(3);
        }
    }

    @Test
    void whatWaitsForApprovalWaitsOn() throws Exception {
        try (Stage stage = before()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            MySQLCloneStatus then = left(stage, "asking");
            joined(stage, "asking", 1, "clone");
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartOperator();

            MySQLCloneStatus now = awaitToday(stage, "asking");
            assertThat(now.phase()).isEqualTo(Phase.AWAITING_APPROVAL);
            assertThat(now.startTime()).isEqualTo(then.startTime());
            assertThat(Objects.requireNonNull(now.progress()).percent()).isEqualTo(100);
            assertThat(kubelet.commands("db-1")).containsExactly("clone");
            stage.patch("asking", "{\"metadata\": {\"annotations\": {\"mysqlclone.io/approve-restart\": \"true\"}}}");
            kubelet.launched("db-1", 2);
            assertThat(kubelet.commands("db-1")).containsExactly("clone", "commit");
        }
    }

    @Test
    void theRestartThatAnAgentWaitsForIsMade() throws Exception {
        try (Stage stage = before()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            left(stage, "restarting");
            joined(stage, "restarting", 1, "clone");
            kubelet.ends("db-1", 1, 0, Words.received());
            joined(stage, "restarting", 2, "commit");
            FakeAgents.shared().says(stage.uid("restarting"), 2, Words.WAITING_FOR_STOP);
            kubelet.starts("db-1", 2);
            stage.restartOperator();

            kubelet.makesAgain("db-1");
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            MySQLCloneStatus end = stage.awaitPhase("restarting", Phase.READY);
            assertThat(end.run()).isEqualTo(3);
            assertThat(end.attempts() + end.restarts()).isZero();
            assertThat(kubelet.commands("db-1")).containsExactly("outcome");
            assertThat(History.takenBack(stage.history("restarting"))).isEmpty();
        }
    }

    @Test
    void whatIsDoneIsLeftAlone() throws Exception {
        try (Stage stage = before()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            MySQLCloneStatus then = left(stage, "ready");
            joined(stage, "ready", 3, "outcome");
            kubelet.ends("db-1", 3, 0, Words.recovered(true));
            stage.restartOperator();
            stage.awaitFirstLook();

            MySQLCloneStatus now = stage.status("ready");
            assertThat(now.phase()).isEqualTo(Phase.READY);
            assertThat(now.completionTime()).isEqualTo(then.completionTime());
            assertThat(now.oldData()).isEqualTo(OldData.KEPT);
            assertThat(now.run()).isEqualTo(3);
            assertThat(now.launch()).as("what is launched next").isEqualTo(then.launch());
            assertThat(kubelet.commands("db-1")).containsExactly("outcome");
        }
    }

    @Test
    void whatHasFailedBeginsAgainOnlyWhenItsSpecIsChanged() throws Exception {
        try (Stage stage = before()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            MySQLCloneStatus then = left(stage, "failed");
            joined(stage, "failed", 1, "clone");
            kubelet.ends("db-1", 1, 3, REFUSED);
            stage.restartOperator();
            stage.awaitFirstLook();

            MySQLCloneStatus now = stage.status("failed");
            assertThat(now.phase()).isEqualTo(Phase.FAILED);
            assertThat(now.completionTime()).isEqualTo(then.completionTime());
            assertThat(now.run()).isEqualTo(1);
            assertThat(now.launch()).as("what is launched next").isEqualTo(then.launch());
            stage.patch("failed", "{\"spec\": {\"donor\": {\"credentialsSecretRef\": {\"name\": \"better\"}}}}");
            kubelet.launched("db-1", 2);
            assertThat(kubelet.commands("db-1")).containsExactly("clone", "clone");
        }
    }

    private static final String REFUSED = "{\"type\":\"failure\",\"exitCode\":3,\"kind\":\"Refused\","
            + "\"cause\":\"RecipientNotEmpty\",\"message\":\"The recipient has data of its own.\"}";
}
