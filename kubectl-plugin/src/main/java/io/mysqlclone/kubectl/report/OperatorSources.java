package io.mysqlclone.kubectl.report;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.kubectl.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operator's pods and their logs. */
final class OperatorSources {
    private static final String LABEL = "app.kubernetes.io/component";
    private static final String NAME_LABEL = "app.kubernetes.io/name";
    private static final String NAME = "mysql-clone-operator";

    private final Cluster cluster;
    private final SupportBundle.Part part;

    OperatorSources(Cluster cluster, SupportBundle.Part part) {
        this.cluster = cluster;
        this.part = part;
    }

    void add(Optional<String> namespace, Archive archive) {
        for (Pod pod : pods(namespace)) {
            String name = pod.getMetadata().getName();
            String folder = "operator/" + pod.getMetadata().getNamespace() + "/" + name;
            archive.add(folder + ".yaml", Harmless.yaml(pod));
            pod.getSpec().getContainers().forEach(container -> {
                log(pod, container.getName(), false, folder + "." + container.getName() + ".log", archive);
                if (restarted(pod, container.getName())) {
                    log(pod, container.getName(), true, folder + "." + container.getName() + ".previous.log", archive);
                }
            });
        }
    }

    private List<Pod> pods(Optional<String> namespace) {
        List<Pod> pods = new ArrayList<>();
        part.read(
                "the operator's pods"
                        + namespace.map(name -> " in namespace " + name).orElse(""),
                () -> {
                    var all = client().pods();
                    var scoped = namespace.isPresent()
                            ? all.inNamespace(namespace.get())
                                    .withLabel(NAME_LABEL, NAME)
                                    .withLabel(LABEL, "operator")
                                    .list()
                            : all.inAnyNamespace()
                                    .withLabel(NAME_LABEL, NAME)
                                    .withLabel(LABEL, "operator")
                                    .list();
                    pods.addAll(scoped.getItems());
                });
        // Who may not look everywhere may still look where the README installs it.
        return pods.isEmpty() && namespace.isEmpty() ? pods(Optional.of(NAME)) : pods;
    }

    private void log(Pod pod, String container, boolean previous, String file, Archive archive) {
        part.read(
                "log of " + pod.getMetadata().getName() + "/" + container,
                () -> archive.add(
                        file,
                        PodLogs.read(
                                client(),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(),
                                container,
                                previous)));
    }

    private static boolean restarted(Pod pod, String container) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> container.equals(status.getName()))
                .map(ContainerStatus::getRestartCount)
                .anyMatch(count -> count > 0);
    }

    private KubernetesClient client() {
        return cluster.client();
    }
}
