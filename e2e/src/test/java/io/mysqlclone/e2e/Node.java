package io.mysqlclone.e2e;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The machine that the cluster's pods run on, for what happens to machines. */
final class Node {

    private static final String SCRIPT = "../testbed/cluster";
    private static final String CLUSTER_NAME = "TESTBED_CLUSTER_NAME";

    private static final String AGENT_PORT = "9340";
    /** Between pods, and from the node itself. */
    private static final List<String> CHAINS = List.of("FORWARD", "OUTPUT");

    private Node() {}

    /** Kills all processes of a container at once, as the kernel does when memory is short. */
    static void kill(Scene scene, Pod pod, String container) {
        String id = id(pod, container);
        String killer = "kill-" + id.substring(0, 12);
        scene.kubectl("run", killer, "--image=" + MysqlSet.IMAGE, "--restart=Never", "--overrides", """
                {"spec": {"hostPID": true, "terminationGracePeriodSeconds": 0, "containers": [{
                  "name": "kill", "image": "%s", "imagePullPolicy": "Never",
                  "command": ["sh", "-c", "kill -KILL $(grep -l %s /proc/[0-9]*/cgroup | sed 's,[^0-9]*,,g')"],
                  "securityContext": {"privileged": true, "runAsUser": 0}}]}}
                """.formatted(
                        MysqlSet.IMAGE, id)
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

    /** Keeps the agents in some pods from everybody, as a NetworkPolicy does, until it is closed. */
    static Blockade blockAgents(List<Pod> pods) {
        String cluster = madeHere();
        List<String> addresses =
                pods.stream().map(pod -> pod.getStatus().getPodIP()).toList();
        changeRules(cluster, "-I", addresses);
        return () -> changeRules(cluster, "-D", addresses);
    }

    /** A port that nobody gets through to. */
    interface Blockade extends AutoCloseable {
        @Override
        void close();
    }

    private static void changeRules(String cluster, String change, List<String> addresses) {
        for (String chain : CHAINS) {
            for (String address : addresses) {
                iptables(cluster, change, chain, address);
            }
        }
    }

    private static void iptables(String cluster, String change, String chain, String address) {
        Program.run(
                SCRIPT,
                "--name",
                cluster,
                "exec",
                "iptables",
                change,
                chain,
                "-p",
                "tcp",
                "-d",
                address,
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

    /** Power off and on: all containers end at once without a word, then come back, the operator's too. */
    static void powerCycle() {
        String cluster = madeHere();
        Program.run(SCRIPT, "--name", cluster, "node", "stop");
        Program.run(SCRIPT, "--name", cluster, "node", "start");
    }
}
