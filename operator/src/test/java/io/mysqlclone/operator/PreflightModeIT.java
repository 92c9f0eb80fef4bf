package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.PreflightCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code mode: Preflight}: all that would keep the clone from starting stands in the status, and nothing is changed. */
@Execution(ExecutionMode.CONCURRENT)
final class PreflightModeIT {

    private static final String REFUSED = """
            {"type":"preflight","exitCode":3,"message":"The clone would be refused.","neededBytes":4096,"freeBytes":1024,
            "checks":[{"name":"free space","verdict":"Failed","message":"4 KiB are needed."},
            {"name":"TLS","verdict":"Warning","message":"Use --tls-mode verify-ca."},
            {"name":"donor login","verdict":"Ok","message":"Let in."}]}""".replace("\n", "");

    private static final String PASSED = """
            {"type":"preflight","exitCode":0,"message":"The clone can start.","neededBytes":262144,"freeBytes":10737418240,
            "checks":[{"name":"free space","verdict":"Ok","message":"Enough."}]}""".replace("\n", "");

    @Test
    void whatKeepsAPodFromBeingClonedIntoIsToldAndNothingIsRemovedOrEvicted() {
        try (Stage stage = new Stage()) {
            Pod server = stage.kubelet().serves("db-1");
            stage.create("dry", "mode: Preflight\nbackoffLimit: 0\n" + Stage.POD_SPEC);

            EphemeralContainer agent = stage.kubelet().launched("db-1", 1);
            assertThat(agent.getArgs()).containsExactly("preflight");
            assertThat(agent.getEnv())
                    .extracting(EnvVar::getName)
                    .contains("CLONE_AGENT_DONOR", "CLONE_AGENT_IN_PLACE", "CLONE_AGENT_RESULT_FILE")
                    .doesNotContain("CLONE_AGENT_STATUS_LISTEN", "CLONE_AGENT_BUSY_TIMEOUT");
            stage.kubelet().ends("db-1", 1, 3, REFUSED);

            MySQLCloneStatus status = stage.awaitPhase("dry", Phase.FAILED);
            assertThat(Stage.reason(status)).isEqualTo("PreflightRefused");
            assertThat(status.condition(ConditionType.PREFLIGHT_PASSED))
                    .hasValueSatisfying(
                            condition -> assertThat(condition.getStatus()).isEqualTo("False"));
            assertThat(status.message()).contains("A check failed: free space: 4 KiB are needed.");
            assertThat(status.preflight()).satisfies(found -> {
                assertThat(found.neededBytes()).isEqualTo(4096);
                assertThat(found.freeBytes()).isEqualTo(1024);
                assertThat(found.checks())
                        .containsExactly(
                                new PreflightCheck("free space", "Failed", "4 KiB are needed."),
                                new PreflightCheck("TLS", "Warning", "Use spec.donor.tls.mode: VerifyCA."),
                                new PreflightCheck("donor login", "Passed", "Let in."));
            });

            stage.resource("dry").delete();
            stage.awaitGone("dry");
            assertThat(stage.kubelet().commands("db-1")).containsExactly("preflight");
            assertThat(stage.kubelet().get("db-1").getMetadata().getUid())
                    .isEqualTo(server.getMetadata().getUid());
        }
    }

    @Test
    void aClaimThatIsYetToBeMadeIsNotMade() {
        try (Stage stage = new Stage()) {
            stage.create("dry", """
                    mode: Preflight
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {persistentVolumeClaim: {claimName: new, template: {storage: 10Gi}}}
                    transfer: {maxDataBandwidth: 64Ki}
                    """);

            Pod agent = stage.kubelet().agentPod("dry", 1);
            assertThat(agent.getSpec().getVolumes())
                    .filteredOn(volume -> volume.getEmptyDir() != null)
                    .hasSize(1);
            assertThat(agent.getSpec().getVolumes()).noneMatch(volume -> volume.getPersistentVolumeClaim() != null);
            assertThat(agent.getSpec().getContainers().getFirst().getEnv()).anySatisfy(variable -> {
                assertThat(variable.getName()).isEqualTo("CLONE_AGENT_VOLUME_SIZE");
                assertThat(variable.getValue()).isEqualTo(Long.toString(10L << 30));
            });
            stage.kubelet().endsAgentPod(agent, 0, PASSED);

            MySQLCloneStatus status = stage.awaitPhase("dry", Phase.READY);
            assertThat(Stage.reason(status)).isEqualTo("PreflightPassed");
            assertThat(status.preflight()).satisfies(found -> {
                assertThat(found.leastSeconds()).isEqualTo(4);
                assertThat(found.checks()).containsExactly(new PreflightCheck("free space", "Passed", "Enough."));
            });
            assertThat(status.condition(ConditionType.TRANSFERRED))
                    .hasValueSatisfying(
                            condition -> assertThat(condition.getReason()).isEqualTo("NotRequested"));
            stage.kubelet().awaitGone(agent);
            assertThat(TestCluster.client()
                            .persistentVolumeClaims()
                            .inNamespace(stage.namespace())
                            .list()
                            .getItems())
                    .isEmpty();
            assertThat(stage.status("dry").preflight()).isNotNull();
        }
    }
}
