package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a cluster and agents can have against a clone, and that it goes on afterwards. */
@Execution(ExecutionMode.CONCURRENT)
final class TroubleIT {

    /** Whoever may create a resource may not run his own program with the namespace's Secrets and data. */
    @Test
    void anImageThatNobodyHasAllowedIsNotLaunched() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "agent: {image: evil/agent:1}\n");
            MySQLCloneStatus refused = stage.awaitReason("copy", "LaunchRefused");
            assertThat(refused.message()).contains("evil/agent:1", "agent.allowedImages");
            assertThat(refused.run()).isZero();
            assertThat(stage.kubelet().commands("db-1")).isEmpty();

            stage.patch("copy", "{\"spec\": {\"agent\": {\"image\": null}}}");
            stage.kubelet().launched("db-1", 1);
        }
    }

    /** What was told is not shown as what is. */
    @Test
    void anAgentThatFallsSilentIsToldAndItsRateIsNot() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            stage.kubelet().launched("db-1", 1);
            String uid = stage.uid("copy");
            FakeAgents.shared().says(uid, 1, Words.transferring());
            stage.kubelet().starts("db-1", 1);
            stage.awaitReason("copy", "Transferring");
            assertThat(Objects.requireNonNull(stage.status("copy").display()).rate())
                    .isNotNull();

            FakeAgents.shared().isSilent(uid, 1);
            MySQLCloneStatus silent = stage.awaitReason("copy", "AgentUnreachable");
            assertThat(silent.phase()).isEqualTo(Phase.TRANSFERRING);
            assertThat(silent.silentSince()).isNotNull();
            assertThat(Objects.requireNonNull(silent.display()).rate()).isNull();
            assertThat(Objects.requireNonNull(silent.progress()).dataBytes()).isPositive();
            assertThat(stage.events("copy")).contains("AgentUnreachable");

            FakeAgents.shared().says(uid, 1, Words.transferring());
            assertThat(stage.awaitReason("copy", "Transferring").silentSince()).isNull();
        }
    }

    @Test
    void aDisruptionBudgetIsRespected() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            PodDisruptionBudget budget = TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            metadata: {name: db, namespace: %s}
                            spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
                            """.formatted(stage.namespace()), PodDisruptionBudget.class))
                    .create();
            allows(budget, 0);
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends("db-1", 1, 0, Words.received());

            MySQLCloneStatus blocked = stage.awaitReason("copy", "EvictionBlocked");
            assertThat(blocked.phase()).isEqualTo(Phase.RESTARTING);
            assertThat(blocked.message()).contains("PodDisruptionBudget", "db-1");
            assertThat(kubelet.get("db-1").getMetadata().getDeletionTimestamp()).isNull();

            assertThat(kubelet.commands("db-1")).containsExactly("clone");

            allows(budget, 1);
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);
        }
    }

    private static void allows(PodDisruptionBudget budget, int disruptions) {
        TestCluster.client()
                .resources(PodDisruptionBudget.class)
                .inNamespace(budget.getMetadata().getNamespace())
                .withName(budget.getMetadata().getName())
                .editStatus(current -> new PodDisruptionBudgetBuilder(current)
                        .editOrNewStatus()
                        .withObservedGeneration(current.getMetadata().getGeneration())
                        .withCurrentHealthy(1)
                        .withDesiredHealthy(1)
                        .withExpectedPods(1)
                        .withDisruptionsAllowed(disruptions)
                        .endStatus()
                        .build());
    }

    @Test
    void anAdmissionThatRefusesTheAgentIsQuoted() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.restrict();
            stage.create("copy", Stage.POD_SPEC);

            MySQLCloneStatus refused = stage.awaitReason("copy", "LaunchRefused");
            assertThat(refused.message()).contains("db-1", "PodSecurity", "tried again");
            assertThat(refused.run()).isZero();
            assertThat(refused.startTime()).isNotNull();

            stage.relax();
            stage.kubelet().launched("db-1", 1);
            stage.awaitStatus("copy", status -> status.run() == 1);
        }
    }

    /** Somebody has looked into the pod with {@code kubectl debug} before its namespace became restricted. */
    @Test
    void anOlderContainerThatTheNamespaceForbidsNowIsNamed() {
        try (Stage stage = new Stage()) {
            stage.kubelet().servesRestricted("db-1");
            stage.kubelet().debugs("db-1", "debugger-x7k2p");
            stage.restrict();
            stage.create("copy", Stage.POD_SPEC);

            MySQLCloneStatus refused = stage.awaitReason("copy", "LaunchRefused");
            assertThat(refused.message())
                    .contains("PodSecurity", "container \"debugger-x7k2p\"", "tried again")
                    .doesNotContain("clone-agent-");
            assertThat(refused.condition(ConditionType.READY).orElseThrow().getMessage())
                    .isEqualTo(refused.message());
        }
    }

    @Test
    void aCorrectedImageLaunchesAnotherAgent() {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "agent: {image: no/such:image}\n");
            assertThat(stage.kubelet().launched("db-1", 1).getImage()).isEqualTo("no/such:image");
            stage.kubelet().cannotStart("db-1", 1, "ImagePullBackOff");
            assertThat(stage.awaitReason("copy", "ImagePullFailed").message()).contains("Back-off pulling image");

            stage.patch("copy", "{\"spec\": {\"agent\": {\"image\": \"the/right:image\"}}}");
            assertThat(stage.kubelet().launched("db-1", 2).getImage()).isEqualTo("the/right:image");
        }
    }

    @Test
    void aPodThatAppearsLaterIsFound() {
        try (Stage stage = new Stage()) {
            stage.create("copy", Stage.POD_SPEC);
            assertThat(stage.awaitReason("copy", "RecipientNotFound").message()).contains("no pod db-1");

            stage.kubelet().serves("db-1");
            stage.kubelet().launched("db-1", 1);
        }
    }

    @Test
    void aRecipientThatHasDataIsGivenUpAtOnceAndBeginsAgainWithAnotherSpec() {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            kubelet.ends(
                    "db-1",
                    1,
                    3,
                    "{\"type\":\"failure\",\"exitCode\":3,\"kind\":\"Refused\",\"cause\":\"RecipientNotEmpty\","
                            + "\"message\":\"It holds the schema shop.\"}");

            MySQLCloneStatus failed = stage.awaitPhase("copy", Phase.FAILED);
            assertThat(Stage.reason(failed)).isEqualTo("RecipientNotEmpty");
            assertThat(failed.message()).startsWith("It holds the schema shop. Clone onto an empty server, or set");
            assertThat(failed.holds(ConditionType.STALLED)).isTrue();
            assertThat(failed.attempts()).isEqualTo(1);
            assertThat(kubelet.commands("db-1")).containsExactly("clone");

            stage.patch("copy", "{\"spec\": {\"transfer\": {\"maxDataBandwidth\": \"1Mi\"}}}");
            kubelet.launched("db-1", 2);
            MySQLCloneStatus again = stage.awaitPhase("copy", Phase.PREFLIGHT);
            assertThat(again.attempts()).isZero();
            assertThat(again.completionTime()).isNull();
            assertThat(again.condition(ConditionType.STALLED)).isEmpty();
        }
    }

    @Test
    void aFailedTryIsFollowedByAnotherAndAGivenUpOneIsCleanedUpAndGoes() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "backoffLimit: 1\nttlSecondsAfterFinished: 1\n");
            String lost = "{\"type\":\"failure\",\"exitCode\":5,\"kind\":\"NetworkLost\",\"message\":\"It is lost.\"}";
            kubelet.ends("db-1", 1, 5, lost);
            MySQLCloneStatus waiting = stage.awaitPhase("copy", Phase.WAITING);
            assertThat(waiting.attempts()).isEqualTo(1);
            assertThat(waiting.holds(ConditionType.RECONCILING)).isTrue();

            kubelet.ends("db-1", 2, 5, lost);
            MySQLCloneStatus failed = stage.awaitPhase("copy", Phase.FAILED);
            assertThat(failed.message())
                    .isEqualTo("It is lost. It was given up after 2 tries; raise spec.backoffLimit to go on.");
            assertThat(failed.restarts()).isEqualTo(1);

            assertThat(kubelet.launched("db-1", 3).getArgs()).containsExactly("discard");
            kubelet.ends("db-1", 3, 0, Words.line("discarded"));
            stage.awaitGone("copy");
            assertThat(kubelet.commands("db-1")).containsExactly("clone", "clone", "discard");
        }
    }

    @Test
    void aDonorServesOneCloneAfterTheOther() throws Exception {
        try (Stage stage = new Stage(Map.of("app", "db"))) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            kubelet.serves("db-2");
            stage.create("first", Stage.POD_SPEC);
            kubelet.launched("db-1", 1);
            stage.create("second", Stage.POD_SPEC.replace("db-1", "db-2"));

            assertThat(stage.awaitReason("second", "DonorBusy").message()).contains("clone first comes first");
            assertThat(kubelet.commands("db-2")).isEmpty();

            kubelet.ends("db-1", 1, 0, Words.received());
            kubelet.launched("db-2", 1);
            assertThat(stage.status("first").holds(ConditionType.TRANSFERRED)).isTrue();
        }
    }
}
