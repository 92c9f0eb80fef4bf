package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.testbed.CloneAssertions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** What a cluster of one node cannot show: zones, volumes that a server has to follow, nodes that leave. */
@Isolated("nodes are stopped and drained")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NodesIT {

    /** So that a transfer has a middle. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi}";

    /** More than what arrives between two entries in the agent's journal. */
    private static final long RECORDED = 32 << 20;

    private Scene scene;
    private Node.Pair nodes;
    private MysqlSet donor;
    private MysqlSet replica;

    @BeforeAll
    void startServers() {
        nodes = Node.pair(Product.installed());
        scene = Scene.open("nodes");
        donor = MysqlSet.in(scene, "donor", 1).podSpec(on(nodes.kept())).replicas(2);
        replica = MysqlSet.in(scene, "replica", 11).podSpec(on(nodes.lost())).replicas(2);
        donor.apply();
        replica.apply();
        donor.start().donor(48);
        donor.cloneAccount(1);
        replica.awaitRollout();
    }

    @AfterAll
    void endScene() {
        if (scene != null) {
            scene.close();
        }
    }

    private static String on(String node) {
        return "nodeSelector: {kubernetes.io/hostname: " + node + "}";
    }

    private Clone clone(String name, String recipient, String... further) {
        return cloneOf(0, name, recipient, further);
    }

    private Clone cloneOf(int source, String name, String recipient, String... further) {
        return scene.clone(name, """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  %s
                %s
                """.formatted(donor.host(source), recipient, String.join("\n", further)));
    }

    private void assertIsACopy(MysqlSet set, int ordinal) {
        assertIsACopyOf(0, set, ordinal);
    }

    private void assertIsACopyOf(int source, MysqlSet set, int ordinal) {
        CloneAssertions.assertSameTables(donor.checksums(source), set.checksums(ordinal));
        assertThat(set.gtidExecuted(ordinal)).isEqualTo(donor.gtidExecuted(source));
    }

    private static void assertWentOn(Clone clone, MySQLCloneStatus end) {
        assertThat(end.attempts()).as(clone.description()).isZero();
        assertThat(end.restarts()).as(clone.description()).isEqualTo(1);
        Progress progress = Objects.requireNonNull(end.progress());
        assertThat(progress.networkBytes())
                .as("received by the second agent; %s", progress)
                .isLessThan(progress.dataBytes() - RECORDED / 2);
    }

    /**
     * The first pod on a claim decides where its volume is, which is the agent's. Servers are in two zones, one in each: an
     * agent in the third zone, or where there is a server already, would leave its server without a place.
     */
    @Test
    void aVolumeIsMadeInTheZoneThatItsServerMayBeIn() {
        MysqlSet spread = MysqlSet.in(scene, "spread", 21).podSpec("""
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                        - matchExpressions:
                            - {key: topology.kubernetes.io/zone, operator: In, values: [zone-2, zone-3]}
                topologySpreadConstraints:
                  - maxSkew: 1
                    topologyKey: topology.kubernetes.io/zone
                    whenUnsatisfiable: DoNotSchedule
                    labelSelector: {matchLabels: {app: spread}}
                """).start();
        try (Clone clone = clone("spread", """
                persistentVolumeClaim:
                    claimName: data-spread-1
                    template: {storage: 1Gi}
                    workloadRef: {kind: StatefulSet, name: spread}
                    scaleTo: 2
                """)) {
            clone.awaitReady();

            assertIsACopy(spread, 1);
            assertThat(List.of(nodeOf(spread.pod(0)), nodeOf(spread.pod(1))))
                    .containsExactlyInAnyOrder("node-2", "node-3");
        }
    }

    private String nodeOf(String pod) {
        return scene.pod(pod).getSpec().getNodeName();
    }

    @Test
    void aCloneGoesOnWhenTheRecipientsNodeIsBack() {
        try (Clone clone = clone("lost", "pod: {name: replica-0}", SLOW)) {
            clone.awaitBytes(RECORDED);
            try (Node.Blockade power = Node.powerless(nodes.lost())) {
                assertThat(power).isNotNull();
                MySQLCloneStatus silent = clone.awaitReason(Reason.AGENT_UNREACHABLE);
                assertThat(silent.phase()).isEqualTo(Phase.TRANSFERRING);
                assertThat(Objects.requireNonNull(silent.display()).rate()).isNull();
                clone.unlimited();
            }
            MySQLCloneStatus end = clone.awaitReady().status();

            assertIsACopy(replica, 0);
            assertWentOn(clone, end);
        }
    }

    /** Its volume stays on the node, so its pod comes back only there. */
    @Test
    void aCloneGoesOnWhenTheRecipientsNodeIsNoLongerDrained() {
        try (Clone clone = clone("drained", "pod: {name: replica-1}", SLOW)) {
            clone.awaitBytes(RECORDED);
            try (Node.Blockade drained = Node.drained(nodes.lost())) {
                assertThat(drained).isNotNull();
                assertThat(clone.awaitReason(Reason.AGENT_NOT_STARTING).message())
                        .contains(
                                "pod replica-1 cannot be started (Unschedulable): 0/3 nodes are available",
                                "unschedulable");
                clone.unlimited();
            }
            MySQLCloneStatus end = clone.awaitReady().status();

            assertIsACopy(replica, 1);
            assertThat(end.attempts()).as(clone.description()).isZero();
        }
    }

    /** One's volume is on every node, so that its next agent goes elsewhere; the other's waits for the node. */
    @Test
    void agentsWithPodsOfTheirOwnThatAreDrainedGoOnWhereTheirVolumesAre() {
        String onLost = """
                agent:
                  podTemplate:
                    affinity:
                      nodeAffinity:
                        preferredDuringSchedulingIgnoredDuringExecution:
                          - weight: 100
                            preference:
                              matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%s]}]
                """.formatted(nodes.lost());
        Node.sharedVolume(scene, "data-moving-0");
        try (Clone moving = clone(
                        "moving", "persistentVolumeClaim: {claimName: data-moving-0, path: mysql}", SLOW, onLost);
                Clone waiting = cloneOf(
                        1,
                        "waiting",
                        "persistentVolumeClaim: {claimName: data-waiting-0, template: {storage: 1Gi}, path: mysql}",
                        SLOW,
                        onLost)) {
            moving.awaitBytes(RECORDED);
            waiting.awaitBytes(RECORDED);
            assertThat(List.of(nodeOf(agentPod(moving)), nodeOf(agentPod(waiting))))
                    .containsOnly(nodes.lost());
            try (Node.Blockade drained = Node.drained(nodes.lost())) {
                assertThat(drained).isNotNull();
                moving.unlimited();
                waiting.unlimited();
                moving.awaitReady();
                assertThat(waiting.awaitReason(Reason.AGENT_NOT_STARTING).message())
                        .contains("cannot be started (Unschedulable): 0/3 nodes are available", "unschedulable");
            }
            waiting.awaitReady();

            assertWentOn(moving, moving.status());
            assertWentOn(waiting, waiting.status());
            assertIsACopyOf(0, MysqlSet.in(scene, "moving", 31).start(), 0);
            assertIsACopyOf(1, MysqlSet.in(scene, "waiting", 41).start(), 0);
        }
    }

    private static String agentPod(Clone clone) {
        return Objects.requireNonNull(
                Objects.requireNonNull(clone.status().agent()).pod());
    }
}
