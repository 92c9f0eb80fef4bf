package io.mysqlclone.operator.decide;

import io.mysqlclone.operator.observe.DataVolume;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pods with mysqld. */
final class Pods {

    private static final DataVolume DATA = new DataVolume("data", "data-db-1", "/var/lib/mysql", "/var/lib/mysql");
    private static final ServerPod.User USER = new ServerPod.User(Optional.of(999L), Optional.empty());

    private Pods() {}

    /** The pod that ran before anything happened, of a StatefulSet. */
    static ServerPod serving() {
        return pod("u1", Optional.of("StatefulSet/db"), false, true, started(Duration.ofDays(1), 0));
    }

    /** The same, of nobody. */
    static ServerPod withoutOwner() {
        return pod("u1", Optional.empty(), false, true, started(Duration.ofDays(1), 0));
    }

    /** Without an owner, whose mysqld was started again by hand. */
    static ServerPod restartedByHand() {
        return pod("u1", Optional.empty(), false, true, started(Duration.ofSeconds(1), 1));
    }

    /** The one that ran before, which is going. */
    static ServerPod terminating() {
        return pod("u1", Optional.of("StatefulSet/db"), true, false, started(Duration.ofDays(1), 0));
    }

    /** What the owner made in its place, serving already. */
    static ServerPod madeAgain() {
        return pod("u2", Optional.of("StatefulSet/db"), false, true, started(Duration.ofSeconds(3), 0));
    }

    /** What the owner made in its place, whose probes do not succeed. */
    static ServerPod notReady() {
        return pod("u2", Optional.of("StatefulSet/db"), false, false, started(Duration.ofSeconds(3), 0));
    }

    /** The same, for a long time. */
    static ServerPod notReadyForLong() {
        return pod("u2", Optional.of("StatefulSet/db"), false, false, started(Duration.ofHours(2), 0));
    }

    /** What the owner made in its place, whose containers are not there yet. */
    static ServerPod starting() {
        return pod(
                "u2",
                Optional.of("StatefulSet/db"),
                false,
                false,
                new ServerPod.Server(Optional.empty(), 0, Optional.empty(), Optional.empty()));
    }

    /** What the owner made in its place: its containers are ready, and it lacks these readiness gates. */
    static ServerPod waitingFor(String... gates) {
        ServerPod pod = notReady();
        return new ServerPod(
                pod.name(),
                pod.uid(),
                pod.ip(),
                pod.controller(),
                pod.deleting(),
                pod.ready(),
                pod.container(),
                pod.user(),
                pod.server(),
                pod.gracePeriod(),
                pod.data(),
                pod.further(),
                pod.memory(),
                pod.containers(),
                pod.agents(),
                new ServerPod.Hints(Optional.empty(), List.of(), false, Optional.empty(), List.of(gates)));
    }

    /** What the owner made in its place, whose mysqld does not stay. */
    static ServerPod crashing(String log) {
        return pod(
                "u2",
                Optional.of("StatefulSet/db"),
                false,
                false,
                new ServerPod.Server(Optional.empty(), 3, Optional.of("CrashLoopBackOff"), Optional.of(log)));
    }

    /** What the owner made in its place, whose mysqld has ended once. */
    static ServerPod crashedOnce(String log) {
        return pod(
                "u2",
                Optional.of("StatefulSet/db"),
                false,
                false,
                new ServerPod.Server(Optional.empty(), 1, Optional.of("CrashLoopBackOff"), Optional.of(log)));
    }

    /** The pod that ran before anything happened, with so many containers of agents. */
    static ServerPod crowded(int agents) {
        return pod(serving(), agents);
    }

    /** The pod that ran before anything happened, with this use of 1 GiB of memory. */
    static ServerPod using(Optional<Long> bytes) {
        ServerPod pod = serving();
        return new ServerPod(
                pod.name(),
                pod.uid(),
                pod.ip(),
                pod.controller(),
                pod.deleting(),
                pod.ready(),
                pod.container(),
                pod.user(),
                pod.server(),
                pod.gracePeriod(),
                pod.data(),
                pod.further(),
                Optional.of(new ServerPod.Memory(1L << 30, bytes)),
                1,
                0);
    }

    /** What the owner made in its place, likewise. */
    static ServerPod madeAgainCrowded(int agents) {
        return pod(madeAgain(), agents);
    }

    private static ServerPod pod(ServerPod pod, int agents) {
        return new ServerPod(
                pod.name(),
                pod.uid(),
                pod.ip(),
                pod.controller(),
                pod.deleting(),
                pod.ready(),
                pod.container(),
                pod.user(),
                pod.server(),
                pod.gracePeriod(),
                pod.data(),
                pod.further(),
                pod.memory(),
                1 + agents,
                agents);
    }

    private static ServerPod.Server started(Duration ago, int restarts) {
        return new ServerPod.Server(Optional.of(Scene.NOW.minus(ago)), restarts, Optional.empty(), Optional.empty());
    }

    private static ServerPod pod(
            String uid, Optional<String> owner, boolean deleting, boolean ready, ServerPod.Server server) {
        return new ServerPod(
                "db-1",
                uid,
                Optional.of("10.0.0.7"),
                owner,
                deleting,
                ready,
                "mysql",
                USER,
                server,
                Duration.ofSeconds(30),
                DATA,
                List.of(),
                Optional.empty(),
                1,
                0);
    }
}
