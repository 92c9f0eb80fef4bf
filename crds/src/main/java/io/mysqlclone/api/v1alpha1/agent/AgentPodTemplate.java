package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
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
 * @param topologySpreadConstraints as in a pod, read when it is needed as affinity is; empty: those of the workload
 * @param schedulerName absent: that of the workload
 * @param runtimeClassName absent: that of the workload
 * @param seLinuxOptions labels of the pod's processes and volumes; absent: the runtime's
 * @param supplementalGroups further groups of the agent
 * @param dnsConfig added to the pod's DNS
 * @param hostAliases lines of its hosts file
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

        @Size(max = 16)
        @PreserveUnknownFields
        @JsonPropertyDescription(
                "How the agent pod is spread, as in a pod's spec.topologySpreadConstraints. It replaces"
                        + " that of the workload in workloadRef. Default: that of the workload in workloadRef.")
        List<Map<String, Object>> topologySpreadConstraints,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription("Scheduler of the agent pod. Default: that of the workload in workloadRef.")
        @Nullable
        String schedulerName,

        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("RuntimeClass of the agent pod. Default: that of the workload in workloadRef.")
        @Nullable
        String runtimeClassName,

        @JsonPropertyDescription(
                "SELinux labels of the agent pod, which its volumes get; those of the server's pod, where it"
                        + " has some.")
        @Nullable
        SELinuxOptions seLinuxOptions,

        @Size(max = 16) @JsonPropertyDescription("Further groups of the agent, for a volume that a group may write to.")
        List<Long> supplementalGroups,

        @JsonPropertyDescription("Name servers, search domains and options that are added to the agent pod's DNS.")
        @Nullable
        PodDNSConfig dnsConfig,

        @Size(max = 32) @JsonPropertyDescription("Lines of the agent pod's /etc/hosts.")
        List<HostAlias> hostAliases,

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
        topologySpreadConstraints =
                topologySpreadConstraints == null ? List.of() : List.copyOf(topologySpreadConstraints);
        supplementalGroups = supplementalGroups == null ? List.of() : List.copyOf(supplementalGroups);
        hostAliases = hostAliases == null ? List.of() : List.copyOf(hostAliases);
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    }
}
