package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A MySQLDonor whose clones are given by an agent that is added to its pod. */
@Execution(ExecutionMode.CONCURRENT)
final class ServedDonorIT {

    private static final String WITHOUT_PLUGIN =
            "{\"version\":\"9.7.4\",\"serverUuid\":\"u-0\",\"readOnly\":false,\"serving\":false,\"kind\":\"DonorError\","
                    + "\"cause\":\"ClonePluginMissing\",\"message\":\"The donor has no clone plugin.\"}";

    private static final String DONOR = """
            podRef: {name: mysql-0}
            credentialsSecretRef: {name: account}
            agent: {credentialsSecretRef: {name: backup}, idleTimeout: 1m, spoolSize: 1Gi}
            """;

    private static final String COPY = "donorRef: {name: prod}\nrecipient: {pod: {name: %s}}";

    private static String log(String fingerprint) {
        return """
                Picked up JAVA_TOOL_OPTIONS: -Xmx64m
                {"time":"2026-05-04T10:00:00Z","type":"ready","tlsFingerprint":"%s"}
                {"time":"2026-05-04T10:00:00Z","type":"ready","listen":"[::]:3307"}
                """.formatted(fingerprint);
    }

    private static DonorAgentStatus awaitAgent(Stage stage, int number, DonorAgentStatus.State state) {
        return Stage.eventually()
                .until(
                        () -> TestCluster.client()
                                .resources(MySQLDonor.class)
                                .inNamespace(stage.namespace())
                                .withName("prod")
                                .require()
                                .reported()
                                .map(MySQLDonorStatus::agent),
                        agent -> agent.filter(told -> told.number() == number && told.state() == state)
                                .isPresent())
                .orElseThrow();
    }

    private static EnvVar variable(EphemeralContainer agent, String name) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getName().equals("CLONE_AGENT_" + name))
                .findFirst()
                .orElseThrow();
    }

    private static String value(EphemeralContainer agent, String name) {
        return variable(agent, name).getValue();
    }

    /** The donor's pod and two recipients, and a donor that was looked at. */
    private static MySQLDonor begin(Stage stage, String node) {
        stage.kubelet().serves("mysql-0", pod -> pod.getSpec().setNodeName(node));
        stage.kubelet().serves("db-1");
        stage.kubelet().serves("db-2");
        MySQLDonor donor = DonorIT.donor(TestCluster.client(), stage.namespace(), "prod", DONOR);
        Pod probe = DonorIT.probePod(stage, donor, 1);
        stage.kubelet().endsAgentPod(probe, 0, DonorIT.probe(WITHOUT_PLUGIN));
        DonorIT.awaitReason(stage, "prod", "DonorAvailable");
        return donor;
    }

    @Test
    void anAgentJoinsTheDonorsPodWhenACloneWantsItAndSeveralCloneFromItAtOnce() throws Exception {
        String node = "node-of-served";
        try (var kubelet = new NodeWithLogs(node);
                Stage stage = new Stage()) {
            begin(stage, node);
            assertThat(stage.kubelet().get("mysql-0").getSpec().getEphemeralContainers())
                    .as("nobody wants it yet")
                    .isEmpty();

            stage.create("one", COPY.formatted("db-1"));
            EphemeralContainer agent = stage.kubelet().launched("mysql-0", 1);
            assertThat(agent.getArgs()).containsExactly("serve", "--end-when-idle", "60s");
            assertThat(value(agent, "LISTEN")).isEqualTo(":3307");
            assertThat(value(agent, "SERVER")).isEqualTo("127.0.0.1:3306");
            assertThat(value(agent, "DATA_DIR")).isEqualTo("/var/lib/mysql");
            assertThat(value(agent, "SPOOL_SIZE")).isEqualTo(Long.toString(1L << 30));
            assertThat(variable(agent, "PASSWORD")
                            .getValueFrom()
                            .getSecretKeyRef()
                            .getName())
                    .isEqualTo("backup");
            assertThat(agent.getVolumeMounts()).isNotEmpty().allMatch(VolumeMount::getReadOnly);
            assertThat(agent.getSecurityContext().getRunAsUser()).isEqualTo(999);
            assertThat(agent.getSecurityContext().getRunAsNonRoot()).isTrue();
            stage.awaitReason("one", "DonorAgentStarting");

            String fingerprint = "AB:".repeat(31) + "AB";
            kubelet.logged(stage.namespace(), "mysql-0", agent.getName(), log(fingerprint));
            stage.kubelet().starts("mysql-0", 1);
            awaitAgent(stage, 1, DonorAgentStatus.State.SERVING);
            stage.create("two", COPY.formatted("db-2"));
            for (String pod : List.of("db-1", "db-2")) {
                EphemeralContainer clone = stage.kubelet().launched(pod, 1);
                assertThat(value(clone, "DONOR")).isEqualTo("127.0.0.1:3307");
                assertThat(value(clone, "TLS_MODE")).isEqualTo("verify-fingerprint");
                assertThat(value(clone, "TLS_FINGERPRINT")).isEqualTo(fingerprint);
                assertThat(variable(clone, "PASSWORD")
                                .getValueFrom()
                                .getSecretKeyRef()
                                .getName())
                        .isEqualTo("account");
                FakeAgents.shared().says(stage.uid(pod.equals("db-1") ? "one" : "two"), 1, Words.transferring());
                stage.kubelet().starts(pod, 1);
            }
            stage.awaitPhase("one", Phase.TRANSFERRING);
            stage.awaitPhase("two", Phase.TRANSFERRING);
            assertThat(stage.kubelet().get("mysql-0").getSpec().getEphemeralContainers())
                    .as("one for all")
                    .hasSize(1);
            assertThat(Objects.requireNonNull(stage.status("two").resolvedDonor())
                            .agent())
                    .isNotNull();
        }
    }

    @Test
    void anAgentThatDiesIsFollowedByAnotherOneWhichTheNextTryGoesTo() throws Exception {
        String node = "node-of-dying";
        try (var kubelet = new NodeWithLogs(node);
                Stage stage = new Stage()) {
            begin(stage, node);
            stage.create("one", COPY.formatted("db-1"));
            EphemeralContainer first = stage.kubelet().launched("mysql-0", 1);
            kubelet.logged(stage.namespace(), "mysql-0", first.getName(), log("aa".repeat(32)));
            stage.kubelet().starts("mysql-0", 1);
            stage.kubelet().launched("db-1", 1);
            stage.kubelet().starts("db-1", 1);

            stage.kubelet()
                    .ends(
                            "mysql-0",
                            1,
                            3,
                            log("aa".repeat(32)) + "clone-agent: Another clone-agent is beside the server (3634).\n");
            stage.kubelet()
                    .ends(
                            "db-1",
                            1,
                            5,
                            "{\"type\":\"failure\",\"exitCode\":5,\"kind\":\"NetworkLost\",\"message\":\"Nobody answers.\"}");
            DonorAgentStatus failed = awaitAgent(stage, 1, DonorAgentStatus.State.FAILED);
            assertThat(failed.message()).contains("Another clone-agent is beside the server (3634).");
            EphemeralContainer second = stage.kubelet().launched("mysql-0", 2);
            kubelet.logged(stage.namespace(), "mysql-0", second.getName(), log("bb".repeat(32)));
            stage.kubelet().starts("mysql-0", 2);

            EphemeralContainer again = stage.kubelet().launched("db-1", 2);
            assertThat(value(again, "TLS_FINGERPRINT")).isEqualTo("bb".repeat(32));
        }
    }
}
