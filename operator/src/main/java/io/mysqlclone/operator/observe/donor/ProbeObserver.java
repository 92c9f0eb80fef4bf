package io.mysqlclone.operator.observe.donor;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.ProbeResult;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.ContainerReport;
import io.mysqlclone.operator.observe.StartFailure;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the world for one MySQLDonor. */
public final class ProbeObserver {

    /** Of pods that look at a donor: the donor's name, to find them by. */
    public static final String DONOR_NAME_LABEL = "mysqlclone.io/donor";

    /** Of pods that look at a donor: the donor's uid. */
    public static final String DONOR_UID_LABEL = "mysqlclone.io/donor-uid";

    private final KubernetesClient client;
    private final DonorServers servers;
    private final ServingObserver serving;
    private final Clock clock;

    /** An observer that reads through {@code client}. */
    public ProbeObserver(KubernetesClient client, Clock clock) {
        this.client = client;
        this.servers = new DonorServers(client);
        this.serving = new ServingObserver(client);
        this.clock = clock;
    }

    /**
     * The world as it is now.
     *
     * @param pods those that were made for this donor, as they were a moment ago
     * @param clones those that name it, likewise
     */
    public DonorObservation observe(MySQLDonor donor, Collection<Pod> pods, Collection<MySQLClone> clones) {
        MySQLDonorStatus status = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        Optional<String> current = Optional.ofNullable(status.probe())
                .filter(probe -> probe.number() > status.settledProbe())
                .map(probe -> AgentName.pod(
                        donor.getMetadata().getName(), donor.getMetadata().getUid(), probe.number()));
        List<String> leftovers = pods.stream()
                .map(pod -> pod.getMetadata().getName())
                .filter(name -> !current.equals(Optional.of(name)))
                .toList();
        DonorServers.Found found = servers.of(donor);
        return new DonorObservation(
                found,
                current.flatMap(name -> find(donor, name, pods))
                        .map(pod -> new ProbeRun(
                                Objects.requireNonNull(status.probe()).number(),
                                pod.getMetadata().getName(),
                                state(pod))),
                leftovers,
                serving.observe(donor, found, clones),
                clock.instant());
    }

    /** What is watched comes late. */
    private Optional<Pod> find(MySQLDonor donor, String name, Collection<Pod> pods) {
        return Stream.concat(
                        pods.stream().filter(pod -> pod.getMetadata().getName().equals(name)),
                        Stream.of(name)
                                .map(each -> client.pods()
                                        .inNamespace(donor.getMetadata().getNamespace())
                                        .withName(each)
                                        .get())
                                .filter(Objects::nonNull))
                .findFirst();
    }

    private static ProbeRun.State state(Pod pod) {
        Optional<ContainerStatus> status = ContainerReport.of(pod, AgentRun.CONTAINER_IN_POD);
        Optional<ContainerStateTerminated> terminated = ContainerReport.terminated(status);
        if (terminated.isPresent()) {
            return ended(pod, terminated.get());
        }
        if (status.map(ContainerStatus::getState)
                .map(ContainerState::getRunning)
                .isPresent()) {
            return new ProbeRun.State.Running();
        }
        return ContainerReport.lost(pod)
                .<ProbeRun.State>map(lost -> new ProbeRun.State.Ended(
                        Optional.empty(), "its pod was ended by Kubernetes (" + lost.reason() + ")"))
                .orElseGet(() -> new ProbeRun.State.Waiting(ContainerReport.waiting(pod, status)));
    }

    private static ProbeRun.State ended(Pod pod, ContainerStateTerminated terminated) {
        Optional<String> notStarted = StartFailure.of(
                terminated,
                pod.getMetadata().getNamespace(),
                pod.getSpec().getContainers().getFirst().getEnv());
        Optional<String> said = Optional.ofNullable(terminated.getMessage()).filter(_ -> notStarted.isEmpty());
        return new ProbeRun.State.Ended(
                said.flatMap(ProbeResult::read),
                notStarted
                        .or(() -> said.flatMap(ProbeObserver::failure))
                        .orElseGet(() -> "it ended with exit code " + terminated.getExitCode()
                                + Optional.ofNullable(terminated.getReason())
                                        .map(reason -> " (" + reason + ")")
                                        .orElse("")));
    }

    private static Optional<String> failure(String message) {
        return AgentResult.read(message).map(result -> result.message());
    }
}
