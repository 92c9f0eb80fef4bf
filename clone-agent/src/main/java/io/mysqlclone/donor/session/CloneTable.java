package io.mysqlclone.donor.session;

import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.donor.DonorListener;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The clones of all recipients, and the engines that give them. Thread safe. */
public final class CloneTable {
    private final List<DonorEngine> engines;
    private final int maxClones;
    private final int maxTasks;
    private final DonorListener listener;
    private final List<HostedClone> clones = new ArrayList<>();
    /** Clones whose snapshots are being made. */
    private int beginning;

    private int lastNumber;
    private int completed;
    private int failed;

    /**
     * A table without clones.
     *
     * @param engines in the order of locators
     * @param maxClones clones at once; those that wait for their recipient give way to new ones
     * @param maxTasks data connections of one clone, the master's among them
     */
    public CloneTable(List<DonorEngine> engines, int maxClones, int maxTasks, DonorListener listener) {
        this.engines = List.copyOf(engines);
        this.maxClones = maxClones;
        this.maxTasks = maxTasks;
        this.listener = listener;
    }

    /**
     * Begins a clone with the engines that both sides know.
     *
     * @param wanted the recipient's engines; none stands for all there are
     */
    HostedClone begin(List<EngineLocator> wanted, String host)
            throws DonorException, MalformedMessageException, InterruptedException {
        int number = reserve();
        List<DonorSnapshot> snapshots = new ArrayList<>();
        boolean begun = false;
        try {
            for (DonorEngine engine : engines) {
                Optional<EngineLocator> version = version(engine, wanted);
                if (version.isPresent()) {
                    snapshots.add(engine.begin(version.get()));
                }
            }
            if (snapshots.isEmpty()) {
                throw new MalformedMessageException(
                        "COM_INIT", "engine type", wanted.getFirst().engineType(), "one that this donor has");
            }
            HostedClone clone = new HostedClone(number, host, snapshots, maxTasks);
            synchronized (this) {
                clones.add(clone);
            }
            begun = true;
            return clone;
        } finally {
            synchronized (this) {
                beginning--;
            }
            if (!begun) {
                snapshots.forEach(DonorSnapshot::close);
            }
        }
    }

    /**
     * The clone that a recipient comes back to. It may have begun in an earlier process of this donor, as far as the engines
     * can go on with it.
     */
    Optional<HostedClone> comeBack(List<EngineLocator> locators, String host)
            throws DonorException, MalformedMessageException {
        Optional<HostedClone> here = find(locators);
        return here.isPresent() || locators.isEmpty() ? here : revive(locators, host);
    }

    private Optional<HostedClone> revive(List<EngineLocator> locators, String host)
            throws DonorException, MalformedMessageException {
        List<DonorSnapshot> snapshots = new ArrayList<>();
        boolean revived = false;
        try {
            for (EngineLocator locator : locators) {
                Optional<DonorEngine> engine = engines.stream()
                        .filter(candidate -> candidate.type() == locator.engineType())
                        .findFirst();
                Optional<DonorSnapshot> snapshot =
                        engine.isPresent() ? engine.get().find(locator) : Optional.empty();
                if (snapshot.isEmpty()) {
                    return Optional.empty();
                }
                snapshots.add(snapshot.get());
            }
            HostedClone clone = new HostedClone(reserve(), host, snapshots, maxTasks);
            synchronized (this) {
                beginning--;
                clones.add(clone);
            }
            revived = true;
            return Optional.of(clone);
        } finally {
            if (!revived) {
                snapshots.forEach(DonorSnapshot::close);
            }
        }
    }

    /** The names of engines that a recipient which names {@code wanted} does without. */
    List<String> leftOut(List<EngineLocator> wanted) {
        return engines.stream()
                .filter(engine -> version(engine, wanted).isEmpty())
                .map(DonorEngine::name)
                .toList();
    }

    private static Optional<EngineLocator> version(DonorEngine engine, List<EngineLocator> wanted) {
        return wanted.isEmpty()
                ? Optional.of(new EngineLocator(engine.type(), Bytes.EMPTY))
                : wanted.stream()
                        .filter(locator -> locator.engineType() == engine.type())
                        .findFirst();
    }

    /** Room for one clone more, for which the one that has waited longest for its recipient may have to go. */
    private int reserve() throws DonorException {
        Optional<HostedClone> evicted = Optional.empty();
        int number;
        synchronized (this) {
            if (clones.size() + beginning >= maxClones) {
                evicted = clones.stream().filter(HostedClone::isIdle).max(Comparator.comparing(HostedClone::waiting));
                if (evicted.isEmpty()) {
                    throw new DonorException(
                            DonorException.TOO_MANY,
                            "Too many concurrent clone operations. Maximum allowed - " + maxClones + ".");
                }
                clones.remove(evicted.get());
            }
            beginning++;
            number = ++lastNumber;
        }
        evicted.ifPresent(clone -> end(clone, "it waited for its recipient when another one came"));
        return number;
    }

    /** The clone that a recipient's locators name. */
    synchronized Optional<HostedClone> find(List<EngineLocator> locators) {
        return clones.stream().filter(clone -> clone.isNamedBy(locators)).findFirst();
    }

    /** A clone, and the engine of it, that one locator names. */
    record Acknowledged(HostedClone hosted, DonorSnapshot snapshot) {}

    /** What the locator of {@code COM_ACK} names. */
    synchronized Optional<Acknowledged> find(EngineLocator locator) {
        for (HostedClone clone : clones) {
            Optional<DonorSnapshot> snapshot = clone.snapshot(locator);
            if (snapshot.isPresent()) {
                return Optional.of(new Acknowledged(clone, snapshot.get()));
            }
        }
        return Optional.empty();
    }

    /** The recipient has everything and has said so. */
    void complete(HostedClone clone) {
        synchronized (this) {
            clones.remove(clone);
        }
        long bytes = clone.dataBytes();
        if (clone.end()) {
            synchronized (this) {
                completed++;
            }
            listener.onEvent(new DonorEvent.Completed(clone.number(), clone.host(), bytes));
        }
    }

    /** A clone is over without having been completed. */
    void end(HostedClone clone, String reason) {
        synchronized (this) {
            clones.remove(clone);
        }
        if (clone.end()) {
            synchronized (this) {
                failed++;
            }
            listener.onEvent(new DonorEvent.Failed(clone.number(), clone.host(), reason));
        }
    }

    /** A round of a clone is over before its end; the clone waits for its recipient. */
    void interrupted(Round round, String reason) {
        round.abandon();
        HostedClone clone = round.hosted();
        if (clone.interrupted(round)) {
            listener.onEvent(new DonorEvent.Interrupted(clone.number(), clone.host(), reason));
        }
    }

    void tell(DonorEvent event) {
        listener.onEvent(event);
    }

    /** Ends the clones that have waited for their recipients longer than {@code limit}. */
    public void expire(Duration limit) {
        List<HostedClone> late;
        synchronized (this) {
            late = clones.stream()
                    .filter(clone -> clone.waiting().compareTo(limit) > 0)
                    .toList();
        }
        late.forEach(clone -> end(clone, "its recipient did not come back within " + limit.toSeconds() + " s"));
    }

    /** Ends all clones. */
    public void close() {
        List<HostedClone> all;
        synchronized (this) {
            all = List.copyOf(clones);
        }
        all.forEach(clone -> end(clone, "the donor was stopped"));
    }

    /** How far each recipient is, in the order of their coming. */
    public List<RecipientProgress> progress() {
        List<HostedClone> all;
        synchronized (this) {
            all = List.copyOf(clones);
        }
        return all.stream().map(HostedClone::progress).toList();
    }

    /** Clones that their recipients have completed. */
    public synchronized int completed() {
        return completed;
    }

    /** Clones that ended otherwise. */
    public synchronized int failed() {
        return failed;
    }
}
