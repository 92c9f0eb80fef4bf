package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.SampleData;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Servers that share the network of their node: their agents have one address, and each a port of its own. */
final class HostNetworkIT {

    private static final int FIRST_PORT = 23306;
    private static final int SECOND_PORT = 23307;

    @AutoClose
    private final Scene scene = Scene.open("host-network");

    /** To a donor of the same node the agents have the kubelet's address, whose probes it would soon block. */
    private final MysqlSet donors = MysqlSet.in(scene, "donor", 1)
            .option("max-connect-errors", "1000000")
            .replicas(2);

    private final MysqlSet first = onTheNode("first", 11, FIRST_PORT, "");
    private final MysqlSet second = onTheNode("second", 21, SECOND_PORT, """
            affinity:
              podAffinity:
                requiredDuringSchedulingIgnoredDuringExecution:
                  - topologyKey: kubernetes.io/hostname
                    labelSelector: {matchLabels: {app: first}}
            """);

    /** Names of the cluster are known to its pods by ClusterFirstWithHostNet only. */
    private MysqlSet onTheNode(String name, int serverId, int port, String place) {
        return MysqlSet.in(scene, name, serverId)
                .port(port)
                .podSpec("hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet\n" + place);
    }

    @Test
    void twoOfOneNodeAreClonedIntoAtTheSameTime() {
        donors.apply();
        first.apply();
        second.apply();
        donors.start().donor(16);
        donors.cloneAccount(1);
        SampleData.in("other").mebibytes(32).createIn(donors.connector(1));
        first.awaitRollout();
        second.awaitRollout();
        try (Clone one = clone(first, 0);
                Clone two = clone(second, 1)) {
            long firstTotal = total(one.awaitBytes(1));
            long secondTotal = total(two.awaitBytes(1));

            // Each is told by its own agent, and has its own limits changed.
            assertThat(secondTotal).isGreaterThan(firstTotal);
            assertThat(address(one, "first-0")).isNotEqualTo(address(two, "second-0"));
            one.unlimited();
            one.awaitReady();
            assertThat(two.status().phase()).as(two.description()).isEqualTo(Phase.TRANSFERRING);
            two.unlimited();
            two.awaitReady();

            CloneAssertions.assertSameTables(donors.checksums(0), first.checksums(0));
            CloneAssertions.assertSameTables(donors.checksums(1), second.checksums(0));
            assertThat(first.gtidExecuted(0)).isEqualTo(donors.gtidExecuted(0));
            assertThat(second.gtidExecuted(0)).isEqualTo(donors.gtidExecuted(1));
        }
    }

    private Clone clone(MysqlSet recipient, int donor) {
        return scene.clone(recipient.name(), """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  pod: {name: %s}
                transfer: {maxDataBandwidth: 2Mi}
                """.formatted(donors.host(donor), recipient.pod(0)));
    }

    private static long total(MySQLCloneStatus status) {
        return Objects.requireNonNull(status.progress()).totalBytes();
    }

    /** Where the agent that was launched last is asked. */
    private String address(Clone clone, String podName) {
        Pod pod = scene.pod(podName);
        String container = clone.agentContainer();
        String listen = pod.getSpec().getEphemeralContainers().stream()
                .filter(agent -> agent.getName().equals(container))
                .flatMap(agent -> agent.getEnv().stream())
                .filter(variable -> variable.getName().equals("CLONE_AGENT_STATUS_LISTEN"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        return pod.getStatus().getPodIP() + " " + listen;
    }
}
