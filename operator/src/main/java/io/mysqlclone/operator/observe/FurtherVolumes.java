package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.PodFinder.Finding.NotFound;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the volumes that an agent needs besides the one with the data directory: those with binary and relay logs outside
 * of it, and those that tablespaces of the clone are to go to. An index names its logs by paths that mysqld's container
 * sees, and mysqld is told of the tablespaces by such paths, so an agent must see them at the same paths.
 */
final class FurtherVolumes {

    private static final String LEAVE_OUT = ", or leave out its \"to\" for the data directory";

    private final Pod pod;
    private final Container container;
    private final DataVolume data;
    private final Set<ServerPod.FurtherVolume> volumes = new LinkedHashSet<>();

    /**
     * @param container mysqld's
     */
    FurtherVolumes(Pod pod, Container container, DataVolume data) {
        this.pod = pod;
        this.container = container;
        this.data = data;
    }

    /** Looks for the volumes that the resource names files of; tells the first that cannot be seen or used. */
    Optional<NotFound> look(Overrides overrides) {
        Stream<Optional<NotFound>> logs =
                overrides.logIndexFiles().stream().map(file -> see(file, "recipient.logIndexFiles", ""));
        Stream<Optional<NotFound>> places = overrides.places().stream()
                .map(place -> see(place, "recipient.relocations", LEAVE_OUT).or(() -> lost(place)));
        Stream<Optional<NotFound>> socket =
                overrides.listener().filter(listener -> listener.address().startsWith("/")).stream()
                        .map(listener -> see(listener.address(), listener.field(), ""));
        return Stream.of(logs, places, socket)
                .flatMap(each -> each)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What to mount besides the volume with the data. */
    List<ServerPod.FurtherVolume> volumes() {
        return List.copyOf(volumes);
    }

    private Optional<NotFound> see(String path, String field, String instead) {
        Optional<VolumeMount> mount = mountAt(path);
        if (mount.isEmpty()) {
            return unseen("container " + container.getName() + " mounts no volume at " + path + ", which " + field
                    + " names" + (instead.isEmpty() ? "" : "; mount one" + instead));
        }
        if (isPart(mount.get())) {
            return unseen("volume " + mount.get().getName() + " with " + path
                    + " is mounted with a subPath, which an ephemeral container cannot; mount it whole" + instead);
        }
        String at = PodFinder.withoutSlash(mount.get().getMountPath());
        if (!at.equals(data.mountPath())) {
            volumes.add(new ServerPod.FurtherVolume(mount.get().getName(), at));
        }
        return Optional.empty();
    }

    private Optional<NotFound> lost(String place) {
        return mountAt(place)
                .map(VolumeMount::getName)
                .filter(name -> PodFinder.claimOf(pod, name).isEmpty())
                .map(name -> new NotFound(
                        Reason.RECIPIENT_NOT_PERSISTENT,
                        "Volume " + name + " of pod " + pod.getMetadata().getName()
                                + ", which recipient.relocations leads to, is not a PersistentVolumeClaim, so"
                                + " tablespaces in it would go with the pod; name a directory in a claim" + LEAVE_OUT
                                + "."));
    }

    private Optional<VolumeMount> mountAt(String path) {
        return container.getVolumeMounts().stream()
                .filter(candidate -> PodFinder.contains(candidate.getMountPath(), path))
                .max(Comparator.comparingInt(
                        candidate -> candidate.getMountPath().length()));
    }

    private Optional<NotFound> unseen(String why) {
        return Optional.of(PodFinder.notFound(pod, why));
    }

    private static boolean isPart(VolumeMount mount) {
        return (mount.getSubPath() != null && !mount.getSubPath().isEmpty())
                || (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty());
    }
}
