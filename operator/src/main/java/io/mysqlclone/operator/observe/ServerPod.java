package io.mysqlclone.operator.observe;

import java.time.Instant;
import java.util.Optional;

/**
 * The pod whose mysqld serves, or will serve, from the recipient's volume.
 *
 * @param controller kind and name of the owner that makes it again when it is deleted, such as {@code StatefulSet/db};
 *     empty for a pod of its own
 * @param deleting whether it is being deleted
 * @param ready the pod's condition Ready
 * @param container the container that mysqld runs in
 * @param user the user and group that mysqld's container runs as, where the pod says so
 * @param server how that container is
 * @param data the volume with the data directory
 */
public record ServerPod(
        String name,
        String uid,
        Optional<String> ip,
        Optional<String> controller,
        boolean deleting,
        boolean ready,
        String container,
        User user,
        Server server,
        DataVolume data) {

    /**
     * @param uid empty when neither the container nor the pod names one
     * @param gid likewise
     */
    public record User(Optional<Long> uid, Optional<Long> gid) {}

    /**
     * @param startedAt when the container that runs now was started; empty while none runs
     * @param restarts how often the kubelet has started it again
     * @param trouble why it does not run, in the kubelet's words, such as {@code CrashLoopBackOff}
     * @param lastLog the end of what the instance before this one logged, when it ended badly
     */
    public record Server(
            Optional<Instant> startedAt, int restarts, Optional<String> trouble, Optional<String> lastLog) {

        /** Whether the container that runs now was started later than that. */
        public boolean startedAfter(Instant time) {
            return startedAt.filter(time::isBefore).isPresent();
        }
    }

    /** The same pod with the end of its last instance's log. */
    public ServerPod withLastLog(String log) {
        Server told = new Server(server.startedAt(), server.restarts(), server.trouble(), Optional.of(log));
        return new ServerPod(name, uid, ip, controller, deleting, ready, container, user, told, data);
    }
}
