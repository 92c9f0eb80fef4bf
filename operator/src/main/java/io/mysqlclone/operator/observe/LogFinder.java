package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the volumes with binary and relay logs outside the data directory. An index names its logs by paths that mysqld's
 * container sees, so an agent must see them at the same paths.
 */
final class LogFinder {

    private LogFinder() {}

    /**
     * @param volumes what to mount besides the volume with the data
     * @param trouble why they cannot be seen, in the middle of a sentence
     */
    record Logs(List<ServerPod.LogVolume> volumes, Optional<String> trouble) {

        private static Logs unseen(String why) {
            return new Logs(List.of(), Optional.of(why));
        }
    }

    static Logs find(Container container, DataVolume data, List<String> indexFiles) {
        Set<ServerPod.LogVolume> volumes = new LinkedHashSet<>();
        for (String file : indexFiles) {
            Optional<VolumeMount> mount = container.getVolumeMounts().stream()
                    .filter(candidate -> PodFinder.contains(candidate.getMountPath(), file))
                    .max(Comparator.comparingInt(
                            candidate -> candidate.getMountPath().length()));
            if (mount.isEmpty()) {
                return Logs.unseen("container " + container.getName() + " mounts no volume at " + file
                        + ", which recipient.logIndexFiles names");
            }
            if (isPart(mount.get())) {
                return Logs.unseen("volume " + mount.get().getName() + " with " + file
                        + " is mounted with a subPath, which an ephemeral container cannot; mount it whole");
            }
            String path = PodFinder.withoutSlash(mount.get().getMountPath());
            if (!path.equals(data.mountPath())) {
                volumes.add(new ServerPod.LogVolume(mount.get().getName(), path));
            }
        }
        return new Logs(List.copyOf(volumes), Optional.empty());
    }

    private static boolean isPart(VolumeMount mount) {
        return (mount.getSubPath() != null && !mount.getSubPath().isEmpty())
                || (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty());
    }
}
