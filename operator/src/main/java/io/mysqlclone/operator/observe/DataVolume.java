package io.mysqlclone.operator.observe;

/**
 * Where a server keeps its data, as an ephemeral container of the same pod can reach it. Such a container cannot mount a
 * part of a volume (KEP-277: no {@code subPath}), so it mounts the root and is told the path below it.
 *
 * @param volumeName the pod's volume
 * @param claimName the PersistentVolumeClaim behind it
 * @param mountPath where the agent's container mounts the volume's root
 * @param dataDirectory the data directory in the agent's container, absolute
 * @param serverDirectory the data directory in mysqld's container, absolute: the path that people know
 */
public record DataVolume(
        String volumeName, String claimName, String mountPath, String dataDirectory, String serverDirectory) {

    /** One that the agent's container mounts where mysqld's does. */
    public DataVolume(String volumeName, String claimName, String mountPath, String dataDirectory) {
        this(volumeName, claimName, mountPath, dataDirectory, dataDirectory);
    }
}
