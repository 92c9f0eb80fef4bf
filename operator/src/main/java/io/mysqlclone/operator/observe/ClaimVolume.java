package io.mysqlclone.operator.observe;

/**
 * A claim that no server uses, as an agent pod mounts it.
 *
 * @param mountPath where the volume's root is mounted
 * @param dataDirectory the directory to clone into, absolute
 * @param user who is to own the files
 * @param placement where the server that is to start on it may run
 * @param owned whether Kubernetes would remove the claim together with the resource
 */
public record ClaimVolume(
        String claimName,
        String mountPath,
        String dataDirectory,
        ServerPod.User user,
        Placement placement,
        boolean owned) {

    /** One that stays when the resource goes. */
    public ClaimVolume(
            String claimName, String mountPath, String dataDirectory, ServerPod.User user, Placement placement) {
        this(claimName, mountPath, dataDirectory, user, placement, false);
    }

    /** The same, and that Kubernetes would remove it together with the resource. */
    public ClaimVolume owned(boolean yes) {
        return new ClaimVolume(claimName, mountPath, dataDirectory, user, placement, yes);
    }

    /** The directory as a path in the volume, {@code /} for all of it. */
    public String pathInVolume() {
        String path = dataDirectory.substring(mountPath.length());
        return path.isEmpty() ? "/" : path;
    }
}
