package io.mysqlclone.donor.session;

import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorProgress;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.mysql.accept.ServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The clone of one recipient: a snapshot of each engine, in the order of its locators, and the round that is running. */
final class HostedClone {
    private final int number;
    private final String host;
    private final List<DonorSnapshot> snapshots;
    private final int maxTasks;
    private final long begun = System.nanoTime();
    private final Rate rate = new Rate();
    /** One recipient at a time comes back. */
    private final ReentrantLock comingBack = new ReentrantLock();

    private Optional<Round> round = Optional.empty();
    private Optional<DonorException> failure = Optional.empty();
    private RecipientProgress.State state = RecipientProgress.State.BEGUN;
    private long stateSince = System.nanoTime();
    private long sentBefore;
    private boolean ended;

    /**
     * A clone whose snapshots have begun.
     *
     * @param number counted from 1
     * @param maxTasks data connections at once, the master's among them
     */
    HostedClone(int number, String host, List<DonorSnapshot> snapshots, int maxTasks) {
        this.number = number;
        this.host = host;
        this.snapshots = List.copyOf(snapshots);
        this.maxTasks = maxTasks;
    }

    int number() {
        return number;
    }

    String host() {
        return host;
    }

    /** The names of the clone for {@code COM_RES_LOCS}. */
    List<EngineLocator> locators() {
        return snapshots.stream().map(DonorSnapshot::locator).toList();
    }

    /** Whether a recipient's locators mean this clone: one for each engine, in their order. */
    boolean isNamedBy(List<EngineLocator> locators) {
        if (locators.size() != snapshots.size()) {
            return false;
        }
        for (int i = 0; i < locators.size(); i++) {
            if (!snapshots.get(i).names(locators.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The snapshot that a locator of {@code COM_ACK} means. */
    Optional<DonorSnapshot> snapshot(EngineLocator locator) {
        return snapshots.stream().filter(snapshot -> snapshot.names(locator)).findFirst();
    }

    /** The first round, whose data {@code master} will ask for. */
    synchronized Round open(ServerConnection master) throws DonorException {
        return begin(master);
    }

    private Round begin(ServerConnection master) throws DonorException {
        if (ended) {
            throw unknown();
        }
        List<DonorTask> masters = new ArrayList<>();
        for (DonorSnapshot snapshot : snapshots) {
            masters.add(snapshot.openMaster());
        }
        Round next = new Round(this, master, masters, snapshots, maxTasks);
        round = Optional.of(next);
        return next;
    }

    /** What a clone's next round is, and how engines name where they are. */
    record Resumed(Round round, List<EngineLocator> locators) {}

    /**
     * A new round for a recipient that has come back, which proves that the connections of the round before are gone.
     *
     * @throws DonorException when the clone can't be gone on with
     */
    Resumed resume(List<EngineLocator> recipient, ServerConnection master)
            throws DonorException, MalformedMessageException, InterruptedException {
        comingBack.lock();
        try {
            Optional<Round> before;
            synchronized (this) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                before = round;
            }
            before.ifPresent(Round::abandon);
            List<EngineLocator> answers = new ArrayList<>();
            for (int i = 0; i < snapshots.size(); i++) {
                answers.add(snapshots.get(i).resume(recipient.get(i)));
            }
            synchronized (this) {
                before.ifPresent(old -> sentBefore += old.bytesSent());
                return new Resumed(begin(master), answers);
            }
        } finally {
            comingBack.unlock();
        }
    }

    /** The first engine is complete: the others stop where it has. */
    void setLogStop() {
        snapshots
                .getFirst()
                .logStop()
                .ifPresent(stop -> snapshots.stream().skip(1).forEach(snapshot -> snapshot.setLogStop(stop)));
    }

    /** The round that workers can join. */
    synchronized Optional<Round> round() {
        return round.filter(now -> !now.isOver());
    }

    /** Data is asked for. */
    synchronized void running() {
        enter(RecipientProgress.State.RUNNING);
    }

    /**
     * A round is over before its end.
     *
     * @return whether this is news: it was the current one, and nobody has said so before
     */
    synchronized boolean interrupted(Round lost) {
        if (ended
                || state == RecipientProgress.State.IDLE
                || round.filter(now -> now == lost).isEmpty()) {
            return false;
        }
        enter(RecipientProgress.State.IDLE);
        return true;
    }

    private void enter(RecipientProgress.State next) {
        state = next;
        stateSince = System.nanoTime();
    }

    /** How long nothing has happened that must: the recipient has not come back, or has not asked for data. */
    synchronized Duration waiting() {
        return state == RecipientProgress.State.RUNNING
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - stateSince);
    }

    /** Whether no recipient has asked for its data yet. */
    synchronized boolean hasGivenNothing() {
        return state == RecipientProgress.State.BEGUN;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized boolean isIdle() {
        return state == RecipientProgress.State.IDLE;
    }

    /** The clone can't go on, now or later: each of its tasks and whoever resumes it is told so. */
    void fail(DonorException cause) {
        synchronized (this) {
            if (failure.isEmpty()) {
                failure = Optional.of(cause);
            }
        }
        snapshots.forEach(snapshot -> snapshot.recipientFailed(cause.error()));
    }

    /** Why the clone can't go on, if it can't. */
    synchronized Optional<DonorException> failure() {
        return failure;
    }

    /**
     * Lets go of everything; whoever still is at work on it ends.
     *
     * @return false when it had ended already
     */
    boolean end() {
        Optional<Round> last;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            last = round;
        }
        snapshots.forEach(DonorSnapshot::close);
        last.ifPresent(Round::abandon);
        return true;
    }

    static DonorException unknown() {
        return new DonorException(DonorException.INTERNAL, "Innodb Clone Restart could not find existing clone");
    }

    /** Bytes of data that were given. */
    long dataBytes() {
        return snapshots.stream()
                .map(DonorSnapshot::progress)
                .mapToLong(DonorProgress::bytes)
                .sum();
    }

    /** How far it is. */
    RecipientProgress progress() {
        List<DonorProgress> engines =
                snapshots.stream().map(DonorSnapshot::progress).toList();
        long bytes = engines.stream().mapToLong(DonorProgress::bytes).sum();
        DonorProgress current = engines.stream()
                .filter(engine -> !engine.complete())
                .findFirst()
                .orElse(engines.getLast());
        long now = System.nanoTime();
        synchronized (this) {
            return new RecipientProgress(
                    number,
                    host,
                    state,
                    current.stage(),
                    round.map(Round::connections).orElse(0),
                    bytes,
                    engines.stream().mapToLong(DonorProgress::totalEstimate).sum(),
                    sentBefore + round.map(Round::bytesSent).orElse(0L),
                    rate.of(bytes, now),
                    Duration.ofNanos(now - begun));
        }
    }
}
