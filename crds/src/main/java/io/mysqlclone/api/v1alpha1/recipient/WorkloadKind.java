package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kinds of workload that can run a server on a claim's clone. */
public enum WorkloadKind {
    /** {@code apps/v1 StatefulSet}. */
    @JsonProperty("StatefulSet")
    STATEFUL_SET("StatefulSet"),

    /** {@code apps/v1 Deployment}. */
    @JsonProperty("Deployment")
    DEPLOYMENT("Deployment"),

    /** {@code v1 Pod}. */
    @JsonProperty("Pod")
    POD("Pod");

    private final String kubernetesName;

    WorkloadKind(String kubernetesName) {
        this.kubernetesName = kubernetesName;
    }

    /** The name that Kubernetes knows it by. */
    public String kubernetesName() {
        return kubernetesName;
    }
}
