package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds mysqld's container, its data volume and its data directory in a pod that somebody else made: the official image,
 * the charts and operators that are listed in the compatibility page. What the resource names wins over what is found.
 */
final class PodFinder {

    private static final Set<String> CONTAINERS = Set.of("mysql", "mysqld");

    /** Parts of the names of images that run mysqld. */
    private static final Set<String> IMAGES = Set.of("mysql", "percona-server");
    /** Where the known images keep their data, the deeper path first. */
    private static final List<String> DATA_MOUNTS = List.of("/bitnami/mysql", "/var/lib/mysql");

    private static final String OUT_OF_MEMORY = "OOMKilled";

    private static final String OWN_MOUNT = "/clone-volume";

    /** Of a pod that says nothing else. */
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private PodFinder() {}

    /** What was found, or why it cannot be a recipient. */
    sealed interface Finding {

        record Found(ServerPod pod) implements Finding {}

        record NotFound(Reason reason, String message) implements Finding {}
    }

    /**
     * @param claimName in which claim the data must be, when that is known already
     */
    static Finding find(Pod pod, Overrides overrides, Optional<String> claimName) {
        Optional<Container> container = container(pod, overrides);
        if (container.isEmpty()) {
            return notFound(
                    pod,
                    "no container of it is called mysql or mysqld, or runs an image of that name; set "
                            + "recipient.container");
        }
        Optional<VolumeMount> mount = dataMount(pod, container.get(), overrides, claimName);
        if (mount.isEmpty()) {
            return notFound(
                    pod,
                    "container " + container.get().getName()
                            + " mounts no volume at its data directory; set recipient.volume, and "
                            + "recipient.dataDirectory if that is not the volume's mount point");
        }
        String mountPath = withoutSlash(mount.get().getMountPath());
        if (overrides.dataDirectory().filter(path -> !contains(mountPath, path)).isPresent()) {
            return notFound(
                    pod,
                    "volume " + mount.get().getName() + " is mounted at " + mountPath
                            + ", which recipient.dataDirectory is not below; correct one of them");
        }
        Optional<String> claim = claimOf(pod, mount.get().getName());
        if (claim.isEmpty()) {
            return new Finding.NotFound(
                    Reason.RECIPIENT_NOT_PERSISTENT,
                    "Volume " + mount.get().getName() + " of pod "
                            + pod.getMetadata().getName()
                            + " is not a PersistentVolumeClaim, so its data would go with the pod; give the server a "
                            + "claim, or name another volume in recipient.volume.");
        }
        if (overrides.subPath().isEmpty()
                && mount.get().getSubPathExpr() != null
                && !mount.get().getSubPathExpr().isEmpty()) {
            return notFound(
                    pod,
                    "its data volume is mounted with subPathExpr, which only the kubelet can expand; set "
                            + "recipient.subPath to the directory in the volume");
        }
        DataVolume data = dataVolume(container.get(), mount.get(), claim.get(), overrides);
        FurtherVolumes further = new FurtherVolumes(pod, container.get(), data);
        Optional<Finding.NotFound> trouble = further.look(overrides);
        if (trouble.isPresent()) {
            return trouble.get();
        }
        return new Finding.Found(new ServerPod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                Optional.ofNullable(pod.getStatus()).map(status -> status.getPodIP()),
                controller(pod),
                pod.getMetadata().getDeletionTimestamp() != null,
                ready(pod),
                container.get().getName(),
                user(pod, container.get(), overrides),
                server(pod, container.get().getName()),
                Duration.ofSeconds(Objects.requireNonNullElse(
                        pod.getSpec().getTerminationGracePeriodSeconds(), DEFAULT_GRACE_SECONDS)),
                data,
                further.volumes(),
                PodMemory.of(pod),
                pod.getSpec().getContainers().size()
                        + pod.getSpec().getInitContainers().size()
                        + pod.getSpec().getEphemeralContainers().size(),
                (int) pod.getSpec().getEphemeralContainers().stream()
                        .filter(joined -> AgentName.isContainer(joined.getName()))
                        .count()));
    }

    static Finding.NotFound notFound(Pod pod, String why) {
        return new Finding.NotFound(
                Reason.RECIPIENT_HAS_NO_DATA_VOLUME,
                "The data directory of pod " + pod.getMetadata().getName() + " cannot be told: " + why + ".");
    }

    private static boolean mountsAClaim(Pod pod, Container container) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .anyMatch(volume -> container.getVolumeMounts().stream()
                        .anyMatch(mount -> mount.getName().equals(volume.getName())));
    }

    private static Optional<Container> container(Pod pod, Overrides overrides) {
        List<Container> containers = pod.getSpec().getContainers();
        if (overrides.container().isPresent()) {
            return containers.stream()
                    .filter(container ->
                            container.getName().equals(overrides.container().get()))
                    .findFirst();
        }
        List<Container> byImage = containers.stream()
                .filter(container -> IMAGES.stream().anyMatch(imageName(container)::contains))
                .toList();
        return Stream.of(
                        containers.stream().filter(container -> CONTAINERS.contains(container.getName())),
                        // An exporter is called after mysqld too.
                        byImage.stream().filter(container -> mountsAClaim(pod, container)),
                        byImage.stream(),
                        containers.size() == 1 ? containers.stream() : Stream.<Container>empty())
                .flatMap(candidates -> candidates)
                .findFirst();
    }

    /** The last part of the image's path, without tag and digest. */
    private static String imageName(Container container) {
        String image = Objects.requireNonNullElse(container.getImage(), "");
        String name = image.substring(image.lastIndexOf('/') + 1);
        return name.split("[:@]", 2)[0];
    }

    private static Optional<VolumeMount> dataMount(
            Pod pod, Container container, Overrides overrides, Optional<String> claimName) {
        List<VolumeMount> mounts = container.getVolumeMounts();
        if (overrides.volume().isPresent()) {
            return mounts.stream()
                    .filter(mount -> mount.getName().equals(overrides.volume().get()))
                    .findFirst();
        }
        if (claimName.isPresent()) {
            return mounts.stream()
                    .filter(mount -> claimOf(pod, mount.getName()).equals(claimName))
                    .findFirst();
        }
        List<String> wanted = overrides
                .dataDirectory()
                .or(() -> dataDirectoryArgument(container))
                .map(List::of)
                .orElse(DATA_MOUNTS);
        return wanted.stream()
                .flatMap(path -> mounts.stream().filter(mount -> contains(mount.getMountPath(), path)))
                .findFirst();
    }

    static boolean contains(String mountPath, String path) {
        String mount = withoutSlash(mountPath);
        return path.equals(mount) || path.startsWith(mount + "/");
    }

    private static Optional<String> dataDirectoryArgument(Container container) {
        return Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                .filter(argument -> argument.startsWith("--datadir="))
                .map(argument -> withoutSlash(argument.substring("--datadir=".length())))
                .filter(path -> path.startsWith("/"))
                .findFirst();
    }

    static Optional<String> claimOf(Pod pod, String volumeName) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(volumeName))
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(claim -> claim.getClaimName())
                .findFirst();
    }

    private static DataVolume dataVolume(Container container, VolumeMount mount, String claim, Overrides overrides) {
        String mountPath = withoutSlash(mount.getMountPath());
        String directory = overrides
                .dataDirectory()
                .or(() -> dataDirectoryArgument(container))
                .map(PodFinder::withoutSlash)
                .filter(path -> contains(mountPath, path))
                .orElseGet(() -> knownDataDirectory(container, mount.getName(), mountPath));
        String subPath = overrides
                .subPath()
                .or(() -> Optional.ofNullable(mount.getSubPath()))
                .map(path -> withoutSlash(path.startsWith("/") ? path.substring(1) : path))
                .orElse("");
        if (subPath.isEmpty()) {
            return new DataVolume(mount.getName(), claim, mountPath, directory);
        }
        String below = directory.substring(mountPath.length());
        return new DataVolume(mount.getName(), claim, OWN_MOUNT, OWN_MOUNT + "/" + subPath + below, directory);
    }

    private static String knownDataDirectory(Container container, String volumeName, String mountPath) {
        boolean moco = container.getName().equals("mysqld") && volumeName.equals("mysql-data");
        boolean bitnami = mountPath.equals("/bitnami/mysql");
        return moco || bitnami ? mountPath + "/data" : mountPath;
    }

    static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Optional<String> controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map((OwnerReference owner) -> owner.getKind() + "/" + owner.getName())
                .findFirst();
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static ServerPod.User user(Pod pod, Container container, Overrides overrides) {
        Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
        Optional<PodSecurityContext> common = Optional.ofNullable(pod.getSpec().getSecurityContext());
        Optional<Long> uid = overrides
                .runAsUser()
                .or(() -> own.map(SecurityContext::getRunAsUser))
                .or(() -> common.map(PodSecurityContext::getRunAsUser))
                // Root steps down to an account that only the image knows.
                .filter(user -> user != 0);
        Optional<Long> gid = own.map(SecurityContext::getRunAsGroup)
                .or(() -> common.map(PodSecurityContext::getRunAsGroup))
                .filter(group -> group != 0);
        return new ServerPod.User(uid, gid);
    }

    private static ServerPod.Server server(Pod pod, String container) {
        Optional<ContainerStatus> status = Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(all -> all.getContainerStatuses().stream())
                .filter(each -> each.getName().equals(container))
                .findFirst();
        Optional<ContainerState> state = status.map(ContainerStatus::getState);
        return new ServerPod.Server(
                state.map(ContainerState::getRunning).map(running -> Instant.parse(running.getStartedAt())),
                status.map(ContainerStatus::getRestartCount).orElse(0),
                state.flatMap(PodFinder::trouble)
                        .map(trouble -> trouble + status.map(PodFinder::cause).orElse("")),
                Optional.empty());
    }

    /** The end of what is told of a trouble: what no log tells of the last end. */
    private static String cause(ContainerStatus status) {
        Optional<ContainerStateTerminated> end = Stream.of(
                        Optional.ofNullable(status.getState()), Optional.ofNullable(status.getLastState()))
                .flatMap(Optional::stream)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst();
        if (end.filter(last -> OUT_OF_MEMORY.equals(last.getReason())).isPresent()) {
            return ", OOMKilled: its memory limit was reached";
        }
        return end.filter(last -> last.getExitCode() == 0).isPresent()
                ? ", it was told to end: if by a probe that logs in, a clone has the donor's accounts and passwords"
                : "";
    }

    private static Optional<String> trouble(ContainerState state) {
        if (state.getTerminated() != null) {
            return Optional.of("ended with exit code " + state.getTerminated().getExitCode());
        }
        return Optional.ofNullable(state.getWaiting())
                .map(waiting -> waiting.getReason())
                .filter(reason -> !reason.equals("ContainerCreating") && !reason.equals("PodInitializing"));
    }
}
