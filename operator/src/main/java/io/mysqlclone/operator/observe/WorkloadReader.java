package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadKind;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.PodFinder.Finding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells from a workload's template where its server will look for its data in a claim, and where it may run, before there is
 * a pod of it.
 */
final class WorkloadReader {

    private static final String MOUNT = "/clone-volume";
    /** Of so many servers one says whom it runs as, if any does. */
    private static final long SIBLINGS = 20;

    private final KubernetesClient client;

    WorkloadReader(KubernetesClient client) {
        this.client = client;
    }

    /** What the template says. */
    sealed interface Answer {

        record Known(ClaimVolume volume) implements Answer {}

        record Unknown(Reason reason, String message) implements Answer {}
    }

    Answer volume(MySQLClone clone, ClaimRecipient recipient) {
        Optional<Long> user = Optional.ofNullable(clone.getSpec().recipient().runAsUser());
        Optional<Workload> workload = recipient.workload();
        Optional<String> path = Optional.ofNullable(recipient.path());
        if (workload.isEmpty()) {
            return known(recipient, path.orElse(""), new ServerPod.User(user, Optional.empty()), Placement.ANYWHERE);
        }
        Optional<String> replicas = wrongReplicas(clone, workload.get(), recipient.claimName());
        if (replicas.isPresent()) {
            return new Answer.Unknown(Reason.PREFLIGHT_REFUSED, replicas.get());
        }
        Optional<Template> template = template(clone, workload.get(), recipient.claimName());
        if (template.isEmpty()) {
            return new Answer.Unknown(
                    Reason.RECIPIENT_NOT_FOUND,
                    "There is no " + workload.get().kind().kubernetesName() + " "
                            + workload.get().name() + " in namespace "
                            + clone.getMetadata().getNamespace()
                            + ", which spec.recipient.persistentVolumeClaim.workloadRef names.");
        }
        Overrides overrides = new Overrides(
                Optional.ofNullable(clone.getSpec().recipient().container()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                user,
                List.of(),
                List.of());
        Pod pod = template.get().pod();
        return switch (PodFinder.find(pod, overrides, Optional.of(recipient.claimName()))) {
            case Finding.NotFound(Reason reason, String message) -> new Answer.Unknown(reason, message);
            case Finding.Found(ServerPod server) ->
                known(
                        recipient,
                        path.orElseGet(() -> pathInVolume(server.data())),
                        server.user().uid().isPresent()
                                ? server.user()
                                : userOfSibling(clone, template.get(), server.container())
                                        .orElse(server.user()),
                        Placement.of(workload.get().name(), pod));
        };
    }

    /**
     * Whom the workload's servers run as that are there already, where its template does not say so: their image does, or
     * whoever admits pods. A server of another image, before an update or after it, may have another user.
     */
    private Optional<ServerPod.User> userOfSibling(MySQLClone clone, Template template, String container) {
        if (template.servers().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> image = imageOf(template.pod(), container);
        return client
                .pods()
                .inNamespace(clone.getMetadata().getNamespace())
                .withLabelSelector(template.servers().get())
                .list(new ListOptionsBuilder()
                        .withResourceVersion("0")
                        .withLimit(SIBLINGS)
                        .build())
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> imageOf(pod, container).equals(image))
                .flatMap(pod -> PodFinder.user(pod, container).stream())
                .findFirst();
    }

    private static Optional<String> imageOf(Pod pod, String container) {
        return pod.getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(container))
                .map(Container::getImage)
                .findFirst();
    }

    /**
     * A pod as a workload would make it.
     *
     * @param servers what its pods are found by; empty where there is only one
     */
    private record Template(Pod pod, Optional<LabelSelector> servers) {}

    private static Answer known(ClaimRecipient recipient, String path, ServerPod.User user, Placement placement) {
        String directory = path.isEmpty() ? MOUNT : MOUNT + "/" + path;
        return new Answer.Known(new ClaimVolume(recipient.claimName(), MOUNT, directory, user, placement));
    }

    private static String pathInVolume(DataVolume data) {
        String path = data.dataDirectory().substring(data.mountPath().length());
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private Optional<Template> template(MySQLClone clone, Workload workload, String claimName) {
        String namespace = clone.getMetadata().getNamespace();
        return switch (workload.kind()) {
            case POD ->
                Optional.ofNullable(client.pods()
                                .inNamespace(namespace)
                                .withName(workload.name())
                                .get())
                        .map(pod -> new Template(pod, Optional.empty()));
            case DEPLOYMENT -> {
                Deployment deployment = client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(workload.name())
                        .get();
                yield Optional.ofNullable(deployment)
                        .map(found -> new Template(
                                pod(workload.name(), found.getSpec().getTemplate(), List.of()),
                                Optional.of(found.getSpec().getSelector())));
            }
            case STATEFUL_SET -> {
                StatefulSet set = client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(workload.name())
                        .get();
                yield Optional.ofNullable(set)
                        .map(found -> new Template(
                                pod(workload.name(), found.getSpec().getTemplate(), claims(found, claimName)),
                                Optional.of(found.getSpec().getSelector())));
            }
        };
    }

    /**
     * Why a number of replicas is not that with which a StatefulSet's pod on this claim is the last one: with more of them
     * servers would be started on claims that nothing was cloned to, with fewer none on this one.
     */
    private Optional<String> wrongReplicas(MySQLClone clone, Workload workload, String claimName) {
        if (workload.kind() != WorkloadKind.STATEFUL_SET || workload.scaleTo().isEmpty()) {
            return Optional.empty();
        }
        int wanted = workload.scaleTo().get();
        return Optional.ofNullable(client.apps()
                        .statefulSets()
                        .inNamespace(clone.getMetadata().getNamespace())
                        .withName(workload.name())
                        .get())
                .flatMap(set -> ordinal(set, claimName)
                        .map(ordinal -> ordinal - first(set) + 1)
                        .filter(needed -> needed != wanted
                                && Objects.requireNonNullElse(set.getSpec().getReplicas(), 1) < wanted)
                        .map(needed -> "With scaleTo " + wanted + " StatefulSet " + workload.name()
                                + (needed < wanted
                                        ? " starts servers on further claims too, to which nothing is cloned"
                                        : " starts none on claim " + claimName)
                                + "; set it to " + needed + ", or leave it out and scale by yourself."));
    }

    private static Optional<Integer> ordinal(StatefulSet set, String claimName) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .map(claim ->
                        claim.getMetadata().getName() + "-" + set.getMetadata().getName() + "-")
                .filter(claimName::startsWith)
                .map(prefix -> claimName.substring(prefix.length()))
                .filter(number -> number.matches("[0-9]{1,6}"))
                .map(Integer::valueOf)
                .findFirst();
    }

    private static int first(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getOrdinals())
                .map(ordinals -> ordinals.getStart())
                .orElse(0);
    }

    /** The volumes that a StatefulSet's pods get from its claim templates: claims are named TEMPLATE-SET-ORDINAL. */
    private static List<Volume> claims(StatefulSet set, String claimName) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName())
                .filter(name ->
                        claimName.startsWith(name + "-" + set.getMetadata().getName() + "-"))
                .map(name -> new VolumeBuilder()
                        .withName(name)
                        .withNewPersistentVolumeClaim(claimName, false)
                        .build())
                .toList();
    }

    private static Pod pod(String name, PodTemplateSpec template, List<Volume> further) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("")
                .withLabels(
                        template.getMetadata() == null
                                ? null
                                : template.getMetadata().getLabels())
                .endMetadata()
                .withNewSpecLike(template.getSpec())
                .addAllToVolumes(further)
                .endSpec()
                .build();
    }
}
