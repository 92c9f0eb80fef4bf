package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What Kubernetes says of pods and of containers with an agent. */
public final class ContainerReport {

    private ContainerReport() {}

    /** What the kubelet says of a container of a pod, if it has said anything yet. */
    public static Optional<ContainerStatus> of(Pod pod, String container) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.concat(
                        status.getContainerStatuses().stream(), status.getEphemeralContainerStatuses().stream()))
                .filter(status -> status.getName().equals(container))
                .findFirst();
    }

    /**
     * How it ended. An agent is never started a second time: of an ephemeral container that the runtime could not start the
     * kubelet says for ever that it waits, and how it ended as its last state.
     */
    public static Optional<ContainerStateTerminated> terminated(Optional<ContainerStatus> status) {
        return status.map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .or(() -> status.filter(each ->
                                each.getState() == null || each.getState().getRunning() == null)
                        .map(ContainerStatus::getLastState)
                        .map(ContainerState::getTerminated));
    }

    /** Its pod was evicted, or its node is gone: it will never say how it ended. */
    public static Optional<AgentRun.Ended> lost(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .filter(status -> "Failed".equals(status.getPhase()))
                .map(status -> new AgentRun.Ended(
                        AgentRun.Ended.KILLED,
                        Objects.requireNonNullElse(status.getReason(), ""),
                        Instant.parse(pod.getMetadata().getCreationTimestamp()),
                        Optional.empty()));
    }

    /** Why it is not started yet. */
    public static AgentRun.Waiting waiting(Pod pod, Optional<ContainerStatus> status) {
        Optional<ContainerStateWaiting> waiting =
                status.map(ContainerStatus::getState).map(ContainerState::getWaiting);
        return unschedulable(pod)
                .orElseGet(() -> new AgentRun.Waiting(
                        waiting.map(ContainerStateWaiting::getReason).orElse(""),
                        waiting.map(ContainerStateWaiting::getMessage).orElse("")));
    }

    /** No node takes the pod, for example because its claim has no volume. */
    private static Optional<AgentRun.Waiting> unschedulable(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .map(condition -> new AgentRun.Waiting(
                        Objects.requireNonNullElse(condition.getReason(), ""),
                        Objects.requireNonNullElse(condition.getMessage(), "")))
                .findFirst();
    }

    /** Whether a pod's condition Ready is True. */
    public static boolean ready(Pod pod) {
        return isTrue(pod, "Ready");
    }

    /** The readiness gates that a pod lacks whose containers are all ready; the kubelet sets none of them. */
    static List<String> gatesLeft(Pod pod) {
        if (!isTrue(pod, "ContainersReady")) {
            return List.of();
        }
        return pod.getSpec().getReadinessGates().stream()
                .map(PodReadinessGate::getConditionType)
                .filter(gate -> !isTrue(pod, gate))
                .toList();
    }

    private static boolean isTrue(Pod pod, String type) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(
                                condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
