package io.mysqlclone.operator.observe;

/**
 * A claim that no server uses, as an agent pod mounts it.
 *
 * @param mountPath where the volume's root is mounted
 * @param dataDirectory the directory to clone into, absolute
 * @param user who is to own the files
 * @param placement where the server that is to start on it may run
 */
public record ClaimVolume(
        String claimName, String mountPath, String dataDirectory, ServerPod.User user, Placement placement) {

    /** The directory as a path in the volume, {@code /} for all of it. */
    public String pathInVolume() {
        String path = dataDirectory.substring(mountPath.length());
        return path.isEmpty() ? "/" : path;
    }
}
