package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.operator.NodeWithLogs;
import io.mysqlclone.operator.TestCluster;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentClient;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import io.mysqlclone.operator.agent.OperatorKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the agent, found in pods as a kubelet leaves them. */
@Execution(ExecutionMode.CONCURRENT)
final class RunObserverIT {

    private static final String UID = "0a1b2c3d-0000-0000-0000-000000000000";

    private final String namespace = TestCluster.newNamespace(Map.of());
    private final MySQLClone clone = Serialization.unmarshal("""
            metadata: {name: copy, namespace: %s, uid: %s}
            spec:
              donor: {host: a, credentialsSecretRef: {name: donor}}
              recipient: {pod: {name: db-1}}
            """.formatted(namespace, UID), MySQLClone.class);
    /** Nobody answers there. */
    private final RunObserver observer =
            new RunObserver(TestCluster.client(), new AgentClient(new OperatorKey(new byte[32])));

    /** What is watched of them, when the watch is up to date. */
    private List<Pod> own() {
        return TestCluster.client()
                .pods()
                .inNamespace(namespace)
                .withLabel(RunObserver.CLONE_UID_LABEL, UID)
                .list()
                .getItems();
    }

    private AgentRun seen(String pod) {
        return observer.all(clone, Optional.of(Serialization.unmarshal(pod, Pod.class)), own())
                .getLast();
    }

    /** A server's pod with an agent beside it in this state. */
    private static String beside(String state) {
        return """
                metadata: {name: db-1, creationTimestamp: '2026-05-04T09:00:00Z'}
                spec:
                  containers: [{name: mysql}]
                  ephemeralContainers: [{name: clone-agent-0a1b2c3d-1, args: [clone]}]
                status:
                  podIP: 127.0.0.1
                  ephemeralContainerStatuses: [{name: clone-agent-0a1b2c3d-1, state: %s}]
                """.formatted(state);
    }

    private void agentPod(int run, String command, String status) {
        Pod pod = Serialization.unmarshal("""
                metadata: {name: copy-0a1b2c3d-%d, namespace: %s, labels: {mysqlclone.io/clone-uid: %s}}
                spec: {nodeName: node-1, restartPolicy: Never, containers: [{name: clone-agent, image: a, args: [%s]}]}
                """.formatted(run, namespace, UID, command), Pod.class);
        TestCluster.client().resource(pod).create();
        Pod wanted = Serialization.unmarshal("status:\n" + status.indent(2), Pod.class);
        TestCluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(current ->
                        new PodBuilder(current).withStatus(wanted.getStatus()).build());
    }

    /** A run that was launched and is not seen counts as a failure, so that the watch must not be late for it. */
    @Test
    void thePodThatWasLaunchedLastIsSeenBeforeTheWatchTellsOfIt() {
        agentPod(1, "clone", "{}");
        agentPod(2, "clone", "{}");
        clone.setStatus(new MySQLCloneStatusBuilder()
                .launch(new Launch(2, "clone", 1L, null, Instant.EPOCH, Instant.EPOCH, 0))
                .build());

        assertThat(observer.all(clone, Optional.empty(), List.of()))
                .extracting(AgentRun::number)
                .containsExactly(2);
        assertThat(observer.all(clone, Optional.empty(), own()))
                .extracting(AgentRun::number)
                .containsExactly(1, 2);
    }

    @Test
    void noPodAndNoContainerOfOursIsNoRun() {
        assertThat(observer.all(clone, Optional.empty(), own())).isEmpty();
        assertThat(observer.all(clone, Optional.of(Serialization.unmarshal("""
                                metadata: {name: db-1}
                                spec:
                                  containers: [{name: mysql}]
                                  ephemeralContainers:
                                  - {name: debugger, args: [clone]}
                                  - {name: clone-agent-ffffffff-1, args: [clone]}
                                  - {name: clone-agent-0a1b2c3d-1, args: [serve]}
                                """, Pod.class)), own()))
                .isEmpty();
    }

    @Test
    void theHighestNumberIsTheLatestWhereverItIs() {
        String pod = """
                metadata: {name: db-1}
                spec:
                  containers: [{name: mysql}]
                  ephemeralContainers:
                  - {name: clone-agent-0a1b2c3d-10, args: [replicate]}
                  - {name: clone-agent-0a1b2c3d-9, args: [outcome]}
                """;
        AgentRun beside = seen(pod);
        assertThat(beside.number()).isEqualTo(10);
        assertThat(beside.command()).isEqualTo(AgentCommand.REPLICATE);
        assertThat(beside.podName()).isEqualTo("db-1");

        agentPod(11, "discard", "phase: Pending");
        AgentRun alone = seen(pod);
        assertThat(alone.number()).isEqualTo(11);
        assertThat(alone.command()).isEqualTo(AgentCommand.DISCARD);
        assertThat(alone.podName()).isEqualTo("copy-0a1b2c3d-11");
        assertThat(alone.state()).isEqualTo(new AgentRun.Waiting("", ""));
    }

    @Test
    void allRunsAreKnownInTheOrderOfTheirNumbers() {
        agentPod(2, "discard", "phase: Pending");

        assertThat(observer.all(clone, Optional.of(Serialization.unmarshal(beside("{}"), Pod.class)), own()))
                .extracting(AgentRun::number)
                .containsExactly(1, 2);
    }

    @Test
    void theContainersOfAMeshAreNotTheAgent() {
        Pod pod = Serialization.unmarshal("""
                metadata: {name: copy-0a1b2c3d-3, namespace: %s, labels: {mysqlclone.io/clone-uid: %s}}
                spec:
                  nodeName: node-1
                  restartPolicy: Never
                  containers:
                  - {name: proxy, image: p, args: [proxy]}
                  - {name: clone-agent, image: a, args: [clone]}
                """.formatted(namespace, UID), Pod.class);
        TestCluster.client().resource(pod).create();

        AgentRun run = observer.all(clone, Optional.empty(), own()).getLast();
        assertThat(run.command()).isEqualTo(AgentCommand.CLONE);
        assertThat(run.containerName()).isEqualTo("clone-agent");
    }

    @Test
    void aContainerWithoutAStatusWaits() {
        assertThat(seen(beside("{}")).state()).isEqualTo(new AgentRun.Waiting("", ""));
        assertThat(seen(beside("{waiting: {reason: ImagePullBackOff, message: 'no image'}}"))
                        .state())
                .isEqualTo(new AgentRun.Waiting("ImagePullBackOff", "no image"));
    }

    @Test
    void aContainerThatRunsIsAskedInVainWhereNobodyAnswers() {
        AgentRun run = seen(beside("{running: {startedAt: '2026-05-04T10:00:00Z'}}"));

        assertThat(run.state())
                .isEqualTo(new AgentRun.Running(Instant.parse("2026-05-04T10:00:00Z"), Optional.empty()));
        assertThat(run.address()).contains(new AgentAddress("127.0.0.1", 9340));
    }

    /** In the network of a node each has another one. */
    @ParameterizedTest
    @CsvSource({":9377,9377", "127.0.0.1:9377,9340", ":99999,9340", ":0,9340", ",9340"})
    void anAgentIsAskedAtThePortThatItWasGiven(@Nullable String listen, int port) {
        String given = beside("{running: {startedAt: '2026-05-04T10:00:00Z'}}")
                .replace(
                        "args: [clone]",
                        "args: [clone], env: [{name: CLONE_AGENT_STATUS_LISTEN, value: '"
                                + (listen == null ? "" : listen) + "'}]");

        assertThat(seen(given).address()).contains(new AgentAddress("127.0.0.1", port));
    }

    @Test
    void theLastWordsAreInTheTerminationMessage() {
        AgentRun run = seen(beside("{terminated: {exitCode: 4, reason: Error, finishedAt: '2026-05-04T10:00:00Z',"
                + " message: '{\"type\":\"failure\",\"exitCode\":4,\"message\":\"no\"}'}}"));

        assertThat(run.state()).isInstanceOfSatisfying(AgentRun.Ended.class, end -> {
            assertThat(end.exitCode()).isEqualTo(4);
            assertThat(end.finishedAt()).hasToString("2026-05-04T10:00:00Z");
            assertThat(end.result().map(AgentResult::message)).contains("no");
        });
    }

    @Test
    void aContainerThatTheKubeletLostHasAnEndAllTheSame() {
        AgentRun run = seen(beside("{terminated: {exitCode: 137, reason: ContainerStatusUnknown}}"));

        assertThat(run.state())
                .isEqualTo(new AgentRun.Ended(
                        137, "ContainerStatusUnknown", Instant.parse("2026-05-04T09:00:00Z"), Optional.empty()));
    }

    /** What the kubelet reports of an ephemeral container with a NUL byte in a variable. */
    @Test
    void anEphemeralContainerThatCouldNotBeStartedHasEndedAndTellsNoSecret() {
        String message = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc"
                + " create failed: unable to start container process: error during container init: environment variable"
                + " value can''t contain null(\\x00): \"CLONE_AGENT_TLS_CA_PEM=-----BEGIN CERTIFICATE-----\\nMIID";
        Pod pod = Serialization.unmarshal("""
                metadata: {name: db-1, namespace: shop, creationTimestamp: '2026-05-04T09:00:00Z'}
                spec:
                  containers: [{name: mysql}]
                  ephemeralContainers:
                  - name: clone-agent-0a1b2c3d-1
                    args: [clone]
                    env:
                    - name: CLONE_AGENT_TLS_CA_PEM
                      valueFrom: {secretKeyRef: {name: donor-ca, key: ca.crt}}
                status:
                  ephemeralContainerStatuses:
                  - name: clone-agent-0a1b2c3d-1
                    state: {waiting: {reason: RunContainerError, message: '%1$s'}}
                    lastState:
                      terminated: {exitCode: 128, reason: StartError, finishedAt: '2026-05-04T10:00:00Z', message: '%1$s'}
                """.formatted(message), Pod.class);

        AgentRun run = observer.all(clone, Optional.of(pod), own()).getLast();
        assertThat(run.state()).isInstanceOfSatisfying(AgentRun.Ended.class, end -> {
            assertThat(end.exitCode()).isEqualTo(128);
            assertThat(end.finishedAt()).hasToString("2026-05-04T10:00:00Z");
            assertThat(end.notStarted().orElseThrow())
                    .startsWith("Key ca.crt of Secret donor-ca holds a NUL byte")
                    .contains("tr -d '\\0' < ca.pem | kubectl -n shop create secret generic donor-ca")
                    .doesNotContain("BEGIN", "MIID");
        });
    }

    @Test
    void anyOtherFailureOfTheRuntimeIsQuotedUpToTheFirstVariable() {
        Pod pod = Serialization.unmarshal(beside("{waiting: {reason: RunContainerError}}"), Pod.class);
        ContainerState last = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(128)
                .withReason("StartError")
                .withMessage("bad value in CLONE_AGENT_PASSWORD=hunter2")
                .endTerminated()
                .build();
        pod.getStatus().getEphemeralContainerStatuses().getFirst().setLastState(last);

        AgentRun run = observer.all(clone, Optional.of(pod), own()).getLast();
        assertThat(run.state())
                .isInstanceOfSatisfying(
                        AgentRun.Ended.class,
                        end -> assertThat(end.notStarted().orElseThrow())
                                .contains("(StartError): bad value in CLONE_AGENT_PASSWORD")
                                .doesNotContain("hunter2"));
    }

    @Test
    void anAgentPodThatNoNodeTakesSaysWhy() {
        agentPod(1, "clone", """
                phase: Pending
                conditions:
                - {type: PodScheduled, status: 'False', reason: Unschedulable, message: no volume}
                """);

        AgentRun run = observer.all(clone, Optional.empty(), own()).getLast();
        assertThat(run.state()).isEqualTo(new AgentRun.Waiting("Unschedulable", "no volume"));
        assertThat(run.blocked()).isTrue();
    }

    @Test
    void anAgentPodThatWasEvictedHasEnded() {
        agentPod(1, "clone", "{phase: Failed, reason: Evicted}");

        AgentRun run = observer.all(clone, Optional.empty(), own()).getLast();
        assertThat(run.state()).isInstanceOfSatisfying(AgentRun.Ended.class, end -> {
            assertThat(end.exitCode()).isEqualTo(AgentRun.Ended.KILLED);
            assertThat(end.reason()).isEqualTo("Evicted");
        });
    }

    /** A log of an agent, and a message that the kubelet has cut where nothing can be read of it any more. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", message: '{\"ty'"})
    void lastWordsThatAreMissingAreInTheLog(String message) throws Exception {
        String node = "node-of-" + namespace;
        try (var kubelet = new NodeWithLogs(node)) {
            bound("copy-0a1b2c3d-2", node);
            kubelet.logged(namespace, "copy-0a1b2c3d-2", "clone-agent", """
                    {"type":"result","time":"2026-05-04T10:00:00Z","exitCode":0,"dataBytes":4096}
                    """);
            for (int look = 0; look < 3; look++) {
                AgentRun run = observer.all(clone, Optional.empty(), List.of(ended("copy-0a1b2c3d-2", 0, message)))
                        .getLast();

                assertThat(run.state())
                        .isInstanceOfSatisfying(
                                AgentRun.Ended.class,
                                end -> assertThat(end.result().map(AgentResult::dataBytes))
                                        .contains(4096L));
            }
            // An operator looks every few seconds.
            assertThat(kubelet.asked())
                    .singleElement()
                    .asString()
                    .startsWith(namespace + "/copy-0a1b2c3d-2/clone-agent?")
                    .contains("tailLines=1");
        }
    }

    @Test
    void noLogIsAskedForOfWhatWasKilledOrHasSpoken() throws Exception {
        String node = "node-of-" + namespace;
        try (var kubelet = new NodeWithLogs(node)) {
            bound("copy-0a1b2c3d-2", node);
            kubelet.logged(namespace, "copy-0a1b2c3d-2", "clone-agent", "Out of memory");

            assertThat(resultOf(ended("copy-0a1b2c3d-2", 137, ""))).isEmpty();
            assertThat(resultOf(ended("copy-0a1b2c3d-2", 4, ", message: '{\"type\":\"failure\",\"exitCode\":4}'")))
                    .isPresent();
            assertThat(kubelet.asked()).isEmpty();
            // And what says nothing of the agent's is nothing.
            assertThat(resultOf(ended("copy-0a1b2c3d-2", 70, ""))).isEmpty();
            assertThat(kubelet.asked()).hasSize(1);
        }
    }

    /** Nobody answers at its port. */
    @Test
    void whatIsToPutACloneInPlaceIsKnownFromItsLogToWait() throws Exception {
        String node = "node-of-" + namespace;
        String name = "copy-0a1b2c3d-2";
        Pod commit = Serialization.unmarshal("""
                metadata: {name: %s, namespace: %s, uid: u-1}
                spec: {containers: [{name: clone-agent, args: [commit]}]}
                status:
                  podIP: 127.0.0.1
                  containerStatuses: [{name: clone-agent, state: {running: {startedAt: '2026-05-04T10:00:00Z'}}}]
                """.formatted(name, namespace), Pod.class);
        assertThat(statusOf(commit)).as("its log cannot be read").isEmpty();
        try (var kubelet = new NodeWithLogs(node)) {
            bound(name, node);
            kubelet.logged(namespace, name, "clone-agent", "Picked up JAVA_TOOL_OPTIONS: -Xmx64m\n");
            assertThat(statusOf(commit).orElseThrow().state()).isNull();

            kubelet.logged(namespace, name, "clone-agent", """
                    {"type":"listening","time":"2026-05-04T10:00:00Z","port":9340}
                    {"type":"progress","time":"2026-05-04T10:00:01Z","stage":"FILE SYNC","state":"WaitingForStop","percent":100.0}
                    {"type":"notice","time":"2026-05-04T10:00:02Z","message":"Going on to wait."}
                    """);
            assertThat(statusOf(commit).orElseThrow().state()).isEqualTo("WaitingForStop");
        }
    }

    private Optional<AgentStatus> statusOf(Pod pod) {
        AgentRun run = observer.all(clone, Optional.empty(), List.of(pod)).getLast();
        return ((AgentRun.Running) run.state()).status();
    }

    private Optional<AgentResult> resultOf(Pod pod) {
        AgentRun run = observer.all(clone, Optional.empty(), List.of(pod)).getLast();
        return ((AgentRun.Ended) run.state()).result();
    }

    private void bound(String pod, String node) {
        TestCluster.client()
                .resource(Serialization.unmarshal("""
                        metadata: {name: %s, namespace: %s}
                        spec: {nodeName: %s, restartPolicy: Never, containers: [{name: clone-agent, image: a}]}
                        """.formatted(pod, namespace, node), Pod.class))
                .create();
    }

    private Pod ended(String pod, int exitCode, String message) {
        return Serialization.unmarshal("""
                metadata: {name: %s, namespace: %s, uid: u-1, creationTimestamp: '2026-05-04T09:00:00Z'}
                spec: {containers: [{name: clone-agent, args: [clone]}]}
                status:
                  containerStatuses:
                  - name: clone-agent
                    state: {terminated: {exitCode: %d, finishedAt: '2026-05-04T10:00:00Z'%s}}
                """.formatted(pod, namespace, exitCode, message), Pod.class);
    }
}
