package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.List;
import java.util.Map;

/** Adds containers to pods that run. */
final class EphemeralContainers {

    private EphemeralContainers() {}

    /** Adds one, unless the pod has one of that name: it cannot be changed, not even by another launch at another time. */
    static void add(KubernetesClient client, String namespace, ServerPod pod, EphemeralContainer container) {
        Map<String, Object> patch =
                // Of exactly that pod: one that was made again under its name has another uid, which cannot be changed.
                Map.of("metadata", Map.of("uid", pod.uid()), "spec", Map.of("ephemeralContainers", List.of(container)));
        try {
            client.pods()
                    .inNamespace(namespace)
                    .withName(pod.name())
                    .ephemeralContainers()
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), Serialization.asJson(patch));
        } catch (KubernetesClientException e) {
            if (!isThere(client, namespace, pod.name(), container.getName())) {
                throw e;
            }
        }
    }

    private static boolean isThere(KubernetesClient client, String namespace, String podName, String name) {
        Pod pod = client.pods().inNamespace(namespace).withName(podName).get();
        return pod != null
                && pod.getSpec().getEphemeralContainers().stream()
                        .anyMatch(container -> container.getName().equals(name));
    }
}
