package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A MySQLDonor and the agents that look at it. */
@Execution(ExecutionMode.CONCURRENT)
final class DonorIT {

    static final String SOURCE = "{\"version\":\"9.7.4\",\"serverUuid\":\"u-0\",\"readOnly\":false,\"serving\":false}";
    private static final String REPLICA =
            "{\"version\":\"9.7.4\",\"serverUuid\":\"u-1\",\"readOnly\":true,\"replica\":true,\"serving\":false}";
    private static final String REFUSING = "{\"kind\":\"DonorError\",\"cause\":\"AuthenticationFailed\","
            + "\"message\":\"The donor refused the login.\",\"hint\":\"Check user and password.\"}";

    static String probe(String... donors) {
        return "{\"type\":\"probe\",\"exitCode\":0,\"donors\":[" + String.join(",", donors) + "]}";
    }

    private static MySQLDonor donor(Stage stage, String name, String spec) {
        return donor(TestCluster.client(), stage.namespace(), name, spec);
    }

    static MySQLDonor donor(KubernetesClient user, String namespace, String name, String spec) {
        return user.resource(Serialization.unmarshal("""
                        metadata: {name: %s, namespace: %s}
                        spec:
                        %s""".formatted(name, namespace, spec.indent(2)), MySQLDonor.class))
                .create();
    }

    private static MySQLDonor get(Stage stage, String name) {
        return TestCluster.client()
                .resources(MySQLDonor.class)
                .inNamespace(stage.namespace())
                .withName(name)
                .require();
    }

    private static MySQLDonorStatus await(Stage stage, String name, Predicate<MySQLDonorStatus> wanted) {
        return Stage.eventually().until(() -> get(stage, name).reported().orElse(MySQLDonorStatus.EMPTY), wanted);
    }

    static MySQLDonorStatus awaitReason(Stage stage, String name, String reason) {
        return await(
                stage,
                name,
                status -> status.condition(ConditionType.READY)
                        .filter(condition -> reason.equals(condition.getReason()))
                        .isPresent());
    }

    static Pod probePod(Stage stage, MySQLDonor donor, int number) {
        String name = donor.getMetadata().getName() + "-"
                + donor.getMetadata().getUid().replace("-", "").substring(0, 8) + "-" + number;
        return Stage.eventually()
                .until(() -> stage.kubelet().find(name), Optional::isPresent)
                .orElseThrow();
    }

    private static EnvVar variable(Pod pod, String name) {
        return pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SecretKeySelector secret(Pod pod, String name) {
        return variable(pod, name).getValueFrom().getSecretKeyRef();
    }

    @Test
    void aHostIsLookedAtByARestrictedPodThatGoesWhenItHasTold() {
        try (Stage stage = new Stage(Map.of("pod-security.kubernetes.io/enforce", "restricted"))) {
            MySQLDonor made = donor(stage, "prod", """
                    host: db.example.com
                    port: 3307
                    credentialsSecretRef: {name: account, usernameKey: user, passwordKey: word}
                    tls: {mode: VerifyCA, caSecretRef: {name: authority}}
                    """);
            Pod pod = probePod(stage, made, 1);
            Container agent = pod.getSpec().getContainers().getFirst();
            assertThat(agent.getArgs()).containsExactly("probe");
            assertThat(agent.getImage()).isEqualTo(TestOperator.AGENT_IMAGE);
            assertThat(agent.getResources().getRequests()).containsKey("memory");
            assertThat(variable(pod, "CLONE_AGENT_DONOR").getValue()).isEqualTo("db.example.com:3307");
            assertThat(variable(pod, "CLONE_AGENT_TLS_CA").getValue()).isEqualTo("/clone-secrets/authority/ca.crt");
            assertThat(secret(pod, "CLONE_AGENT_USER").getKey()).isEqualTo("user");
            assertThat(secret(pod, "CLONE_AGENT_PASSWORD").getKey()).isEqualTo("word");
            assertThat(pod.getSpec().getVolumes()).allMatch(volume -> volume.getSecret() != null);

            stage.kubelet().endsAgentPod(pod, 0, probe(SOURCE));

            MySQLDonorStatus status = awaitReason(stage, "prod", "DonorAvailable");
            assertThat(status.holds(ConditionType.READY)).isTrue();
            assertThat(status.servers())
                    .containsExactly(new ServerStatus(
                            "db.example.com",
                            3307,
                            null,
                            true,
                            "9.7.4",
                            "u-0",
                            "Source",
                            false,
                            "Free",
                            true,
                            null,
                            null));
            assertThat(Objects.requireNonNull(status.display()).server()).isEqualTo("db.example.com:3307");
            stage.kubelet().awaitGone(pod);
            assertThat(stage.events("prod")).containsExactly("DonorAvailable");
        }
    }

    @Test
    void whatKeepsTheAccountOutIsTheReasonUntilACorrectionIsSeenToHelp() {
        try (Stage stage = new Stage()) {
            MySQLDonor made =
                    donor(stage, "prod", "serviceRef: {name: primary}\ncredentialsSecretRef: {name: account}");
            Pod first = probePod(stage, made, 1);
            assertThat(variable(first, "CLONE_AGENT_DONOR").getValue())
                    .isEqualTo("primary." + stage.namespace() + ".svc:3306");
            stage.kubelet().endsAgentPod(first, 0, probe(REFUSING));

            MySQLDonorStatus refused = awaitReason(stage, "prod", "AuthenticationFailed");
            assertThat(refused.message()).contains("refused the login", "Check user and password");
            assertThat(refused.holds(ConditionType.STALLED)).isTrue();
            assertThat(refused.servers()).singleElement().satisfies(server -> {
                assertThat(server.reachable()).isTrue();
                assertThat(server.cloneable()).isFalse();
            });

            TestCluster.client()
                    .resource(get(stage, "prod"))
                    .edit(donor -> Serialization.unmarshal(
                            Serialization.asYaml(donor).replace("name: \"account\"", "name: \"other\""),
                            MySQLDonor.class));
            Pod second = probePod(stage, made, 2);
            assertThat(secret(second, "CLONE_AGENT_PASSWORD").getName()).isEqualTo("other");
            stage.kubelet().endsAgentPod(second, 0, probe(SOURCE));
            assertThat(awaitReason(stage, "prod", "DonorAvailable").holds(ConditionType.STALLED))
                    .isFalse();
        }
    }

    static void statefulSet(Stage stage) {
        TestCluster.client()
                .resource(Serialization.unmarshal("""
                        metadata: {name: db, namespace: %s}
                        spec:
                          serviceName: db
                          selector: {matchLabels: {app: db}}
                          template:
                            metadata: {labels: {app: db}}
                            spec: {containers: [{name: mysql, image: mysql}]}
                        """.formatted(stage.namespace()), StatefulSet.class))
                .create();
    }

    static void member(Stage stage, String name) {
        String uid = TestCluster.client()
                .apps()
                .statefulSets()
                .inNamespace(stage.namespace())
                .withName("db")
                .require()
                .getMetadata()
                .getUid();
        stage.kubelet().serves(name, pod -> {
            pod.getMetadata().getOwnerReferences().getFirst().setUid(uid);
            pod.getSpec().setHostname(name);
            pod.getSpec().setSubdomain("db");
        });
    }

    @Test
    void theReadyPodsOfAStatefulSetAreLookedAtTogetherAndAReplicaIsPreferred() {
        try (Stage stage = new Stage()) {
            MySQLDonor made =
                    donor(stage, "fleet", "statefulSetRef: {name: db}\ncredentialsSecretRef: {name: account}");
            assertThat(awaitReason(stage, "fleet", "DonorNotFound").message()).contains("no StatefulSet db");

            statefulSet(stage);
            member(stage, "db-0");
            member(stage, "db-1");
            // Of somebody else, with the same labels.
            stage.kubelet().serves("db-7");

            Pod pod = probePod(stage, made, 1);
            String domain = ".db." + stage.namespace() + ".svc:3306";
            assertThat(variable(pod, "CLONE_AGENT_DONOR").getValue()).isEqualTo("db-0" + domain + ";db-1" + domain);
            stage.kubelet().endsAgentPod(pod, 0, probe(SOURCE, REPLICA));

            MySQLDonorStatus status = awaitReason(stage, "fleet", "DonorAvailable");
            assertThat(status.servers()).extracting(ServerStatus::role).containsExactly("Source", "Replica");
            assertThat(status.servers()).extracting(ServerStatus::pod).containsExactly("db-0", "db-1");
            assertThat(Objects.requireNonNull(status.display()).role()).isEqualTo("Replica");

            stage.kubelet().remove("db-1");
            assertThat(await(
                                    stage,
                                    "fleet",
                                    each -> each.display() != null
                                            && "Source".equals(each.display().role()))
                            .holds(ConditionType.READY))
                    .isTrue();
        }
    }

    @Test
    void anOperatorThatDiesBetweenThePlanAndThePodMakesItAfterwards() {
        try (Stage stage = new Stage()) {
            stage.stopOperator();
            MySQLDonor made = donor(stage, "prod", "host: db\ncredentialsSecretRef: {name: account}");
            stage.restartOperator();
            Pod pod = probePod(stage, made, 1);
            stage.stopOperator();
            stage.kubelet().endsAgentPod(pod, 0, probe(SOURCE));
            stage.restartOperator();
            awaitReason(stage, "prod", "DonorAvailable");
            assertThat(get(stage, "prod").reported().orElseThrow().settledProbe())
                    .isEqualTo(1);
        }
    }

    @Test
    void aPodThatIsRefusedIsTold() {
        try (Stage stage = new Stage()) {
            TestCluster.client()
                    .resource(Serialization.unmarshal("""
                            apiVersion: v1
                            kind: LimitRange
                            metadata: {name: small, namespace: %s}
                            spec: {limits: [{type: Container, max: {memory: 16Mi}}]}
                            """.formatted(stage.namespace()), LimitRange.class))
                    .create();
            donor(stage, "prod", "host: db\ncredentialsSecretRef: {name: account}");
            assertThat(awaitReason(stage, "prod", "LaunchRefused").message()).contains("cannot be made");
        }
    }

    @Test
    void aDonorThatIsDeletedTakesItsPodsAlongAndWaitsForNobody() {
        try (Stage stage = new Stage()) {
            MySQLDonor made = donor(stage, "prod", "host: db\ncredentialsSecretRef: {name: account}");
            Pod pod = probePod(stage, made, 1);
            assertThat(pod.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid())
                            .isEqualTo(made.getMetadata().getUid()));
            assertThat(get(stage, "prod").getMetadata().getFinalizers()).isEqualTo(List.of());
        }
    }
}
