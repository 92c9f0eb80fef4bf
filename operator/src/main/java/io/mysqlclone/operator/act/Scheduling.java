package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import io.mysqlclone.api.v1alpha1.agent.AgentPodTemplate;
import java.util.List;
import java.util.Optional;

/** What a resource asks for of an agent's place, which its schema lets be anything: the API server knows better what it is. */
final class Scheduling {

    private Scheduling() {}

    /** Why it is none, as a sentence that says what to do. */
    static Optional<String> refusal(Agent agent) {
        return refusal("affinity is not an affinity as in a pod's spec.affinity", () -> affinity(agent))
                .or(() -> refusal(
                        "topologySpreadConstraints are none as in a pod's spec.topologySpreadConstraints",
                        () -> spread(agent)));
    }

    private static Optional<String> refusal(String what, Runnable reading) {
        try {
            reading.run();
            return Optional.empty();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return Optional.of("spec.agent.podTemplate." + what + "; correct it: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The affinity, when one is asked for. */
    static Optional<Affinity> affinity(Agent agent) {
        return Optional.ofNullable(agent.podTemplate())
                .map(AgentPodTemplate::affinity)
                .map(given -> Serialization.unmarshal(Serialization.asJson(given), Affinity.class));
    }

    /** The constraints that are asked for. */
    static List<TopologySpreadConstraint> spread(Agent agent) {
        return Optional.ofNullable(agent.podTemplate()).map(AgentPodTemplate::topologySpreadConstraints).stream()
                .flatMap(List::stream)
                .map(given -> Serialization.unmarshal(Serialization.asJson(given), TopologySpreadConstraint.class))
                .toList();
    }
}
