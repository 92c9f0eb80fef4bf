package io.mysqlclone.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.operator.TestCluster;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.OperatorKey;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.DataVolume;
import io.mysqlclone.operator.observe.Placement;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which pod an agent joins, as a real API server sees it. */
final class LauncherIT {

    private final KubernetesClient client = TestCluster.client();
    private final String namespace = TestCluster.newNamespace(Map.of());
    private final Launcher launcher = new Launcher(
            client,
            new OperatorKey(new byte[32]),
            new AgentImage("agent", "IfNotPresent", 9340, AgentImage.RESOURCES, Set.of()));
    private final MySQLClone clone = Serialization.unmarshal("""
            metadata: {name: copy, namespace: %s, uid: 0a1b2c3d-0000}
            spec:
              donor: {host: a, credentialsSecretRef: {name: donor}}
              recipient: {pod: {name: db-1}}
            """.formatted(namespace), MySQLClone.class);

    private Pod made() {
        return client.resource(Serialization.unmarshal("""
                metadata: {name: db-1, namespace: %s}
                spec:
                  nodeName: node-1
                  terminationGracePeriodSeconds: 0
                  containers: [{name: mysql, image: mysql, volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data-0}}]
                """.formatted(namespace), Pod.class))
                .create();
    }

    private static ServerPod seen(Pod pod) {
        return new ServerPod(
                "db-1",
                pod.getMetadata().getUid(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                "mysql",
                new ServerPod.User(Optional.of(999L), Optional.empty()),
                new ServerPod.Server(Optional.empty(), 0, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(30),
                new DataVolume("data", "data-0", "/var/lib/mysql", "/var/lib/mysql", "/var/lib/mysql"),
                List.of(),
                Optional.empty(),
                1,
                0);
    }

    private void launch(ServerPod pod) {
        Instant now = Instant.now();
        launcher.launchInPod(
                clone, AgentCommand.CLONE, new Launch(1, "clone", 1L, pod.uid(), now, now.plusSeconds(60), 0), pod);
    }

    private int agents() {
        return client.pods()
                .inNamespace(namespace)
                .withName("db-1")
                .require()
                .getSpec()
                .getEphemeralContainers()
                .size();
    }

    /** Another server of the node may have an agent too. */
    @Test
    void inTheNetworkOfANodeEachAgentHasAPortOfItsOwn() {
        ServerPod pod = seen(made());
        ServerPod onANode = new ServerPod(
                pod.name(),
                pod.uid(),
                pod.ip(),
                pod.controller(),
                pod.deleting(),
                pod.ready(),
                pod.container(),
                pod.user(),
                pod.server(),
                pod.gracePeriod(),
                pod.data(),
                pod.further(),
                pod.memory(),
                pod.containers(),
                pod.agents(),
                new ServerPod.Hints(Optional.empty(), List.of(), true, Optional.empty(), List.of()));
        Instant now = Instant.now();
        for (int run = 1; run <= 4; run++) {
            launcher.launchInPod(
                    clone,
                    AgentCommand.CLONE,
                    new Launch(run, "clone", 1L, pod.uid(), now, now.plusSeconds(60), 0),
                    run == 4 ? pod : onANode);
        }

        Map<String, String> listens =
                client
                        .pods()
                        .inNamespace(namespace)
                        .withName("db-1")
                        .require()
                        .getSpec()
                        .getEphemeralContainers()
                        .stream()
                        .collect(Collectors.toMap(EphemeralContainer::getName, LauncherIT::listen));
        String usual = listens.remove("clone-agent-0a1b2c3d-4");
        assertThat(usual).isEqualTo(":9340");
        assertThat(listens.values())
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allSatisfy(listen ->
                        assertThat(Integer.parseInt(listen.substring(1))).isBetween(9340, 9403));
    }

    private static String listen(EphemeralContainer agent) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getName().equals("CLONE_AGENT_STATUS_LISTEN"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void anAgentJoinsThePodThatWasLookedAtAndNoOtherOfItsName() {
        ServerPod before = seen(made());
        client.pods().inNamespace(namespace).withName("db-1").withGracePeriod(0).delete();
        ServerPod after = seen(made());

        assertThatThrownBy(() -> launch(before)).isInstanceOf(KubernetesClientException.class);
        assertThat(agents()).isZero();

        launch(after);
        assertThat(agents()).isEqualTo(1);
        launch(after);
        assertThat(agents()).isEqualTo(1);
    }

    @Test
    void aCertificateThatIsKnownIsGivenByItsFingerprint() {
        String fingerprint = "AB:".repeat(31) + "AB";
        MySQLClone pinned = Serialization.unmarshal(
                Serialization.asYaml(clone)
                        .replaceFirst(
                                "( +)mode: \"VerifyIdentity\"",
                                "$1mode: VerifyFingerprint\n$1fingerprint: '" + fingerprint + "'"),
                MySQLClone.class);
        ServerPod pod = seen(made());
        Instant now = Instant.now();

        launcher.launchInPod(
                pinned, AgentCommand.CLONE, new Launch(1, "clone", 1L, pod.uid(), now, now.plusSeconds(60), 0), pod);

        assertThat(client.pods()
                        .inNamespace(namespace)
                        .withName("db-1")
                        .require()
                        .getSpec()
                        .getEphemeralContainers()
                        .getFirst()
                        .getEnv())
                .filteredOn(variable -> variable.getName().startsWith("CLONE_AGENT_TLS"))
                .extracting(variable -> variable.getName() + "=" + variable.getValue())
                .containsExactlyInAnyOrder(
                        "CLONE_AGENT_TLS_MODE=verify-fingerprint", "CLONE_AGENT_TLS_FINGERPRINT=" + fingerprint);
    }

    @Test
    void certificatesOfAConfigMapAreGivenAsThoseOfASecretAre() {
        MySQLClone trusting = Serialization.unmarshal(
                Serialization.asYaml(clone)
                        .replace("mode: \"VerifyIdentity\"", "caConfigMapRef: {name: bundle, key: root.pem}"),
                MySQLClone.class);
        ServerPod pod = seen(made());
        Instant now = Instant.now();
        Launch plan = new Launch(1, "clone", 1L, pod.uid(), now, now.plusSeconds(60), 0);
        ClaimVolume claim = new ClaimVolume("data-0", "/clone-volume", "/clone-volume", pod.user(), Placement.ANYWHERE);
        client.persistentVolumeClaims()
                .inNamespace(namespace)
                .resource(Serialization.unmarshal("""
                        metadata: {name: data-0}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """, PersistentVolumeClaim.class))
                .create();

        launcher.launchInPod(trusting, AgentCommand.CLONE, plan, pod);
        launcher.launchOnClaim(trusting, AgentCommand.CLONE, plan, claim);

        Pod joined = client.pods().inNamespace(namespace).withName("db-1").require();
        assertThat(joined.getSpec().getEphemeralContainers())
                .singleElement()
                .satisfies(agent -> assertThat(agent.getEnv())
                        .filteredOn(variable -> variable.getName().equals("CLONE_AGENT_TLS_CA_PEM"))
                        .singleElement()
                        .satisfies(variable -> {
                            assertThat(variable.getValueFrom()
                                            .getConfigMapKeyRef()
                                            .getName())
                                    .isEqualTo("bundle");
                            assertThat(variable.getValueFrom()
                                            .getConfigMapKeyRef()
                                            .getKey())
                                    .isEqualTo("root.pem");
                        }));
        Pod own = client.pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/name", "clone-agent")
                .list()
                .getItems()
                .getFirst();
        assertThat(own.getSpec().getVolumes())
                .filteredOn(volume -> volume.getConfigMap() != null)
                .singleElement()
                .satisfies(volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("bundle"));
        assertThat(own.getSpec().getContainers().getFirst().getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder("/clone-volume", "/clone-config/bundle");
        assertThat(own.getSpec().getContainers().getFirst().getEnv())
                .filteredOn(variable -> variable.getName().equals("CLONE_AGENT_TLS_CA"))
                .extracting(EnvVar::getValue)
                .containsExactly("/clone-config/bundle/root.pem");
    }
}
