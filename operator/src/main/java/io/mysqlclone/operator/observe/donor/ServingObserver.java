package io.mysqlclone.operator.observe.donor;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.operator.agent.ServingLog;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.AgentPlace;
import io.mysqlclone.operator.observe.ContainerReport;
import io.mysqlclone.operator.observe.StartFailure;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the world for the agent beside a donor's server. */
final class ServingObserver {

    /** The first lines of its log have the certificate's fingerprint. */
    private static final int LOG_BYTES = 16 << 10;

    private final KubernetesClient client;
    private final DonorLookup lookup;

    ServingObserver(KubernetesClient client) {
        this.client = client;
        this.lookup = new DonorLookup(client);
    }

    /**
     * What concerns it; empty where there is none, and is to be none.
     *
     * @param clones those that name the donor
     */
    Optional<Serving> observe(MySQLDonor donor, DonorServers.Found servers, Collection<MySQLClone> clones) {
        DonorAgent wanted = donor.getSpec().agent();
        Optional<DonorAgentStatus> current =
                donor.reported().map(MySQLDonorStatus::agent).filter(DonorAgentStatus::active);
        if (wanted == null && current.isEmpty()) {
            return Optional.empty();
        }
        List<Demand> demand = wanted == null
                ? List.of()
                : Demand.of(
                                donor,
                                clones.stream(),
                                clone ->
                                        lookup.mayUse(donor, clone.getMetadata().getNamespace()))
                        .toList();
        Optional<AgentSight> sight = current.map(agent -> sight(donor, agent));
        Stream<String> candidates = candidates(servers, current, sight, !demand.isEmpty());
        return Optional.of(new Serving(demand, sight, wanted == null ? Map.of() : places(donor, wanted, candidates)));
    }

    /** The pods that one may be added to now. */
    private static Stream<String> candidates(
            DonorServers.Found servers,
            Optional<DonorAgentStatus> current,
            Optional<AgentSight> sight,
            boolean wanted) {
        if (current.isPresent()) {
            return sight.orElseThrow() instanceof AgentSight.Missing
                    ? Stream.of(current.get().pod())
                    : Stream.empty();
        }
        return wanted && servers instanceof DonorServers.Found.Servers(List<ProbedServer> there)
                ? there.stream().map(ProbedServer::pod).filter(Objects::nonNull)
                : Stream.empty();
    }

    private Map<String, AgentPlace> places(MySQLDonor donor, DonorAgent agent, Stream<String> pods) {
        Map<String, AgentPlace> places = new HashMap<>();
        pods.forEach(name -> pod(donor, name).ifPresent(pod -> places.put(name, AgentPlace.in(pod, agent, client))));
        return places;
    }

    private Optional<Pod> pod(MySQLDonor donor, String name) {
        return Optional.ofNullable(client.pods()
                .inNamespace(donor.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private AgentSight sight(MySQLDonor donor, DonorAgentStatus agent) {
        Optional<Pod> pod = pod(donor, agent.pod())
                .filter(found -> found.getMetadata().getUid().equals(agent.podUid()))
                .filter(found -> ContainerReport.lost(found).isEmpty());
        String name = AgentName.container(donor.getMetadata().getUid(), agent.number());
        return pod.map(found -> sight(found, name, agent)).orElseGet(AgentSight.PodGone::new);
    }

    private AgentSight sight(Pod pod, String name, DonorAgentStatus agent) {
        Optional<EphemeralContainer> container = pod.getSpec().getEphemeralContainers().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst();
        if (container.isEmpty()) {
            return new AgentSight.Missing();
        }
        Optional<ContainerStatus> status = ContainerReport.of(pod, name);
        Optional<ContainerStateTerminated> terminated = ContainerReport.terminated(status);
        if (terminated.isPresent()) {
            return ended(pod, container.get(), terminated.get());
        }
        if (status.map(ContainerStatus::getState)
                .map(ContainerState::getRunning)
                .isEmpty()) {
            return new AgentSight.Waiting(ContainerReport.waiting(pod, status));
        }
        return Optional.ofNullable(agent.fingerprint())
                .or(() -> fingerprint(pod, name))
                .<AgentSight>map(AgentSight.Serving::new)
                .orElseGet(AgentSight.Starting::new);
    }

    private Optional<String> fingerprint(Pod pod, String container) {
        try {
            return Optional.ofNullable(client.pods()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(pod.getMetadata().getName())
                            .inContainer(container)
                            .limitBytes(LOG_BYTES)
                            .getLog())
                    .flatMap(ServingLog::fingerprint);
        } catch (KubernetesClientException e) {
            // The node is cut off, or the container is not quite there yet: the next look may tell.
            return Optional.empty();
        }
    }

    private static AgentSight ended(Pod pod, EphemeralContainer container, ContainerStateTerminated terminated) {
        Optional<String> notStarted =
                StartFailure.of(terminated, pod.getMetadata().getNamespace(), container.getEnv());
        String words = notStarted
                .or(() -> Optional.ofNullable(terminated.getMessage()).flatMap(ServingLog::lastWords))
                .orElseGet(() -> "It ended with exit code " + terminated.getExitCode()
                        + Optional.ofNullable(terminated.getReason())
                                .map(reason -> " (" + reason + ")")
                                .orElse("")
                        + ".");
        return new AgentSight.Ended(terminated.getExitCode(), words);
    }
}
