package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.TargetLock;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CloneForm;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.datadir.commit.FreshForm;
import io.mysqlclone.datadir.commit.InPlaceForm;
import io.mysqlclone.datadir.commit.OldData;
import io.mysqlclone.datadir.commit.Withdrawal;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.datadir.outcome.CloneOutcome.State;
import io.mysqlclone.datadir.outcome.OutcomeReader;
import io.mysqlclone.recipient.Discarded.Found;
import io.mysqlclone.recipient.DonorIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a clone has left in a directory, locked for its removal. */
public final class Leftovers implements Closeable {
    /** Notes of what is over, and the lock. */
    private static final Set<String> NOT_WORK = Set.of("complete", "cloned", "old", "old.gone", "lock");

    private final Optional<DataDirectory> directory;
    private final Optional<TargetLock> lock;
    private final Found found;

    private Leftovers(Optional<DataDirectory> directory, Optional<TargetLock> lock, Found found) {
        this.directory = directory;
        this.lock = lock;
        this.found = found;
    }

    /**
     * Looks at a directory, which need not exist, and locks it when there is something.
     *
     * @throws TargetRefusedException when another agent works on it, or mysqld is taking the clone over
     */
    public static Leftovers open(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            return new Leftovers(Optional.empty(), Optional.empty(), Found.NOTHING);
        }
        DataDirectory directory = DataDirectory.open(dataDir);
        if (!Files.isDirectory(directory.agentDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            return new Leftovers(Optional.of(directory), Optional.empty(), Found.NOTHING);
        }
        TargetLock lock = TargetLock.acquire(directory);
        try {
            return new Leftovers(Optional.of(directory), Optional.of(lock), look(directory));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static Found look(DataDirectory directory) throws IOException {
        OutcomeReader outcome = new OutcomeReader(directory.root());
        State state = outcome.read().state();
        boolean noted = Files.exists(CloneMarkers.complete(directory.root()));
        if (noted && state != State.PENDING) {
            return Found.NOTHING;
        }
        if (state == State.PENDING) {
            if (outcome.isBeingTakenOver()) {
                throw new TargetRefusedException("mysqld has begun to take over the clone in " + directory
                        + ": wait until it has, or bring the old data back by clone-agent rollback");
            }
            if (CloneMarkers.isInPlace(directory)) {
                requireStopped(directory);
                return Found.COMPLETE_IN_PLACE;
            }
            return noted || new FreshForm(directory).isCommitted() ? Found.COMPLETE_FRESH : workOf(directory);
        }
        return switch (state) {
            case RECEIVED -> Found.RECEIVED;
            case RECOVERED ->
                // Committed and taken over before that could be noted.
                Files.exists(CloneMarkers.received(directory.root())) ? Found.NOTHING : workOf(directory);
            case NONE, PENDING, ROLLED_BACK -> workOf(directory);
        };
    }

    private static void requireStopped(DataDirectory directory) throws IOException {
        if (RunningServer.on(directory)) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.SERVER_RUNNING,
                    "the clone in " + directory + " is committed, and a mysqld has the directory open: stop it, then"
                            + " discard the clone");
        }
    }

    private static Found workOf(DataDirectory directory) throws IOException {
        if (new FreshForm(directory).isCommitted()) {
            return Found.COMPLETE_FRESH;
        }
        try (Stream<Path> entries = Files.list(directory.agentDirectory())) {
            boolean work = entries.anyMatch(entry -> !NOT_WORK.contains(String.valueOf(entry.getFileName())));
            return work ? Found.UNFINISHED : Found.NOTHING;
        }
    }

    /** What there is. */
    public Found found() {
        return found;
    }

    /** The journal of an unfinished clone. */
    public Optional<Path> journal() {
        return directory.map(CloneTarget::journalFile).filter(Files::exists);
    }

    /** The {@code server_uuid} of the server whose clone it is; empty when that was not noted. */
    public Optional<String> serverUuid() {
        try {
            return (directory.isPresent() ? CloneTarget.unfinished(directory.get()) : Optional.<CloneIdentity>empty())
                    .flatMap(CloneIdentity::server)
                    .flatMap(DonorIdentity::serverUuid);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Removes it.
     *
     * @return bytes of the files that are gone
     */
    public long remove() throws IOException {
        if (directory.isEmpty()) {
            return 0;
        }
        DataDirectory target = directory.get();
        long before = bytes(target);
        switch (found) {
            case NOTHING, COMPLETE_FRESH -> {
                return 0;
            }
            case UNFINISHED, RECEIVED -> {
                CloneForm form =
                        FreshForm.hasClaimed(target) ? new FreshForm(target) : new InPlaceForm(target, List.of());
                form.abort();
                WorkFiles.remove(target, new Staging(target));
            }
            case COMPLETE_IN_PLACE -> takeBack(target);
        }
        close();
        return Math.max(0, before - bytes(target));
    }

    private static void takeBack(DataDirectory target) throws IOException {
        if (OldData.isKept(target)) {
            OldData.rollback(target);
        } else {
            new Withdrawal(target).run();
        }
        WorkFiles.remove(target, new Staging(target));
        new InPlaceForm(target, List.of()).forget();
        Files.deleteIfExists(CloneMarkers.cloned(target.root()));
        Files.deleteIfExists(CloneMarkers.complete(target.root()));
    }

    private static long bytes(DataDirectory directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory.root())) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(Leftovers::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException removedMeanwhile) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
