package io.mysqlclone.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The machines that the cluster's pods run on, for what happens to machines. */
final class Node {

    private static final String SCRIPT = "../testbed/cluster";
    private static final String CLUSTER_NAME = "TESTBED_CLUSTER_NAME";

    /** The one that the control plane is on. */
    private static final String FIRST = "node-1";

    private static final String AGENT_PORT = "9340";
    /** Between pods, and from the node itself. */
    private static final List<String> CHAINS = List.of("FORWARD", "OUTPUT");

    private Node() {}

    /** Kills all processes of a container at once, as the kernel does when memory is short. */
    static void kill(Scene scene, Pod pod, String container) {
        String id = id(pod, container);
        String killer = "kill-" + id.substring(0, 12);
        scene.kubectl("run", killer, "--image=" + MysqlSet.IMAGE, "--restart=Never", "--overrides", """
                {"spec": {"nodeName": "%s", "hostPID": true, "terminationGracePeriodSeconds": 0, "containers": [{
                  "name": "kill", "image": "%s", "imagePullPolicy": "Never",
                  "command": ["sh", "-c", "kill -KILL $(grep -l %s /proc/[0-9]*/cgroup | sed 's,[^0-9]*,,g')"],
                  "securityContext": {"privileged": true, "runAsUser": 0}}]}}
                """.formatted(
                        pod.getSpec().getNodeName(), MysqlSet.IMAGE, id)
                .replace("\n", " "));
        scene.kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/" + killer, "--timeout=4m");
        scene.kubectl("delete", "pod", killer, "--wait=false");
    }

    private static String id(Pod pod, String container) {
        PodStatus status = pod.getStatus();
        return Stream.concat(status.getContainerStatuses().stream(), status.getEphemeralContainerStatuses().stream())
                .filter(each -> each.getName().equals(container))
                .map(ContainerStatus::getContainerID)
                .filter(Objects::nonNull)
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(container + " does not run: " + status));
    }

    /**
     * Keeps the agents in some pods from everybody, connections that are made already too, until it is closed. Their nodes
     * see to it, which all that goes to a pod passes.
     */
    static Blockade blockAgents(List<Pod> pods) {
        String cluster = madeHere();
        changeRules(cluster, "-I", pods);
        return () -> changeRules(cluster, "-D", pods);
    }

    /** What is kept from somebody until it is closed. */
    interface Blockade extends AutoCloseable {
        @Override
        void close();
    }

    private static void changeRules(String cluster, String change, List<Pod> pods) {
        for (String chain : CHAINS) {
            for (Pod pod : pods) {
                iptables(cluster, change, chain, pod);
            }
        }
    }

    private static void iptables(String cluster, String change, String chain, Pod pod) {
        Program.run(
                SCRIPT,
                "--name",
                cluster,
                "exec",
                "--node",
                pod.getSpec().getNodeName(),
                "iptables",
                change,
                chain,
                "-p",
                "tcp",
                "-d",
                pod.getStatus().getPodIP(),
                "--dport",
                AGENT_PORT,
                "-j",
                "DROP");
    }

    private static String madeHere() {
        String cluster = System.getenv(CLUSTER_NAME);
        Assumptions.assumeTrue(
                cluster != null, "SKIPPED: only of a cluster that testbed/cluster made, named by " + CLUSTER_NAME);
        return Objects.requireNonNull(cluster);
    }

    /**
     * Makes a claim with a volume that every node can mount, as one in a network can be. It is a directory of this machine
     * among those of the cluster's other volumes, and is emptied with them.
     */
    static void sharedVolume(Scene scene, String claim) {
        madeHere();
        String volume = scene.namespace() + "-" + claim;
        Path directory =
                Path.of(System.getenv("KUBECONFIG")).resolveSibling("volumes").resolve(volume);
        try {
            Files.createDirectory(directory);
            // What a volume of this kind belongs to nobody changes for a pod.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s}
                spec:
                  storageClassName: ""
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  persistentVolumeReclaimPolicy: Retain
                  hostPath: {path: %2$s}
                  claimRef: {namespace: %3$s, name: %4$s}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %4$s}
                spec:
                  storageClassName: ""
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                  volumeName: %1$s
                """.formatted(volume, directory, scene.namespace(), claim));
    }

    /** Power off and on: all containers of all nodes end at once without a word, then come back, the operator's too. */
    static void powerCycle() {
        String cluster = madeHere();
        Program.run(SCRIPT, "--name", cluster, "node", "stop");
        Program.run(SCRIPT, "--name", cluster, "node", "start");
    }

    /**
     * Some nodes for a scenario in which one is lost: it has neither the control plane's link nor the operator, and the
     * others have those.
     *
     * @param lost the name of the node that may be lost
     * @param kept the name of another one
     */
    record Pair(String lost, String kept) {}

    /** Two nodes of a cluster that has several; skipped on another one. */
    static Pair pair(Product product) {
        madeHere();
        String operator = product.operatorPod().getSpec().getNodeName();
        List<String> further = product.client().nodes().list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .filter(name -> !name.equals(FIRST))
                .toList();
        Assumptions.assumeTrue(further.size() > 1, "SKIPPED: only on a cluster of at least three nodes");
        return new Pair(
                further.stream()
                        .filter(name -> !name.equals(operator))
                        .findFirst()
                        .orElseThrow(),
                FIRST);
    }

    /** Cuts a node off from all others and ends what runs on it, until it is closed. */
    static Blockade powerless(String node) {
        String cluster = madeHere();
        Program.run(SCRIPT, "--name", cluster, "node", "stop", node);
        return () -> Program.run(SCRIPT, "--name", cluster, "node", "start", node);
    }

    /** Evicts the pods of a node; it takes others only when it is closed. */
    static Blockade drained(String node) {
        Program.run(SCRIPT, "--name", madeHere(), "node", "drain", node);
        return () -> Program.run("kubectl", "uncordon", node);
    }
}
