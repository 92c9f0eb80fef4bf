package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipients as MOCO, the operators of Percona and Oracle, and Bitnami's chart make them, on a real API server. */
final class PodsInTheWildIT {

    /**
     * @param directory in mysqld's container
     * @param warning what the condition PreflightPassed tells besides; empty: nothing
     */
    record Wild(
            String maker, String pod, String claim, String directory, long uid, Optional<Long> gid, String warning) {

        @Override
        public String toString() {
            return maker;
        }
    }

    static Stream<Wild> pods() {
        return Stream.of(
                new Wild(
                        "moco",
                        "moco-shop-1",
                        "mysql-data-moco-shop-1",
                        "/var/lib/mysql/data",
                        10000,
                        Optional.of(10000L),
                        ""),
                new Wild(
                        "percona",
                        "shop-mysql-1",
                        "datadir-shop-mysql-1",
                        "/var/lib/mysql",
                        1001,
                        Optional.empty(),
                        "liveness (/opt/percona/healthcheck), startup (/opt/percona/bootstrap)"),
                new Wild(
                        "oracle",
                        "shop-1",
                        "datadir-shop-1",
                        "/var/lib/mysql",
                        27,
                        Optional.of(27L),
                        "liveness (/livenessprobe.sh)"),
                new Wild(
                        "bitnami",
                        "shop-mysql-secondary-0",
                        "data-shop-mysql-secondary-0",
                        "/bitnami/mysql/data",
                        1001,
                        Optional.of(1001L),
                        "liveness (mysqladmin), startup (mysqladmin), readiness (mysqladmin)"));
    }

    private static String spec(Wild wild) {
        return """
                donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor, username: root, passwordKey: mysql-root-password}}
                recipient: {pod: {name: %s}, overwrite: Always}
                replication: {credentialsSecretRef: {name: repl, usernameKey: name, passwordKey: word}}
                """.formatted(wild.pod());
    }

    @ParameterizedTest
    @MethodSource("pods")
    void aPodOfAnotherMakerBecomesACopyOfTheDonor(Wild wild) throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            Pod before = kubelet.runs(wild.maker());
            stage.create("copy", spec(wild));

            EphemeralContainer agent = kubelet.launched(wild.pod(), 1);
            assertThat(agent.getVolumeMounts())
                    .singleElement()
                    .satisfies(mount -> assertThat(wild.directory()).startsWith(mount.getMountPath()));
            assertThat(agent.getSecurityContext().getRunAsUser()).isEqualTo(wild.uid());
            assertThat(Optional.ofNullable(agent.getSecurityContext().getRunAsGroup()))
                    .isEqualTo(wild.gid());
            assertThat(PodCloneIT.values(agent))
                    .containsEntry("CLONE_AGENT_DATA_DIR", wild.directory())
                    .containsEntry("CLONE_AGENT_USER", "root");
            assertThat(keys(agent))
                    .containsEntry("CLONE_AGENT_PASSWORD", "donor/mysql-root-password")
                    .containsEntry("CLONE_AGENT_REPLICATION_USER", "repl/name")
                    .containsEntry("CLONE_AGENT_REPLICATION_PASSWORD", "repl/word");

            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            kubelet.starts(wild.pod(), 1);
            stage.awaitReason("copy", "Transferring");
            kubelet.ends(wild.pod(), 1, 0, Words.received());
            stage.waitsForStop("copy", wild.pod(), 2);
            kubelet.awaitGoing(wild.pod());
            // Its maker does what it likes before it lets the pod go.
            stage.awaitReason("copy", "Committing");
            Pod after = kubelet.makesAgain(wild.maker(), before);
            assertThat(after.getMetadata().getUid())
                    .isNotEqualTo(before.getMetadata().getUid());
            kubelet.ends(wild.pod(), 3, 0, Words.recovered(false));
            kubelet.ends(wild.pod(), 4, 0, Words.REPLICATES);
            assertThat(kubelet.launched(wild.pod(), 4).getArgs()).containsExactly("replicate");
            if (wild.maker().equals("bitnami")) {
                assertThat(PodCloneIT.values(kubelet.launched(wild.pod(), 4)))
                        .containsEntry("CLONE_AGENT_RECIPIENT", "127.0.0.1:3307");
            }
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);

            assertThat(Objects.requireNonNull(ready.recipient()).dataDirectory())
                    .isEqualTo(wild.directory());
            assertThat(ready.recipient().claim()).isEqualTo(wild.claim());
            String passed = ready.condition(ConditionType.PREFLIGHT_PASSED)
                    .orElseThrow()
                    .getMessage();
            if (wild.warning().isEmpty()) {
                assertThat(passed).doesNotContain("Probes");
            } else {
                assertThat(passed).contains(wild.warning());
            }
            assertThat(stage.operator().reconciliations("failure")).isZero();
        }
    }

    private static Map<String, String> keys(EphemeralContainer agent) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null)
                .collect(Collectors.toMap(
                        variable -> variable.getName(),
                        variable -> variable.getValueFrom().getSecretKeyRef().getName() + "/"
                                + variable.getValueFrom().getSecretKeyRef().getKey()));
    }

    /** Percona's StatefulSets are updated OnDelete: whatever was changed waits for the next restart. */
    @Test
    void whatARestartBringsAlongIsTold() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().runs("percona");
            TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            metadata: {name: shop-mysql, namespace: %s}
                            spec:
                              serviceName: db
                              updateStrategy: {type: OnDelete}
                              selector: {matchLabels: {app: db}}
                              template:
                                metadata: {labels: {app: db}}
                                spec: {containers: [{name: mysql, image: 'percona/percona-server:9.7'}]}
                            """.formatted(stage.namespace()), StatefulSet.class))
                    .create();
            TestCluster.client()
                    .apps()
                    .statefulSets()
                    .inNamespace(stage.namespace())
                    .withName("shop-mysql")
                    .editStatus(set -> new StatefulSetBuilder(set)
                            .withNewStatus()
                            .withReplicas(1)
                            .withUpdateRevision("shop-mysql-2")
                            .endStatus()
                            .build());
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {pod: {name: shop-mysql-1}}
                    restartPolicy: Manual
                    """);
            stage.kubelet().ends("shop-mysql-1", 1, 0, Words.received());

            assertThat(stage.awaitPhase("copy", Phase.AWAITING_APPROVAL).message())
                    .contains("StatefulSet shop-mysql has a change", "revision shop-mysql-2");
            stage.patch("copy", "{\"metadata\": {\"annotations\": {\"mysqlclone.io/approve-restart\": \"true\"}}}");
            stage.kubelet().launched("shop-mysql-1", 2);
            assertThat(stage.events("shop-mysql-1")).contains("Restarting");
        }
    }

    @Test
    void aSocketIsReachedThroughTheVolumeThatItLiesIn() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().runs("oracle");
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {pod: {name: shop-1}}
                    replication: {credentialsSecretRef: {name: repl}, recipientAddress: /var/run/mysqld/mysql.sock}
                    """);

            assertThat(stage.kubelet().launched("shop-1", 1).getVolumeMounts())
                    .extracting(mount -> mount.getName())
                    .isEqualTo(List.of("datadir", "rundir"));

            stage.kubelet().runs("percona");
            stage.create("unseen", """
                    donor: {host: mysql-2.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {pod: {name: shop-mysql-1}}
                    replication: {credentialsSecretRef: {name: repl}, recipientAddress: /var/run/mysqld/mysql.sock}
                    """);
            assertThat(stage.awaitReason("unseen", "RecipientHasNoDataVolume").message())
                    .contains("/var/run/mysqld/mysql.sock", "replication.recipientAddress");
        }
    }
}
