package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerUser;
import io.fabric8.kubernetes.api.model.LinuxContainerUser;
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
import java.util.stream.Stream;

/**
 * Finds mysqld's container, its data volume and its data directory in a pod that somebody else made: the official image,
 * the charts and operators that are listed in the compatibility page. What the resource names wins over what is found.
 */
final class PodFinder {

    private static final String OUT_OF_MEMORY = "OOMKilled";

    private static final String OWN_MOUNT = "/clone-volume";

    /** Of a pod that says nothing else. */
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private static final long ROOT = 0;

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
        DataMount mounts = new DataMount(pod, overrides, claimName);
        MysqldContainer.Choice choice = new MysqldContainer(pod, mounts).choose(overrides.container());
        if (choice.container().isEmpty()) {
            return notFound(pod, choice.trouble());
        }
        Container container = choice.container().get();
        Optional<VolumeMount> mount = mounts.of(container);
        if (mount.isEmpty()) {
            return notFound(
                    pod,
                    "container " + container.getName()
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
        DataVolume data = dataVolume(mounts.directory(container, mount.get()), mount.get(), claim.get(), overrides);
        FurtherVolumes further = new FurtherVolumes(pod, container, data);
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
                ContainerReport.ready(pod),
                container.getName(),
                user(pod, container, overrides),
                server(pod, container.getName()),
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
                        .count(),
                new ServerPod.Hints(
                        overrides
                                .listener()
                                .map(Overrides.Listener::address)
                                .or(() -> ServerAddress.of(pod, container)),
                        warnings(pod, container, mounts, mount.get()),
                        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
                        Optional.empty(),
                        ContainerReport.gatesLeft(pod))));
    }

    private static List<String> warnings(Pod pod, Container container, DataMount mounts, VolumeMount mount) {
        return Stream.of(
                        Probes.warning(pod, container),
                        mounts.doubt(container, mount)
                                .map(file -> "mysqld reads options from " + file
                                        + ", which the operator cannot see: if they name another datadir, set"
                                        + " recipient.dataDirectory."))
                .flatMap(Optional::stream)
                .toList();
    }

    static Finding.NotFound notFound(Pod pod, String why) {
        return new Finding.NotFound(
                Reason.RECIPIENT_HAS_NO_DATA_VOLUME,
                "The data directory of pod " + pod.getMetadata().getName() + " cannot be told: " + why + ".");
    }

    static boolean contains(String mountPath, String path) {
        String mount = withoutSlash(mountPath);
        return path.equals(mount) || path.startsWith(mount + "/");
    }

    static Optional<String> claimOf(Pod pod, String volumeName) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(volumeName))
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(claim -> claim.getClaimName())
                .findFirst();
    }

    private static DataVolume dataVolume(String directory, VolumeMount mount, String claim, Overrides overrides) {
        String mountPath = withoutSlash(mount.getMountPath());
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

    static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Optional<String> controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map((OwnerReference owner) -> owner.getKind() + "/" + owner.getName())
                .findFirst();
    }

    private static ServerPod.User user(Pod pod, Container container, Overrides overrides) {
        Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
        Optional<PodSecurityContext> common = Optional.ofNullable(pod.getSpec().getSecurityContext());
        Optional<Long> said = overrides
                .runAsUser()
                .or(() -> own.map(SecurityContext::getRunAsUser))
                .or(() -> common.map(PodSecurityContext::getRunAsUser));
        Optional<Long> group = own.map(SecurityContext::getRunAsGroup)
                .or(() -> common.map(PodSecurityContext::getRunAsGroup))
                .filter(gid -> gid != ROOT);
        Optional<LinuxContainerUser> seen = said.isPresent() ? Optional.empty() : processOf(pod, container.getName());
        return new ServerPod.User(
                // Root steps down to an account that only the image knows.
                said.or(() -> seen.map(LinuxContainerUser::getUid)).filter(uid -> uid != ROOT),
                group.or(() -> seen.map(LinuxContainerUser::getGid).filter(gid -> gid != ROOT)));
    }

    /** Whom a container of a pod that is there runs as; empty where neither its object nor its kubelet tells, and for root. */
    static Optional<ServerPod.User> user(Pod pod, String container) {
        return pod.getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(container))
                .map(each -> user(pod, each, Overrides.NONE))
                .filter(user -> user.uid().isPresent())
                .findFirst();
    }

    /** Whom its image lets it run as, from the container runtime: kubelets tell it since Kubernetes 1.33. */
    private static Optional<LinuxContainerUser> processOf(Pod pod, String container) {
        return status(pod, container).map(ContainerStatus::getUser).map(ContainerUser::getLinux);
    }

    private static Optional<ContainerStatus> status(Pod pod, String container) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(all -> all.getContainerStatuses().stream())
                .filter(each -> each.getName().equals(container))
                .findFirst();
    }

    private static ServerPod.Server server(Pod pod, String container) {
        Optional<ContainerStatus> status = status(pod, container);
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
