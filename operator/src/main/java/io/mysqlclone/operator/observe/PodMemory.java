package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory of a pod: the kubelet gives its cgroup a limit when all containers have one, or the pod itself has. */
final class PodMemory {

    private static final String MEMORY = "memory";

    private PodMemory() {}

    /** The limit of the pod, whose use is not known yet. */
    static Optional<ServerPod.Memory> of(Pod pod) {
        Optional<Long> own = limit(pod.getSpec().getResources());
        if (own.isPresent()) {
            return own.map(limit -> new ServerPod.Memory(limit, Optional.empty()));
        }
        // Sidecars, which are init containers that stay, have a share of their own.
        List<Optional<Long>> limits = Stream.concat(
                        pod.getSpec().getContainers().stream(),
                        pod.getSpec().getInitContainers().stream()
                                .filter(container -> "Always".equals(container.getRestartPolicy())))
                .map(Container::getResources)
                .map(PodMemory::limit)
                .toList();
        if (limits.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        long sum = limits.stream().mapToLong(Optional::orElseThrow).sum();
        return Optional.of(new ServerPod.Memory(sum, Optional.empty()));
    }

    private static Optional<Long> limit(ResourceRequirements resources) {
        return Optional.ofNullable(resources)
                .map(ResourceRequirements::getLimits)
                .map(limits -> limits.get(MEMORY))
                .map(PodMemory::bytes);
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount()
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    /** The bytes that the pod's containers use; empty where nobody measures that, or it may not be asked. */
    static Optional<Long> used(KubernetesClient client, String namespace, String pod) {
        try {
            return Optional.ofNullable(client.top().pods().metrics(namespace, pod))
                    .map(metrics -> metrics.getContainers().stream()
                            .map(container -> container.getUsage().get(MEMORY))
                            .filter(usage -> usage != null)
                            .mapToLong(PodMemory::bytes)
                            .sum());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }
}
