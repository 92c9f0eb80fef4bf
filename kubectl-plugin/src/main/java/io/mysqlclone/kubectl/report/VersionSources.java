package io.mysqlclone.kubectl.report;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.kubectl.cluster.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Versions of what takes part and is no pod. */
final class VersionSources {
    private static final String DEFINITION = "mysqlclones." + MySQLClone.GROUP;

    private final Cluster cluster;
    private final SupportBundle.Part part;

    VersionSources(Cluster cluster, SupportBundle.Part part) {
        this.cluster = cluster;
        this.part = part;
    }

    void add(String plugin, Archive archive) {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("plugin", plugin);
        part.read(
                "version of Kubernetes",
                () -> versions.put(
                        "kubernetes", cluster.client().getKubernetesVersion().getGitVersion()));
        part.read(
                "the CustomResourceDefinition",
                () -> Optional.ofNullable(cluster.client()
                                .apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(DEFINITION)
                                .get())
                        .ifPresent(definition -> versions.put(
                                "definition",
                                Map.of(
                                        "labels",
                                        Optional.ofNullable(
                                                        definition.getMetadata().getLabels())
                                                .orElse(Map.of()),
                                        "generation",
                                        String.valueOf(definition.getMetadata().getGeneration()),
                                        "versions",
                                        definition.getSpec().getVersions().stream()
                                                .map(version -> version.getName())
                                                .toList()))));
        part.read(
                "the nodes' versions",
                () -> versions.put(
                        "nodes",
                        cluster.client().nodes().list().getItems().stream()
                                .filter(node -> node.getStatus() != null
                                        && node.getStatus().getNodeInfo() != null)
                                .map(node -> Map.of(
                                        "name",
                                        node.getMetadata().getName(),
                                        "kubelet",
                                        String.valueOf(
                                                node.getStatus().getNodeInfo().getKubeletVersion()),
                                        "kernel",
                                        String.valueOf(
                                                node.getStatus().getNodeInfo().getKernelVersion()),
                                        "runtime",
                                        String.valueOf(
                                                node.getStatus().getNodeInfo().getContainerRuntimeVersion())))
                                .toList()));
        archive.add("versions.yaml", Harmless.yaml(versions));
    }
}
