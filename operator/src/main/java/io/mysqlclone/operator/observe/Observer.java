package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Reads the world for one clone. */
public final class Observer {

    private final RecipientObserver recipients;
    private final RunObserver runs;
    private final Clock clock;

    /** An observer that reads through these. */
    public Observer(RecipientObserver recipients, RunObserver runs, Clock clock) {
        this.recipients = recipients;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * The world as it is now.
     *
     * @param all the clones of all namespaces that are watched, this one among them
     * @param pods those that were made for this clone's agents, as they were a moment ago
     */
    public Observation observe(MySQLClone clone, Stream<MySQLClone> all, Collection<Pod> pods) {
        RecipientObserver.Sighting recipient = recipients.observe(clone);
        List<AgentRun> known = runs.all(clone, recipient.pod(), pods).stream()
                .map(run -> Places.told(run, recipient.state()))
                .toList();
        Instant now = clock.instant();
        return new Observation(
                        recipient.state(),
                        known,
                        Rivals.of(clone, all, now),
                        recipients.isMade(clone, recipient.state()),
                        now)
                .remembering(clone.reported().map(MySQLCloneStatus::lastEnd));
    }

    /** What the time is. */
    public Instant now() {
        return clock.instant();
    }

    /** Whether another one of these clones has that server now. */
    public boolean hasAnother(MySQLClone clone, Stream<MySQLClone> all, ProbedServer server) {
        return Rivals.hasAnother(clone, all, server, now());
    }
}
