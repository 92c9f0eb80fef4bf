package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Toleration;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent pod has besides what the operator gives it.
 *
 * @param labels further labels; the operator's own win
 * @param annotations further annotations
 * @param nodeSelector labels of the node to run on
 * @param tolerations of the nodes' taints
 * @param affinity as in a pod, not read before it is needed: a resource that cannot be read would stop all others
 * @param serviceAccountName absent: the namespace's default; no token of it is mounted
 * @param priorityClassName absent: the cluster's default
 * @param imagePullSecrets for the agent's image
 */
@ApiObject
public record AgentPodTemplate(
        @Size(max = 64)
        @JsonPropertyDescription(
                "Further labels of the agent pod, for example for a NetworkPolicy that lets it" + " reach the donor.")
        Map<String, @Size(max = 63) String> labels,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Further annotations of the agent pod, for example to keep a service mesh's" + " sidecar out.")
        Map<String, @Size(max = 4096) String> annotations,

        @Size(max = 64)
        @JsonPropertyDescription(
                "Labels of the node that the agent pod must run on. The volume must be" + " reachable from there.")
        Map<String, @Size(max = 63) String> nodeSelector,

        @Size(max = 64) @JsonPropertyDescription("Taints of nodes that the agent pod tolerates.")
        List<Toleration> tolerations,

        @PreserveUnknownFields
        @JsonPropertyDescription("Affinity of the agent pod to nodes and other pods, as in a pod's spec.affinity. It"
                + " replaces that of the workload in workloadRef. Default: that of the workload in workloadRef.")
        @Nullable
        Map<String, Object> affinity,

        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("ServiceAccount of the agent pod, for admission policies and image pull"
                + " secrets. The agent never talks to Kubernetes; no token is mounted. Default: default.")
        @Nullable
        String serviceAccountName,

        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("PriorityClass of the agent pod.")
        @Nullable
        String priorityClassName,

        @Size(max = 16)
        @JsonPropertyDescription("Secrets of type kubernetes.io/dockerconfigjson to pull the agent's image with.")
        List<SecretReference> imagePullSecrets) {

    public AgentPodTemplate {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        affinity = affinity == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(affinity));
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    }
}
