package io.mysqlclone.operator.observe.schedule;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.operator.observe.ClaimUsers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/** Reads the world for one MySQLCloneSchedule. */
public final class ScheduleObserver {

    private static final Duration FRESH = Duration.ofSeconds(10);

    /** By the clock of the API server, whatever that of an operator said. */
    private static final Comparator<MySQLClone> NEWEST_FIRST = Comparator.comparing(
                    (MySQLClone clone) -> clone.getMetadata().getCreationTimestamp())
            .thenComparing(clone -> clone.getMetadata().getName())
            .reversed();

    private final KubernetesClient client;
    private final ClaimUsers users;
    private final Clock clock;

    /** An observer that reads through {@code client}. */
    public ScheduleObserver(KubernetesClient client, Clock clock) {
        this.client = client;
        this.users = new ClaimUsers(client, FRESH);
        this.clock = clock;
    }

    /**
     * The world as it was a moment ago.
     *
     * @param clones those that the schedule has made, as they are watched
     */
    public ScheduleObservation observe(MySQLCloneSchedule schedule, Collection<MySQLClone> clones) {
        String namespace = schedule.getMetadata().getNamespace();
        return new ScheduleObservation(
                clones.stream().sorted(NEWEST_FIRST).toList(),
                claim -> users.podOn(namespace, claim)
                        .map(pod -> pod.getMetadata().getName()),
                clock.instant());
    }

    /** The world as it is now: what is watched comes late, and something is about to be made or deleted. */
    public ScheduleObservation observeNow(MySQLCloneSchedule schedule) {
        return observe(
                schedule,
                client.resources(MySQLClone.class)
                        .inNamespace(schedule.getMetadata().getNamespace())
                        .withLabel(
                                MySQLCloneSchedule.LABEL, schedule.getMetadata().getName())
                        .list()
                        .getItems());
    }
}
