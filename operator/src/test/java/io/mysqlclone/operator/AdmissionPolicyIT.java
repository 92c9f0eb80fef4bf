package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.ApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart's roles and admission policies on a real API server: the operator with its own rights, and people with theirs. */
final class AdmissionPolicyIT {

    private static final Path GENERATED = Path.of("../helm/generated");
    private static final String OPERATOR = "system:serviceaccount:mysql-clone-operator:mysql-clone-operator";
    private static final String TENANT = "tenant";

    /** What most of a tenant may: write MySQLClones, delete one pod and one claim, read one Secret, scale nothing. */
    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: tenant, namespace: %1$s}
            rules:
              - {apiGroups: [mysqlclone.io], resources: [mysqlclones], verbs: [get, list, create, update, patch, delete]}
              - {apiGroups: [mysqlclone.io], resources: [mysqldonors, mysqlcloneschedules, mysqlclonesets], verbs: [create]}
              - {apiGroups: [""], resources: [secrets], resourceNames: [donor], verbs: [get]}
              - {apiGroups: [""], resources: [pods], resourceNames: [db-1, db-2], verbs: [delete]}
              - {apiGroups: [""], resources: [persistentvolumeclaims], resourceNames: [mine], verbs: [delete]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: tenant, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: tenant}]
            """;

    private static List<HasMetadata> applied = List.of();

    @BeforeAll
    static void installs() throws IOException {
        TestCluster.client();
        TestCluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("mysql-clone-operator")
                        .endMetadata()
                        .build())
                .serverSideApply();
        List<HasMetadata> roles = load(Files.readString(GENERATED.resolve("mysql-clone-operator.yaml"))).stream()
                .filter(object -> object.getKind().contains("Role"))
                .toList();
        // Hosts that are allowed are a value of the chart.
        List<HasMetadata> policies = load(Files.readString(GENERATED.resolve("admission-policy.yaml"))
                .replace("IMAGE_REGISTRY/clone-agent:0.1.0-SNAPSHOT", TestOperator.AGENT_IMAGE));
        applied = Stream.concat(roles.stream(), policies.stream())
                .map(object ->
                        TestCluster.client().resource(object).forceConflicts().serverSideApply())
                .toList();
        awaitPolicies();
    }

    /** A policy takes effect some moments after it is made. */
    private static void awaitPolicies() {
        String namespace = TestCluster.newNamespace(Map.of());
        load(ROLE.formatted(namespace))
                .forEach(object -> TestCluster.client().resource(object).serverSideApply());
        try (KubernetesClient tenant = as(TENANT)) {
            Stage.eventually()
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> create(tenant, namespace, "probe", "{pod: {name: another}}", "donor", ""))
                            .hasMessageContaining("you may not delete"));
            Stage.eventually()
                    .untilAsserted(() -> assertThatCode(
                                    () -> create(tenant, namespace, "probe-ok", "{pod: {name: db-1}}", "donor", ""))
                            .doesNotThrowAnyException());
        }
    }

    @AfterAll
    static void removes() {
        applied.stream()
                .filter(object -> object.getKind().startsWith("Validating"))
                .forEach(object -> TestCluster.client().resource(object).delete());
    }

    private static List<HasMetadata> load(String yaml) {
        return TestCluster.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private static KubernetesClient as(String user) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(
                                Config.fromKubeconfig(ApiServer.shared().kubeconfig()))
                        .withImpersonateUsername(user)
                        .build())
                .build();
    }

    private static MySQLClone create(
            KubernetesClient user, String namespace, String name, String recipient, String secret, String more) {
        return user.resource(Serialization.unmarshal(
                        """
                        metadata: {name: %s, namespace: %s}
                        spec:
                          donor: {host: mysql-0.mysql, credentialsSecretRef: {name: %s}}
                          recipient: %s
                        %s""".formatted(name, namespace, secret, recipient, more.indent(2)), MySQLClone.class))
                .create();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{pod: {name: db-1}}                           | root  |                                            | names a Secret that you may not read",
                "{pod: {name: db-0}}                           | donor |                                            | names a pod that you may not delete",
                "{statefulSet: {name: db, ordinal: 0}}         | donor |                                            | names a pod that you may not delete",
                "{persistentVolumeClaim: {claimName: another}} | donor |                                            | names a claim that you may not delete",
                "{pod: {name: db-1}, runAsUser: 27}            | donor |                                            | are for who may create pods here",
                "{pod: {name: db-1}}                           | donor | agent: {image: 'the/right:image'}          | are for who may create pods here",
                "{pod: {name: db-1}}                           | donor | 'agent: {env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]}' | are for who may create pods here",
                "{persistentVolumeClaim: {claimName: mine}}    | donor | agent: {podTemplate: {serviceAccountName: a}} | are for who may create pods here",
                "{pod: {name: db-1}}                           | donor | replication: {credentialsSecretRef: {name: root}} | names a Secret that you may not read",
                "{pod: {name: db-1}}                           | donor | 'replication: {credentialsSecretRef: {name: donor}, tls: {caSecretRef: {name: root, key: password}}}' | replication.tls.caSecretRef names a Secret",
                "{pod: {name: db-1}}                           | donor | 'replication: {credentialsSecretRef: {name: donor}, tls: {caConfigMapRef: {name: root}}}' | replication.tls.caConfigMapRef names a ConfigMap",
                "{pod: {name: db-1}}                           | donor | 'postClone: {credentialsSecretRef: {name: root}, scripts: [{secretKeyRef: {name: donor, key: k}}]}' | SQL of your choice would be run with it",
                "{pod: {name: db-1}}                           | donor | 'postClone: {credentialsSecretRef: {name: donor}, scripts: [{secretKeyRef: {name: donor, key: k}}, {secretKeyRef: {name: root, key: k}}]}' | 'spec.postClone.scripts[1].secretKeyRef names a Secret that you may not read'",
                "{pod: {name: db-1}}                           | donor | 'postClone: {credentialsSecretRef: {name: donor}, scripts: [{configMapKeyRef: {name: root, key: k}}]}' | 'spec.postClone.scripts[0].configMapKeyRef names a ConfigMap that you may not read'"
            })
    void whoMayNotDoItHimselfMayNotHaveItDone(String recipient, String secret, String more, String told) {
        String namespace = tenancy();
        try (KubernetesClient tenant = as(TENANT)) {
            assertThatThrownBy(() -> create(
                            tenant,
                            namespace,
                            "copy",
                            recipient,
                            secret,
                            more == null ? "" : more.replaceAll("^'|'$", "")))
                    .hasMessageContaining(told);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{pod: {name: db-1}}",
                "{statefulSet: {name: db, ordinal: 2}}",
                "{persistentVolumeClaim: {claimName: mine}}"
            })
    void whoMayMay(String recipient) {
        String namespace = tenancy();
        try (KubernetesClient tenant = as(TENANT)) {
            MySQLClone made = create(
                    tenant,
                    namespace,
                    "copy",
                    recipient,
                    "donor",
                    recipient.contains("Claim") ? "" : "replication: {credentialsSecretRef: {name: donor}}");
            assertThat(made.getMetadata().getUid()).isNotEmpty();
        }
    }

    @Test
    void aChangeIsLookedAtAsWellAndALabelIsNobodysBusiness() {
        String namespace = tenancy();
        create(TestCluster.client(), namespace, "copy", "{pod: {name: db-0}}", "root", "");
        try (KubernetesClient tenant = as(TENANT)) {
            var mine = tenant.resources(MySQLClone.class).inNamespace(namespace).withName("copy");
            assertThatCode(() -> mine.patch(MERGE, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}"))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> mine.patch(MERGE, "{\"spec\": {\"suspend\": true}}"))
                    .hasMessageContaining("may not");
        }
    }

    @Test
    void approvingTakesAVerbOfItsOwn() {
        String namespace = tenancy();
        String approve = "{\"metadata\": {\"annotations\": {\"mysqlclone.io/approve-restart\": \"true\"}}}";
        try (KubernetesClient tenant = as(TENANT);
                KubernetesClient approver = as("approver")) {
            create(tenant, namespace, "copy", "{pod: {name: db-1}}", "donor", "restartPolicy: Manual\n");
            assertThatThrownBy(() -> tenant.resources(MySQLClone.class)
                            .inNamespace(namespace)
                            .withName("copy")
                            .patch(MERGE, approve))
                    .hasMessageContaining("verb approve");

            load(ROLE.formatted(namespace)
                            .replace("name: tenant", "name: approver")
                            .replace("verbs: [get, list, create", "verbs: [approve, get, list, create"))
                    .forEach(object -> TestCluster.client().resource(object).serverSideApply());
            Stage.eventually()
                    .untilAsserted(() -> assertThatCode(() -> approver.resources(MySQLClone.class)
                                    .inNamespace(namespace)
                                    .withName("copy")
                                    .patch(MERGE, approve))
                            .doesNotThrowAnyException());
        }
    }

    @Test
    void whoNamesADonorMustBeAllowedToReadItsSecrets() {
        String namespace = tenancy();
        try (KubernetesClient tenant = as(TENANT)) {
            assertThatThrownBy(() ->
                            DonorIT.donor(tenant, namespace, "prod", "host: db\ncredentialsSecretRef: {name: root}"))
                    .hasMessageContaining("spec.credentialsSecretRef names a Secret that you may not read");
            assertThatThrownBy(() -> DonorIT.donor(
                            tenant,
                            namespace,
                            "prod",
                            "host: db\ncredentialsSecretRef: {name: donor}\ntls: {caSecretRef: {name: root}}"))
                    .hasMessageContaining("spec.tls.caSecretRef names a Secret that you may not read");
            assertThatCode(() -> DonorIT.donor(
                            tenant,
                            namespace,
                            "prod",
                            "host: db\ncredentialsSecretRef: {name: donor}\ntls: {caSecretRef: {name: donor}}"))
                    .doesNotThrowAnyException();
        }
    }

    private static MySQLCloneSchedule schedule(
            KubernetesClient user, String namespace, String recipient, String secret) {
        return user.resource(
                        Serialization.unmarshal("""
                        metadata: {name: nightly, namespace: %s}
                        spec:
                          schedule: 0 0 1 1 *
                          template:
                            spec:
                              donor: {host: mysql-0.mysql, credentialsSecretRef: {name: %s}}
                              recipient: %s
                        """.formatted(namespace, secret, recipient), MySQLCloneSchedule.class))
                .create();
    }

    /** The operator would make it by its own right, again and again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{persistentVolumeClaim: {claimName: mine}, overwrite: Always}    | root  | spec.template.spec.donor.credentialsSecretRef names a Secret",
                "{persistentVolumeClaim: {claimName: another}, overwrite: Always} | donor | spec.template.spec.recipient.persistentVolumeClaim names a claim",
                "{statefulSet: {name: db, ordinal: 0}, overwrite: Always}         | donor | names a pod that you may not delete",
                "{pod: {name: db-1}, overwrite: Always, runAsUser: 27}            | donor | are for who may create pods here"
            })
    void whoMayNotDoItHimselfMayNotHaveItDoneByTheClock(String recipient, String secret, String told) {
        String namespace = tenancy();
        try (KubernetesClient tenant = as(TENANT)) {
            assertThatThrownBy(() -> schedule(tenant, namespace, recipient, secret))
                    .hasMessageContaining(told);
            assertThatCode(() -> schedule(tenant, namespace, "{pod: {name: db-1}, overwrite: Always}", "donor"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anOperatorWithItsOwnRightsMakesCopiesAndDeletesThem() throws Exception {
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(as(OPERATOR), namespace, FakeAgents.shared()))) {
            schedule(
                    TestCluster.client(),
                    stage.namespace(),
                    "{persistentVolumeClaim: {claimName: copy, template: {storage: 1Gi, deletionPolicy: Delete}}}",
                    "donor");
            String first = ScheduleIT.makesOneNow(stage, "first", "");
            ScheduleIT.completes(stage, first);
            ScheduleIT.completes(stage, ScheduleIT.makesOneNow(stage, "second", first));
            stage.awaitGone(first);
            assertThat(stage.operator().reconciliations("failure")).isZero();
        }
    }

    /** A set replaces the data of all members that there are, and will be. */
    @Test
    void whoMayNotDeleteEachPodMayNotHaveThemAllReplaced() {
        String namespace = tenancy();
        String donor = "donor: {host: mysql-0.mysql, credentialsSecretRef: {name: %s}}";
        try (KubernetesClient tenant = as(TENANT)) {
            assertThatThrownBy(() -> CloneSetIT.set(tenant, namespace, donor.formatted("donor"), "ordinals: 1-2"))
                    .hasMessageContaining("spec.statefulSetRef names pods that you may not delete");
            load(ROLE.formatted(namespace).replace(", resourceNames: [db-1, db-2]", ""))
                    .forEach(object -> TestCluster.client()
                            .resource(object)
                            .forceConflicts()
                            .serverSideApply());
            Stage.eventually()
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> CloneSetIT.set(tenant, namespace, donor.formatted("root"), ""))
                            .hasMessageContaining("spec.template.spec.donor.credentialsSecretRef names a Secret"));
            assertThatCode(() -> CloneSetIT.set(tenant, namespace, donor.formatted("donor"), ""))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anOperatorWithItsOwnRightsFillsASetAsAChain() throws Exception {
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(as(OPERATOR), namespace, FakeAgents.shared()))) {
            CloneSetIT.statefulSet(stage, 2);
            MySQLDonor made = DonorIT.donor(
                    TestCluster.client(),
                    stage.namespace(),
                    "prod",
                    "host: db.example.com\ncredentialsSecretRef: {name: account}");
            stage.kubelet().endsAgentPod(DonorIT.probePod(stage, made, 1), 0, DonorIT.probe(DonorIT.SOURCE));
            stage.kubelet().serves("db-0");
            CloneSetIT.set(TestCluster.client(), stage.namespace(), "donorRef: {name: prod}", "strategy: Chain");
            CloneSetIT.completes(stage, "fill-0", "db-0");
            CloneSetIT.await(stage, status -> status.active() == 1 && status.ready() == 1);
            assertThat(stage.get("fill-1").getSpec().donorRef())
                    .satisfies(donor ->
                            assertThat(Objects.requireNonNull(donor).name()).isEqualTo("fill-0"));
            assertThat(stage.operator().reconciliations("failure")).isZero();
        }
    }

    @Test
    void anOperatorWithItsOwnRightsLooksAtADonor() {
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(as(OPERATOR), namespace, FakeAgents.shared()))) {
            MySQLDonor made = DonorIT.donor(
                    TestCluster.client(),
                    stage.namespace(),
                    "prod",
                    "statefulSetRef: {name: db}\ncredentialsSecretRef: {name: account}");
            DonorIT.statefulSet(stage);
            DonorIT.member(stage, "db-0");
            stage.kubelet().endsAgentPod(DonorIT.probePod(stage, made, 1), 0, DonorIT.probe(DonorIT.SOURCE));
            assertThat(DonorIT.awaitReason(stage, "prod", "DonorAvailable").servers())
                    .hasSize(1);
        }
    }

    @Test
    void anOperatorWithItsOwnRightsDoesAllOfItsWork() throws Exception {
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(as(OPERATOR), namespace, FakeAgents.shared()))) {
            Kubelet kubelet = stage.kubelet();
            stage.claim("data-db-1");
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            kubelet.starts("db-1", 1);
            stage.awaitReason("copy", "Transferring");
            kubelet.ends("db-1", 1, 0, Words.received());
            stage.restartsOnTheClone("copy", "db-1", 2);
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            stage.awaitPhase("copy", Phase.READY);

            stage.create("new", """
                    donor: {host: mysql-2.mysql, credentialsSecretRef: {name: donor},
                      tls: {caConfigMapRef: {name: ca}, crlSecretRef: {name: crl}}}
                    recipient: {persistentVolumeClaim: {claimName: data-new, template: {storage: 1Gi}}}
                    """);
            Pod agent = kubelet.agentPod("new", 1);
            kubelet.endsAgentPod(agent, 0, Words.receivedInPlace());
            MySQLCloneStatus ready = stage.awaitPhase("new", Phase.READY);
            kubelet.awaitGone(agent);
            assertThat(ready.attempts()).isZero();

            // For a claim that is yet to be made stands a volume that is none.
            stage.create("dry", """
                    mode: Preflight
                    donor: {host: mysql-3.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {persistentVolumeClaim: {claimName: data-dry, template: {storage: 1Gi}}}
                    """);
            kubelet.endsAgentPod(kubelet.agentPod("dry", 1), 0, "{\"type\":\"preflight\",\"exitCode\":0}");
            stage.awaitPhase("dry", Phase.READY);
            assertThat(stage.operator().reconciliations("failure")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: 'busybox:1'                                            | restricted container of the agent's image",
                "volumes: [{name: h, hostPath: {path: /}}]                     | no other volumes",
                "hostNetwork: true                                             | without a token",
                "automountServiceAccountToken: true                            | without a token",
                "initContainers: [{name: i, image: 'busybox:1'}]               | restricted container of the agent's image",
                "ownerReferences: []                                           | belong to a MySQLClone"
            })
    void aStolenOperatorRunsNothingElse(String change, String told) {
        String namespace = tenancy();
        String field = change.substring(0, change.indexOf(':'));
        Map<String, Object> pod = pod(namespace);
        Map<String, Object> changed = map(Serialization.unmarshal(change, Map.class));
        Map<String, Object> spec = map(pod.get("spec"));
        switch (field) {
            case "image" ->
                map(((List<?>) Objects.requireNonNull(spec.get("containers"))).getFirst())
                        .putAll(changed);
            case "ownerReferences" -> map(pod.get("metadata")).putAll(changed);
            default -> spec.putAll(changed);
        }
        try (KubernetesClient operator = as(OPERATOR)) {
            assertThatThrownBy(
                            () -> operator.resource(Serialization.asYaml(pod)).create())
                    .hasMessageContaining(told);
            assertThatCode(() -> operator.resource(Serialization.asYaml(pod(namespace)))
                            .create())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aStolenOperatorJoinsPodsWithAgentsOnly() {
        String namespace = tenancy();
        TestCluster.client().resource("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: db-1, namespace: %s}
                        spec: {containers: [{name: mysql, image: a}], volumes: [{name: data, emptyDir: {}}]}
                        """.formatted(namespace)).create();
        String restricted = "\"securityContext\": {\"runAsNonRoot\": true, \"allowPrivilegeEscalation\": false,"
                + " \"readOnlyRootFilesystem\": true, \"capabilities\": {\"drop\": [\"ALL\"]}}";
        try (KubernetesClient operator = as(OPERATOR)) {
            assertThatThrownBy(() -> join(operator, namespace, "clone-agent-1-1", "busybox:1", restricted))
                    .hasMessageContaining("adds restricted containers");
            assertThatThrownBy(() -> join(operator, namespace, "shell", TestOperator.AGENT_IMAGE, restricted))
                    .hasMessageContaining("adds restricted containers");
            assertThatThrownBy(() ->
                            join(operator, namespace, "clone-agent-1-1", TestOperator.AGENT_IMAGE, "\"stdin\": true"))
                    .hasMessageContaining("adds restricted containers");
            assertThatCode(() -> join(operator, namespace, "clone-agent-1-1", TestOperator.AGENT_IMAGE, restricted))
                    .doesNotThrowAnyException();

            String writable =
                    restricted.replace("\"readOnlyRootFilesystem\": true", "\"readOnlyRootFilesystem\": false");
            String mount = ", \"volumeMounts\": [{\"name\": \"data\", \"mountPath\": \"/d\", \"readOnly\": %s}]";
            String serves = ", \"args\": [\"serve\"]";
            assertThatThrownBy(() -> join(operator, namespace, "clone-agent-1-2", TestOperator.AGENT_IMAGE, writable))
                    .hasMessageContaining("adds restricted containers");
            assertThatThrownBy(() -> join(
                            operator,
                            namespace,
                            "clone-agent-1-2",
                            TestOperator.AGENT_IMAGE,
                            writable + serves + mount.formatted("false")))
                    .hasMessageContaining("adds restricted containers");
            assertThatCode(() -> join(
                            operator,
                            namespace,
                            "clone-agent-1-2",
                            TestOperator.AGENT_IMAGE,
                            writable + serves + mount.formatted("true")))
                    .doesNotThrowAnyException();
        }
    }

    private static void join(KubernetesClient client, String namespace, String name, String image, String more) {
        client.pods()
                .inNamespace(namespace)
                .withName("db-1")
                .ephemeralContainers()
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), """
                        {"spec": {"ephemeralContainers": [{"name": "%s", "image": "%s", %s}]}}
                        """.formatted(name, image, more));
    }

    private static Map<String, Object> pod(String namespace) {
        return map(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  generateName: agent-
                  namespace: %s
                  ownerReferences: [{apiVersion: mysqlclone.io/v1alpha1, kind: MySQLClone, name: x, uid: u}]
                spec:
                  automountServiceAccountToken: false
                  containers:
                    - name: clone-agent
                      image: %s
                      securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  volumes: [{name: r, persistentVolumeClaim: {claimName: c}}]
                """.formatted(namespace, TestOperator.AGENT_IMAGE), Map.class));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static String tenancy() {
        String namespace = TestCluster.newNamespace(Map.of());
        load(ROLE.formatted(namespace))
                .forEach(object -> TestCluster.client().resource(object).serverSideApply());
        try (KubernetesClient tenant = as(TENANT)) {
            // Rights take effect some moments after they are given.
            Stage.eventually()
                    .untilAsserted(() -> assertThatCode(() -> tenant.resources(MySQLClone.class)
                                    .inNamespace(namespace)
                                    .list())
                            .doesNotThrowAnyException());
        }
        return namespace;
    }
}
