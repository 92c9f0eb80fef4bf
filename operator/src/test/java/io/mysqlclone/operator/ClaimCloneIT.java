package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A clone into a claim, and a server that starts on it. */
@Execution(ExecutionMode.CONCURRENT)
final class ClaimCloneIT {

    /** A StatefulSet of one server, whose pods may run on some nodes only. */
    static StatefulSet workload(Stage stage) {
        return TestCluster.client()
                .resource(Serialization.unmarshal("""
                            metadata: {name: db, namespace: %s}
                            spec:
                              replicas: 1
                              serviceName: db
                              selector: {matchLabels: {app: db}}
                              template:
                                metadata: {labels: {app: db}}
                                spec:
                                  securityContext: {runAsUser: 1234, runAsGroup: 1235}
                                  nodeSelector: {pool: databases}
                                  tolerations: [{key: databases, operator: Exists}]
                                  schedulerName: mine
                                  affinity:
                                    podAntiAffinity:
                                      requiredDuringSchedulingIgnoredDuringExecution:
                                      - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}
                                  topologySpreadConstraints:
                                  - maxSkew: 1
                                    topologyKey: topology.kubernetes.io/zone
                                    whenUnsatisfiable: DoNotSchedule
                                    labelSelector: {matchLabels: {app: db}}
                                  containers:
                                  - name: mysql
                                    image: mysql:9.7
                                    volumeMounts: [{name: data, mountPath: /var/lib/mysql, subPath: mysql}]
                              volumeClaimTemplates:
                              - metadata: {name: data}
                                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                            """.formatted(stage.namespace()), StatefulSet.class))
                .create();
    }

    /** And is none of the servers to anybody but the scheduler. */
    private static void assertMayRunWhereItsServerMay(Pod agent) {
        String kin = "clone-agent.db";
        assertThat(agent.getMetadata().getLabels()).containsEntry("app", kin);
        assertThat(agent.getSpec().getNodeSelector()).containsEntry("pool", "databases");
        assertThat(agent.getSpec().getTolerations()).anyMatch(each -> "databases".equals(each.getKey()));
        assertThat(agent.getSpec().getSchedulerName()).isEqualTo("mine");
        assertThat(agent.getSpec()
                        .getAffinity()
                        .getPodAntiAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(term -> assertThat(term.getLabelSelector().getMatchExpressions())
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.getValues()).containsExactly("db", kin)));
        assertThat(agent.getSpec().getTopologySpreadConstraints())
                .singleElement()
                .satisfies(spread -> assertThat(spread.getLabelSelector().getMatchExpressions())
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.getValues()).containsExactly("db", kin)));
        assertThat(agent.getMetadata().getAnnotations())
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
                .containsEntry("karpenter.sh/do-not-disrupt", "true");
    }

    /** As GitOps or an autoscaler does. */
    private static void scale(Stage stage, int replicas) {
        TestCluster.client()
                .apps()
                .statefulSets()
                .inNamespace(stage.namespace())
                .withName("db")
                .scale(replicas);
    }

    static int replicas(Stage stage) {
        return TestCluster.client()
                .apps()
                .statefulSets()
                .inNamespace(stage.namespace())
                .withName("db")
                .require()
                .getSpec()
                .getReplicas();
    }

    @Test
    void aStatefulSetIsScaledUpOnANewClaimInARestrictedNamespace() throws Exception {
        TestCluster.client().resource("""
                        apiVersion: node.k8s.io/v1
                        kind: RuntimeClass
                        metadata: {name: kata}
                        handler: kata
                        """).serverSideApply();
        try (Stage stage = new Stage(Map.of("pod-security.kubernetes.io/enforce", "restricted"))) {
            workload(stage);
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient:
                      persistentVolumeClaim:
                        claimName: data-db-1
                        template: {storage: 10Gi, storageClassName: fast, labels: {app: db}}
                        workloadRef: {kind: StatefulSet, name: db}
                        scaleTo: 2
                    agent:
                      resources: {limits: {memory: 256Mi}}
                      env: [{name: JAVA_TOOL_OPTIONS, value: -Xss1m}]
                      podTemplate: {labels: {team: data}, annotations: {linkerd.io/inject: enabled}, nodeSelector: {disk: ssd}, serviceAccountName: agent,
                        runtimeClassName: kata, seLinuxOptions: {level: 's0:c1,c2'}, supplementalGroups: [5], hostAliases: [{ip: 10.0.0.2, hostnames: [db]}],
                        dnsConfig: {nameservers: [10.0.0.1]}}
                    """);

            Pod agent = stage.kubelet().agentPod("copy", 1);
            PersistentVolumeClaim claim = TestCluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(stage.namespace())
                    .withName("data-db-1")
                    .require();
            assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
            assertThat(claim.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("10Gi"));
            assertThat(claim.getMetadata().getLabels()).containsEntry("app", "db");
            assertThat(claim.getMetadata().getOwnerReferences()).isEmpty();
            assertThat(agent.getMetadata().getLabels())
                    .containsEntry("team", "data")
                    .containsEntry("app.kubernetes.io/name", "clone-agent")
                    .containsEntry("mysqlclone.io/name", "copy");
            assertThat(agent.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(stage.uid("copy")));
            assertThat(agent.getMetadata().getAnnotations())
                    .containsEntry("sidecar.istio.io/inject", "false")
                    .containsEntry("linkerd.io/inject", "enabled");
            assertMayRunWhereItsServerMay(agent);
            assertThat(agent.getSpec().getNodeSelector()).containsEntry("disk", "ssd");
            assertThat(agent.getSpec().getServiceAccountName()).isEqualTo("agent");
            assertThat(agent.getSpec().getAutomountServiceAccountToken()).isFalse();
            assertThat(agent.getSpec().getRestartPolicy()).isEqualTo("Never");
            assertThat(agent.getSpec().getRuntimeClassName()).isEqualTo("kata");
            assertThat(agent.getSpec().getSecurityContext().getSeLinuxOptions().getLevel())
                    .isEqualTo("s0:c1,c2");
            assertThat(agent.getSpec().getSecurityContext().getSupplementalGroups())
                    .containsExactly(5L);
            assertThat(agent.getSpec().getHostAliases()).hasSize(1);
            assertThat(agent.getSpec().getDnsConfig().getNameservers()).containsExactly("10.0.0.1");
            assertThat(agent.getSpec().getSecurityContext().getFsGroup()).isEqualTo(1235);
            assertThat(agent.getSpec().getContainers()).singleElement().satisfies(container -> {
                assertThat(container.getSecurityContext().getRunAsUser()).isEqualTo(1234);
                assertThat(container.getResources().getLimits()).containsEntry("memory", new Quantity("256Mi"));
                assertThat(container.getEnv())
                        .filteredOn(variable -> variable.getName().equals("CLONE_AGENT_DATA_DIR"))
                        .singleElement()
                        .satisfies(variable -> assertThat(variable.getValue()).isEqualTo("/clone-volume/mysql"));
                assertThat(container.getEnv())
                        .filteredOn(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
                        .singleElement()
                        .satisfies(variable -> assertThat(variable.getValue()).isEqualTo("-Xss1m"));
            });

            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            stage.kubelet().startsAgentPod(agent);
            assertThat(Objects.requireNonNull(
                                    stage.awaitReason("copy", "Transferring").progress())
                            .percent())
                    .isEqualTo(37);
            assertThat(replicas(stage)).isEqualTo(1);

            stage.kubelet().endsAgentPod(agent, 0, Words.received());
            Pod commit = stage.kubelet().agentPod("copy", 2);
            // Its result is kept, and its pod no longer uses the claim.
            stage.kubelet().awaitGone(agent);
            assertThat(commit.getSpec().getContainers())
                    .flatExtracting(Container::getArgs)
                    .containsExactly("commit");
            assertThat(replicas(stage)).isEqualTo(1);
            stage.kubelet().endsAgentPod(commit, 0, Words.COMMITTED);
            Stage.eventually().untilAsserted(() -> assertThat(replicas(stage)).isEqualTo(2));
            scale(stage, 1);
            assertThat(stage.awaitReason("copy", "WaitingForPod").message())
                    .contains("StatefulSet db was scaled up to 2 and has 1 again", "GitOps");
            assertThat(replicas(stage)).isEqualTo(1);
            scale(stage, 2);
            stage.awaitReason("copy", "Restarting");
            stage.relax();
            stage.kubelet().serves("db-1");
            stage.kubelet().ends("db-1", 3, 0, Words.recovered(false));
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);

            assertThat(Objects.requireNonNull(ready.display()).recipient()).isEqualTo("pvc/data-db-1");
            assertThat(Objects.requireNonNull(ready.recipient()).pod()).isEqualTo("db-1");
            assertThat(replicas(stage)).isEqualTo(2);
        }
    }

    @Test
    void aClaimThatAPodUsesIsNotTouchedUntilItIsFree() throws Exception {
        try (Stage stage = new Stage()) {
            stage.claim("data-db-1");
            stage.kubelet().serves("db-1");
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {persistentVolumeClaim: {claimName: data-db-1, path: mysql}}
                    """);
            assertThat(stage.awaitReason("copy", "VolumeInUse").message()).contains("Pod db-1");

            stage.kubelet().remove("db-1");
            Pod agent = stage.kubelet().agentPod("copy", 1);
            stage.kubelet().endsAgentPod(agent, 0, Words.receivedInPlace());
            MySQLCloneStatus ready = stage.awaitPhase("copy", Phase.READY);

            assertThat(ready.message()).contains("a server can be started on the volume");
            assertThat(ready.run()).isEqualTo(1);
            stage.kubelet().awaitGone(agent);
            assertThat(stage.status("copy")).isEqualTo(ready);

            // As GitOps does, when a server runs on the clone long since.
            stage.kubelet().serves("db-1");
            stage.resource("copy").delete();
            stage.awaitGone("copy");
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient: {persistentVolumeClaim: {claimName: data-db-1, path: mysql}}
                    """);
            assertThat(Stage.reason(stage.awaitPhase("copy", Phase.READY))).isEqualTo("AlreadyDone");
        }
    }

    private static PersistentVolumeClaim claimOf(Stage stage, String name) {
        return TestCluster.client()
                .persistentVolumeClaims()
                .inNamespace(stage.namespace())
                .withName(name)
                .require();
    }

    private static List<String> ownersOf(Stage stage, String claim) {
        return claimOf(stage, claim).getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .toList();
    }

    private static String onClaim(String claim, String policy, String more) {
        return """
                donor: {host: %1$s.mysql, credentialsSecretRef: {name: donor}}
                recipient:
                  persistentVolumeClaim:
                    claimName: %1$s
                    template: {storage: 1Gi, deletionPolicy: %2$s}
                %3$s
                """.formatted(claim, policy, more.indent(4).stripTrailing());
    }

    /** Kubernetes removes what is owned, whether there is an operator or not. */
    @Test
    void aClaimGoesWithItsResourceUnlessACompleteCloneIsOnIt() throws Exception {
        try (Stage stage = new Stage()) {
            stage.create("a", onClaim("a", "DeleteIncomplete", ""));
            stage.create("b", onClaim("b", "Delete", ""));
            stage.create("c", onClaim("c", "Retain", ""));
            stage.claim("d");
            stage.create("d", onClaim("d", "Delete", ""));
            Pod agent = stage.kubelet().agentPod("a", 1);
            assertThat(ownersOf(stage, "a")).containsExactly(stage.uid("a"));
            assertThat(claimOf(stage, "a").getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getController()).isNull());
            Pod other = stage.kubelet().agentPod("b", 1);
            stage.kubelet().agentPod("c", 1);
            stage.kubelet().agentPod("d", 1);
            assertThat(ownersOf(stage, "c")).isEmpty();
            assertThat(ownersOf(stage, "d")).isEmpty();

            TestCluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(stage.namespace())
                    .withName("a")
                    .edit(claim -> new PersistentVolumeClaimBuilder(claim)
                            .editMetadata()
                            .addNewOwnerReference()
                            .withApiVersion("apps/v1")
                            .withKind("StatefulSet")
                            .withName("db")
                            .withUid("another")
                            .endOwnerReference()
                            .endMetadata()
                            .build());
            stage.kubelet().endsAgentPod(agent, 0, Words.receivedInPlace());
            stage.kubelet().endsAgentPod(other, 0, Words.receivedInPlace());
            stage.awaitPhase("a", Phase.READY);
            stage.awaitPhase("b", Phase.READY);
            // Before the resource can go.
            Stage.eventually()
                    .untilAsserted(() -> assertThat(stage.get("a").getMetadata().getFinalizers())
                            .isEmpty());
            assertThat(ownersOf(stage, "a")).containsExactly("another");
            assertThat(ownersOf(stage, "b")).containsExactly(stage.uid("b"));
        }
    }

    @Test
    void aClaimIsItsOwnBeforeAServerIsStartedOnTheClone() throws Exception {
        try (Stage stage = new Stage()) {
            workload(stage);
            stage.create(
                    "copy",
                    onClaim("data-db-1", "DeleteIncomplete", "workloadRef: {kind: StatefulSet, name: db}\nscaleTo: 2"));
            stage.kubelet().endsAgentPod(stage.kubelet().agentPod("copy", 1), 0, Words.received());
            Pod commit = stage.kubelet().agentPod("copy", 2);
            assertThat(ownersOf(stage, "data-db-1")).containsExactly(stage.uid("copy"));
            stage.kubelet().endsAgentPod(commit, 0, Words.COMMITTED);

            Stage.eventually().untilAsserted(() -> assertThat(replicas(stage)).isEqualTo(2));
            assertThat(ownersOf(stage, "data-db-1")).isEmpty();
        }
    }

    @Test
    void anAgentPodAsksForWhatItNeedsAndGoesWhereItIsTold() {
        try (Stage stage = new Stage()) {
            workload(stage);
            String affinity = "nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                    + " [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}}";
            stage.create(
                    "copy",
                    onClaim("data-db-1", "Retain", "workloadRef: {kind: StatefulSet, name: db}\nscaleTo: 2")
                            + "agent: {podTemplate: {affinity: {nodeAffinity: here}}}\n");
            assertThat(stage.awaitReason("copy", "LaunchRefused").message())
                    .contains("spec.agent.podTemplate.affinity is not an affinity");

            stage.patch(
                    "copy",
                    Serialization.asJson(Serialization.unmarshal(
                            "spec: {agent: {podTemplate: {affinity: {" + affinity + "}}}}", Map.class)));

            Pod agent = stage.kubelet().agentPod("copy", 1);
            assertThat(agent.getSpec().getAffinity().getPodAntiAffinity()).isNull();
            assertThat(agent.getSpec()
                            .getAffinity()
                            .getNodeAffinity()
                            .getRequiredDuringSchedulingIgnoredDuringExecution()
                            .getNodeSelectorTerms())
                    .singleElement()
                    .satisfies(term -> assertThat(term.getMatchExpressions())
                            .singleElement()
                            .satisfies(rule -> assertThat(rule.getKey()).isEqualTo("disk")));
            assertThat(agent.getSpec().getContainers())
                    .singleElement()
                    .satisfies(container -> assertThat(container.getResources().getRequests())
                            .containsEntry("cpu", new Quantity("50m"))
                            .containsEntry("memory", new Quantity("128Mi")));
        }
    }

    /** As OpenShift's restricted-v2 does. */
    private static void onlyUsersOfARange(String label) {
        for (String object : """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: range}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                  validations:
                  - expression: >-
                      object.spec.containers.all(c, c.securityContext.runAsUser in [1000680000, 1000680001])
                      && object.spec.securityContext.fsGroup in [1000680000, 1000680001]
                    message: the user is not of the range of this namespace
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: range}
                spec:
                  policyName: range
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {%s: range}}}
                """.formatted(label).split("---\n", -1)) {
            TestCluster.client().resource(object).serverSideApply();
        }
    }

    @Test
    void anAgentHasAUserOfTheNamespacesRangeWhereTheResourceSaysSo() {
        onlyUsersOfARange("users");
        try (Stage stage = new Stage(Map.of("users", "range"))) {
            // A policy takes effect some moments after it is made.
            Pod probe = Serialization.unmarshal("""
                    metadata: {name: probe, namespace: %s}
                    spec:
                      securityContext: {fsGroup: 999}
                      containers: [{name: a, image: a, securityContext: {runAsUser: 999}}]
                    """.formatted(stage.namespace()), Pod.class);
            Stage.eventually()
                    .untilAsserted(() -> assertThatThrownBy(() -> TestCluster.client()
                                    .resource(probe)
                                    .dryRun()
                                    .create())
                            .hasMessageContaining("range"));
            stage.create("a", onClaim("a", "Retain", ""));
            assertThat(stage.awaitReason("a", "LaunchRefused").message())
                    .contains("the user is not of the range of this namespace");

            stage.create(
                    "b", onClaim("b", "Retain", "").replace("recipient:\n", "recipient:\n  runAsUser: 1000680000\n"));
            Pod agent = stage.kubelet().agentPod("b", 1);
            assertThat(agent.getSpec().getSecurityContext().getFsGroup()).isEqualTo(1000680000L);
            assertThat(agent.getSpec().getContainers())
                    .singleElement()
                    .satisfies(container -> assertThat(
                                    container.getSecurityContext().getRunAsUser())
                            .isEqualTo(1000680000L));
        }
    }

    @Test
    void aWorkloadThatIsNotThereIsAskedFor() {
        try (Stage stage = new Stage()) {
            stage.claim("data-db-1");
            stage.create("copy", """
                    donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
                    recipient:
                      persistentVolumeClaim: {claimName: data-db-1, workloadRef: {kind: StatefulSet, name: db}, scaleTo: 2}
                    """);
            assertThat(stage.awaitReason("copy", "RecipientNotFound").message()).contains("StatefulSet db");

            workload(stage);
            stage.kubelet().agentPod("copy", 1);
        }
    }
}
