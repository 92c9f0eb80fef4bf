package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.List;
import java.util.Optional;

/** Where an agent would stand beside the server of a donor's pod. */
public sealed interface AgentPlace {

    /** There. */
    record Found(ServerPod pod) implements AgentPlace {}

    /** Nowhere, and why. */
    record None(Reason reason, String message) implements AgentPlace {}

    /** The place in a pod, whose memory is looked at where the agent says that it matters. */
    static AgentPlace in(Pod pod, DonorAgent agent, KubernetesClient client) {
        return switch (PodFinder.find(pod, overrides(agent), Optional.empty())) {
            case PodFinder.Finding.NotFound(Reason _, String message) ->
                new None(Reason.DONOR_AGENT_FAILED, told(message));
            case PodFinder.Finding.Found(ServerPod server) -> new Found(measured(server, agent, pod, client));
        };
    }

    /** What is wrong with a recipient's pod, in the words of a donor's: what to do about it is another thing there. */
    private static String told(String message) {
        int advice = message.indexOf(';');
        String what = (advice < 0 ? message : message.substring(0, advice) + ".")
                .replace(", so its data would go with the pod", "");
        return "An agent cannot join the donor's pod. " + what
                + " An agent needs mysqld's data directory on a PersistentVolumeClaim of the pod: where it is not found, give"
                + " spec.agent.container or spec.agent.dataDirectory.";
    }

    private static ServerPod measured(ServerPod server, DonorAgent agent, Pod pod, KubernetesClient client) {
        return agent.requiredMemoryBytes() > 0 && server.memory().isPresent()
                ? PodMemory.used(client, pod.getMetadata().getNamespace(), server.name())
                        .map(server::using)
                        .orElse(server)
                : server;
    }

    private static Overrides overrides(DonorAgent agent) {
        return new Overrides(
                Optional.ofNullable(agent.container()),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(agent.dataDirectory()),
                Optional.ofNullable(agent.runAsUser()),
                List.of(),
                List.of());
    }
}
