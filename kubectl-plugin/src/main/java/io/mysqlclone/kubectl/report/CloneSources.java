package io.mysqlclone.kubectl.report;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.view.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the clone's own namespace has of it. */
final class CloneSources {
    private static final String CLONE_LABEL = "mysqlclone.io/name";

    private static final String AGENT = "clone-agent";

    /** Of one object; older ones are gone after an hour anyway. */
    private static final long EVENTS = 500;

    private final Cluster cluster;
    private final SupportBundle.Part part;

    CloneSources(Cluster cluster, SupportBundle.Part part) {
        this.cluster = cluster;
        this.part = part;
    }

    void add(MySQLClone clone, Archive archive) {
        Map<String, Pod> pods = pods(clone);
        new Facts(clone)
                .schedule()
                .ifPresent(name -> part.read(
                        "schedule " + name,
                        () -> Optional.ofNullable(client().resources(MySQLCloneSchedule.class)
                                        .inNamespace(cluster.namespace())
                                        .withName(name)
                                        .get())
                                .ifPresent(schedule -> archive.add("schedule.yaml", Harmless.yaml(schedule)))));
        events(clone, pods, archive);
        pods.values().forEach(pod -> {
            archive.add("pods/" + pod.getMetadata().getName() + ".yaml", Harmless.yaml(pod));
            agents(pod).forEach(container -> log(pod, container, archive));
        });
        claim(clone)
                .ifPresent(name -> part.read(
                        "claim " + name,
                        () -> Optional.ofNullable(client().persistentVolumeClaims()
                                        .inNamespace(cluster.namespace())
                                        .withName(name)
                                        .get())
                                .ifPresent(claim -> archive.add("claims/" + name + ".yaml", Harmless.yaml(claim)))));
    }

    /** The recipient's, and those that agents have for themselves. */
    private Map<String, Pod> pods(MySQLClone clone) {
        Map<String, Pod> pods = new LinkedHashMap<>();
        Optional<MySQLCloneStatus> status = clone.reported();
        Stream.of(
                        status.map(MySQLCloneStatus::recipient).map(RecipientStatus::pod),
                        status.map(MySQLCloneStatus::agent).map(AgentStatus::pod))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(name -> part.read(
                        "pod " + name,
                        () -> Optional.ofNullable(client().pods()
                                        .inNamespace(cluster.namespace())
                                        .withName(name)
                                        .get())
                                .ifPresent(pod -> pods.put(name, pod))));
        part.read(
                "agents' pods",
                () -> client().pods()
                        .inNamespace(cluster.namespace())
                        .withLabel(CLONE_LABEL, clone.getMetadata().getName())
                        .list()
                        .getItems()
                        .forEach(pod -> pods.put(pod.getMetadata().getName(), pod)));
        return pods;
    }

    private void events(MySQLClone clone, Map<String, Pod> pods, Archive archive) {
        List<Object> events = new ArrayList<>();
        Stream.of(
                        Stream.of(clone.getMetadata().getName()),
                        new Facts(clone).schedule().stream(),
                        pods.keySet().stream())
                .flatMap(names -> names)
                .distinct()
                .forEach(name -> part.read(
                        "events of " + name,
                        () -> client()
                                .v1()
                                .events()
                                .inNamespace(cluster.namespace())
                                .withField("involvedObject.name", name)
                                .list(new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                                        .withLimit(EVENTS)
                                        .build())
                                .getItems()
                                .stream()
                                .sorted((one, other) -> time(one).compareTo(time(other)))
                                .map(Harmless::of)
                                .forEach(events::add)));
        archive.add("events.yaml", Harmless.yaml(Map.of("items", events)));
    }

    private static String time(Event event) {
        return Optional.ofNullable(event.getLastTimestamp()).orElse("");
    }

    /** Containers of agents, whosever; the last one may have left what this one stumbles over. */
    private static List<String> agents(Pod pod) {
        return Stream.concat(
                        pod.getSpec().getContainers().stream().map(container -> container.getName()),
                        pod.getSpec().getEphemeralContainers().stream().map(container -> container.getName()))
                .filter(name -> name.startsWith(AGENT))
                .toList();
    }

    private void log(Pod pod, String container, Archive archive) {
        String name = pod.getMetadata().getName();
        part.read(
                "log of " + name + "/" + container,
                () -> archive.add(
                        "logs/" + name + "/" + container + ".log",
                        PodLogs.read(client(), cluster.namespace(), name, container, false)));
    }

    private static Optional<String> claim(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::recipient).map(RecipientStatus::claim);
    }

    private KubernetesClient client() {
        return cluster.client();
    }
}
