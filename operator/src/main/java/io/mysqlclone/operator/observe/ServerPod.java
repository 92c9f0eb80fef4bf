package io.mysqlclone.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param gracePeriod how long the pod's containers are given to stop
 * @param data the volume with the data directory
 * @param further what an agent must mount besides, for what lies outside the data directory
 * @param memory what its containers may have, when all of them have a limit
 * @param containers how many it has of every kind, agents among them: they share what the kubelet keeps of their last words
 * @param agents how many containers of agents it holds, of all clones, most of them ended; none can be removed from it
 * @param hints what its object tells of mysqld besides
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
        Duration gracePeriod,
        DataVolume data,
        List<FurtherVolume> further,
        Optional<Memory> memory,
        int containers,
        int agents,
        Hints hints) {

    /** One that tells nothing besides. */
    public ServerPod(
            String name,
            String uid,
            Optional<String> ip,
            Optional<String> controller,
            boolean deleting,
            boolean ready,
            String container,
            User user,
            Server server,
            Duration gracePeriod,
            DataVolume data,
            List<FurtherVolume> further,
            Optional<Memory> memory,
            int containers,
            int agents) {
        this(
                name,
                uid,
                ip,
                controller,
                deleting,
                ready,
                container,
                user,
                server,
                gracePeriod,
                data,
                further,
                memory,
                containers,
                agents,
                Hints.NONE);
    }

    /**
     * What a pod's object tells of its mysqld.
     *
     * @param address where it listens, as another container of the pod reaches it: host and port, or the path of a socket;
     *     empty: 127.0.0.1:3306
     * @param warnings sentences on what may go wrong with a clone
     * @param hostNetwork whether it shares the network of its node
     * @param pending a sentence on what else a restart of the pod would bring; told when one is near
     * @param gates the pod's readiness gates that are all it lacks to be Ready; none when its containers are not ready either
     */
    public record Hints(
            Optional<String> address,
            List<String> warnings,
            boolean hostNetwork,
            Optional<String> pending,
            List<String> gates) {

        static final Hints NONE = new Hints(Optional.empty(), List.of(), false, Optional.empty(), List.of());

        public Hints {
            warnings = List.copyOf(warnings);
            gates = List.copyOf(gates);
        }
    }

    public ServerPod {
        further = List.copyOf(further);
    }

    /**
     * A volume with binary or relay logs, or for tablespaces of the clone.
     *
     * @param volumeName the pod's volume
     * @param mountPath where mysqld's container mounts its root, and an agent's does too
     */
    public record FurtherVolume(String volumeName, String mountPath) {}

    /**
     * Memory of all containers together; an agent that joins them has no limit of its own, and no share.
     *
     * @param limit bytes
     * @param used bytes, a moment ago; empty where the cluster does not measure it
     */
    public record Memory(long limit, Optional<Long> used) {

        /** The same, with what is in use. */
        Memory with(long bytes) {
            return new Memory(limit, Optional.of(bytes));
        }
    }

    /** A start that fails, the next one that lets InnoDB roll back, and another one to be sure. */
    private static final int CRASH_LOOP = 3;

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

        /** Whether mysqld has been started again and again, and does not stay. */
        public boolean crashes() {
            return trouble.isPresent() && restarts >= CRASH_LOOP;
        }

        /** Whether there is a mysqld, or was one that did not stay. */
        public boolean begun() {
            return startedAt.isPresent() || trouble.isPresent();
        }
    }

    /** The same pod, with so many bytes of memory in use. */
    ServerPod using(long bytes) {
        return new ServerPod(
                name,
                uid,
                ip,
                controller,
                deleting,
                ready,
                container,
                user,
                server,
                gracePeriod,
                data,
                further,
                memory.map(known -> known.with(bytes)),
                containers,
                agents,
                hints);
    }

    /** The same pod, whose restart would bring something else too. */
    public ServerPod pending(String change) {
        return new ServerPod(
                name,
                uid,
                ip,
                controller,
                deleting,
                ready,
                container,
                user,
                server,
                gracePeriod,
                data,
                further,
                memory,
                containers,
                agents,
                new Hints(hints.address(), hints.warnings(), hints.hostNetwork(), Optional.of(change), hints.gates()));
    }

    /** The same pod with the end of its last instance's log. */
    public ServerPod withLastLog(String log) {
        Server told = new Server(server.startedAt(), server.restarts(), server.trouble(), Optional.of(log));
        return new ServerPod(
                name,
                uid,
                ip,
                controller,
                deleting,
                ready,
                container,
                user,
                told,
                gracePeriod,
                data,
                further,
                memory,
                containers,
                agents,
                hints);
    }
}
