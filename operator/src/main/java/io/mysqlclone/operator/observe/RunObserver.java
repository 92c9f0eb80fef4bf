package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentClient;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the runs of the agent for a clone, in the recipient's pod and in pods of their own. */
public final class RunObserver {

    /** Of agent pods: the name of the clone that the pod works for, to find them by. */
    public static final String CLONE_NAME_LABEL = "mysqlclone.io/name";

    /** Of agent pods: the uid of the clone that the pod works for. */
    public static final String CLONE_UID_LABEL = "mysqlclone.io/clone-uid";

    private static final String STATUS_LISTEN = "CLONE_AGENT_STATUS_LISTEN";
    private static final int MAX_PORT = 65535;
    /** From here on an exit code tells of the signal that ended the container. */
    private static final int SIGNALLED = 128;

    private static final Pattern ANY_ADDRESS = Pattern.compile(":([0-9]{1,5})");

    private final KubernetesClient client;
    private final AgentClient agents;
    private final LoggedWords logged;
    private final LoggedState loggedState;

    /** An observer that asks running agents through {@code agents}. */
    public RunObserver(KubernetesClient client, AgentClient agents) {
        this.client = client;
        this.agents = agents;
        this.logged = new LoggedWords(client);
        this.loggedState = new LoggedState(client);
    }

    /**
     * All runs that Kubernetes knows of, in the order of their numbers.
     *
     * @param own the pods that were made for the clone, as they were a moment ago; the one that was launched last need not be
     *     among them yet
     */
    List<AgentRun> all(MySQLClone clone, Optional<Pod> server, Collection<Pod> own) {
        Stream<AgentRun> beside = server.stream().flatMap(pod -> inServer(clone, pod));
        Stream<Pod> pods = Stream.concat(own.stream(), launchedJustNow(clone, own).stream());
        return Stream.concat(beside, pods.flatMap(pod -> inItsOwn(clone, pod)))
                .sorted(Comparator.comparingInt(AgentRun::number))
                .toList();
    }

    private Stream<AgentRun> inServer(MySQLClone clone, Pod pod) {
        String uid = clone.getMetadata().getUid();
        return pod.getSpec().getEphemeralContainers().stream()
                .map((EphemeralContainer container) -> run(
                        clone,
                        pod,
                        AgentName.runOf(uid, container.getName()),
                        container.getName(),
                        container.getArgs(),
                        container.getEnv(),
                        ContainerReport.of(pod, container.getName())))
                .flatMap(Optional::stream);
    }

    private Stream<AgentRun> inItsOwn(MySQLClone clone, Pod pod) {
        return pod.getSpec().getContainers().stream()
                // A mesh adds containers of its own, and puts them first.
                .filter(container -> container.getName().equals(AgentRun.CONTAINER_IN_POD))
                .map((Container container) -> run(
                        clone,
                        pod,
                        AgentName.runOfPod(
                                clone.getMetadata().getUid(), pod.getMetadata().getName()),
                        container.getName(),
                        container.getArgs(),
                        container.getEnv(),
                        ContainerReport.of(pod, container.getName())))
                .flatMap(Optional::stream);
    }

    /** What is watched comes late: the pod of the last launch is asked for when it is not there, and its end is not known. */
    private Optional<Pod> launchedJustNow(MySQLClone clone, Collection<Pod> own) {
        MySQLCloneStatus status = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        int ended = Optional.ofNullable(status.lastEnd()).map(LastEnd::run).orElse(0);
        return Optional.ofNullable(status.launch())
                .filter(launch -> launch.podUid() == null && launch.run() > ended)
                .map(launch -> AgentName.pod(
                        clone.getMetadata().getName(), clone.getMetadata().getUid(), launch.run()))
                .filter(name -> own.stream()
                        .noneMatch(pod -> pod.getMetadata().getName().equals(name)))
                .map(name -> client.pods()
                        .inNamespace(clone.getMetadata().getNamespace())
                        .withName(name)
                        .get());
    }

    private Optional<AgentRun> run(
            MySQLClone clone,
            Pod pod,
            OptionalInt number,
            String container,
            List<String> arguments,
            List<EnvVar> variables,
            Optional<ContainerStatus> status) {
        if (number.isEmpty()) {
            return Optional.empty();
        }
        return AgentCommand.of(arguments)
                .map(command -> new AgentRun(
                        number.getAsInt(),
                        command,
                        pod.getMetadata().getName(),
                        container,
                        address(pod, variables),
                        state(clone, pod, command, number.getAsInt(), container, variables, status)));
    }

    private AgentRun.State state(
            MySQLClone clone,
            Pod pod,
            AgentCommand command,
            int number,
            String container,
            List<EnvVar> variables,
            Optional<ContainerStatus> status) {
        Optional<ContainerState> state = status.map(ContainerStatus::getState);
        Optional<ContainerStateTerminated> terminated = ContainerReport.terminated(status);
        if (terminated.isPresent()) {
            return ended(clone, terminated.get(), pod, container, variables);
        }
        if (state.map(ContainerState::getRunning).isPresent()) {
            Instant startedAt = Instant.parse(state.orElseThrow().getRunning().getStartedAt());
            return new AgentRun.Running(
                    startedAt,
                    switch (command) {
                        case CLONE -> status(clone, pod, number, variables);
                        // mysqld is stopped for it, so that it must be known to be ready where its port cannot be
                        // reached too.
                        case COMMIT ->
                            status(clone, pod, number, variables)
                                    .or(() -> loggedState.of(container(clone, pod, container)));
                        case PREFLIGHT, OUTCOME, RUN_SQL, REPLICATE, ROLLBACK, FINISH, DISCARD -> Optional.empty();
                    },
                    // Of a pod that is being deleted: the end of its grace period.
                    Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
                            .map(Instant::parse));
        }
        return ContainerReport.lost(pod)
                .<AgentRun.State>map(lost -> lost)
                .orElseGet(() -> ContainerReport.waiting(pod, status));
    }

    private AgentRun.Ended ended(
            MySQLClone clone, ContainerStateTerminated terminated, Pod pod, String container, List<EnvVar> variables) {
        Optional<String> notStarted =
                StartFailure.of(terminated, pod.getMetadata().getNamespace(), variables);
        return new AgentRun.Ended(
                terminated.getExitCode(),
                Objects.requireNonNullElse(terminated.getReason(), ""),
                // A kubelet that has lost a container (ContainerStatusUnknown) does not know when it ended.
                Instant.parse(Objects.requireNonNullElse(
                        terminated.getFinishedAt(), pod.getMetadata().getCreationTimestamp())),
                notStarted.isPresent()
                        ? Optional.empty()
                        : Optional.ofNullable(terminated.getMessage())
                                .flatMap(AgentResult::read)
                                .or(() -> logged(clone, terminated, pod, container)),
                notStarted);
    }

    /** Of a container that the kubelet has lost there is no log, and one that was killed by a signal has said nothing. */
    private Optional<AgentResult> logged(
            MySQLClone clone, ContainerStateTerminated terminated, Pod pod, String container) {
        return terminated.getExitCode() > SIGNALLED ? Optional.empty() : logged.of(container(clone, pod, container));
    }

    private static LoggedWords.Container container(MySQLClone clone, Pod pod, String name) {
        return new LoggedWords.Container(
                clone.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                Objects.requireNonNullElse(pod.getMetadata().getUid(), ""),
                name);
    }

    private Optional<AgentStatus> status(MySQLClone clone, Pod pod, int number, List<EnvVar> variables) {
        return address(pod, variables)
                .flatMap(address -> agents.status(address, clone.getMetadata().getUid(), number));
    }

    private static Optional<AgentAddress> address(Pod pod, List<EnvVar> variables) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPodIP())
                .map(host -> new AgentAddress(host, port(variables)));
    }

    /** As it was told at its launch. */
    private static int port(List<EnvVar> variables) {
        return variables.stream()
                .filter(variable -> STATUS_LISTEN.equals(variable.getName()))
                .map(EnvVar::getValue)
                .filter(Objects::nonNull)
                .map(ANY_ADDRESS::matcher)
                .filter(Matcher::matches)
                .map(listen -> Integer.parseInt(listen.group(1)))
                .filter(port -> port > 0 && port <= MAX_PORT)
                .findFirst()
                .orElse(AgentClient.PORT);
    }
}
