package io.mysqlclone.operator.observe;

import java.util.OptionalLong;

/**
 * A claim that no server uses, as an agent pod mounts it.
 *
 * @param mountPath where the volume's root is mounted
 * @param dataDirectory the directory to clone into, absolute
 * @param user who is to own the files
 * @param placement where the server that is to start on it may run
 * @param owned whether Kubernetes would remove the claim together with the resource
 * @param planned bytes of a claim that is yet to be made; empty for one that is there
 */
public record ClaimVolume(
        String claimName,
        String mountPath,
        String dataDirectory,
        ServerPod.User user,
        Placement placement,
        boolean owned,
        OptionalLong planned) {

    /** One that stays when the resource goes. */
    public ClaimVolume(
            String claimName, String mountPath, String dataDirectory, ServerPod.User user, Placement placement) {
        this(claimName, mountPath, dataDirectory, user, placement, false, OptionalLong.empty());
    }

    /** The same, and that Kubernetes would remove it together with the resource. */
    public ClaimVolume owned(boolean yes) {
        return new ClaimVolume(claimName, mountPath, dataDirectory, user, placement, yes, planned);
    }

    /** The same, of a claim that is yet to be made, with this size. */
    public ClaimVolume planned(long bytes) {
        return new ClaimVolume(claimName, mountPath, dataDirectory, user, placement, owned, OptionalLong.of(bytes));
    }

    /** The directory as a path in the volume, {@code /} for all of it. */
    public String pathInVolume() {
        String path = dataDirectory.substring(mountPath.length());
        return path.isEmpty() ? "/" : path;
    }
}
