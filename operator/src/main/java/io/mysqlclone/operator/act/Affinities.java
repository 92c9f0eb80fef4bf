package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import io.mysqlclone.api.v1alpha1.agent.AgentPodTemplate;
import java.util.Map;
import java.util.Optional;

/** The affinity that a resource asks for, which its schema lets be anything: the API server knows better what one is. */
final class Affinities {

    private Affinities() {}

    /** Why it is none, as a sentence that says what to do. */
    static Optional<String> refusal(Agent agent) {
        try {
            of(agent);
            return Optional.empty();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return Optional.of(
                    "spec.agent.podTemplate.affinity is not an affinity as in a pod's spec.affinity; correct it: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** It, when one is asked for. */
    static Optional<Affinity> of(Agent agent) {
        return given(agent).map(given -> Serialization.unmarshal(Serialization.asJson(given), Affinity.class));
    }

    private static Optional<Map<String, Object>> given(Agent agent) {
        return Optional.ofNullable(agent.podTemplate()).map(AgentPodTemplate::affinity);
    }
}
