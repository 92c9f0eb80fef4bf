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
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.storage.journal.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The target of a clone, locked for this process, with what an earlier process left there. */
public final class CloneTarget implements Closeable {
    private static final int IDENTITY = 1;
    private final CloneRequest.Target target;
    private final DataDirectory directory;
    private final TargetLock lock;
    private final Staging staging;
    private final CloneForm form;
    private Optional<Journal> journal = Optional.empty();
    private boolean claimed;

    private CloneTarget(CloneRequest.Target target, DataDirectory directory, TargetLock lock) {
        this.target = target;
        this.directory = directory;
        this.lock = lock;
        this.staging = new Staging(directory);
        this.form = form(target, directory);
    }

    /** How the clone will take its place in the target. */
    public static CloneForm form(CloneRequest.Target target, DataDirectory directory) {
        return target.inPlace()
                ? new InPlaceForm(directory, target.oldServer().logIndexes(), target.stopEvents())
                : new FreshForm(directory, target.stopEvents());
    }

    /**
     * Checks and locks the target.
     *
     * @throws TargetRefusedException when it can't be one, or another agent works on it
     */
    public static CloneTarget open(CloneRequest.Target target) throws IOException {
        TargetRules.requireContent(target, DataDirectory.examine(target.dataDir()));
        DataDirectory directory = DataDirectory.open(target.dataDir());
        CloneTarget opened = locked(target, directory);
        try {
            opened.staging.reopen();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static CloneTarget locked(CloneRequest.Target target, DataDirectory directory) throws IOException {
        try {
            return new CloneTarget(target, directory, TargetLock.acquire(directory));
        } catch (IOException e) {
            directory.removeIfUnused();
            throw e;
        }
    }

    /** As {@link TargetRules#requireOverwritable}. */
    public void requireOverwritable() throws IOException {
        TargetRules.requireOverwritable(target, directory);
    }

    /** The data directory that is to hold the clone. */
    public DataDirectory directory() {
        return directory;
    }

    /** Where the files are until the clone is complete. */
    public Staging staging() {
        return staging;
    }

    /** How the clone takes its place. */
    public CloneForm form() {
        return form;
    }

    /** The journal of an unfinished clone into {@code directory}, whether or not there is one. */
    static Path journalFile(DataDirectory directory) {
        return directory.agentDirectory().resolve("journal");
    }

    /** Where a complete clone is noted until mysqld has started on it. */
    static Path completion(DataDirectory directory) {
        return CloneMarkers.complete(directory.root());
    }

    /** Whether an earlier process has completed a clone here, whatever became of it since. */
    public boolean isNotedComplete() {
        return Files.exists(completion());
    }

    /** The journal of an unfinished clone, whether or not there is one. */
    public Path journalFile() {
        return journalFile(directory);
    }

    /** Where a complete clone is noted until mysqld has started on it. */
    Path completion() {
        return completion(directory);
    }

    /** What the unfinished clone in the target was to be, when there is one. */
    public Optional<CloneIdentity> unfinished() throws IOException {
        return unfinished(directory);
    }

    /**
     * As {@link #unfinished()}, of a target that is only looked at.
     *
     * @throws IOException also when another version of this program began it
     */
    public static Optional<CloneIdentity> unfinished(DataDirectory directory) throws IOException {
        if (!Files.exists(journalFile(directory))) {
            return Optional.empty();
        }
        var identity = new AtomicReference<Optional<CloneIdentity>>(Optional.empty());
        Journal.replay(journalFile(directory), (type, payload) -> {
            if (type == IDENTITY) {
                identity.set(Optional.of(CloneIdentity.decode(payload)));
            }
        });
        return identity.get();
    }

    /** Whether a snapshot has begun of which there may be something to continue. */
    public boolean holdsSnapshot() throws IOException {
        if (!Files.exists(journalFile())) {
            return false;
        }
        var records = new AtomicInteger();
        Journal.replay(
                journalFile(),
                (type, payload) -> records.addAndGet(type == IDENTITY || type == EnginePlaces.ENGINES ? 0 : 1));
        return records.get() > 0;
    }

    /** What this clone is to be: a journal of anything else is of no use to it. */
    public CloneIdentity identity(String donor) {
        return CloneIdentity.of(target, donor);
    }

    /** A clone that was received here and is not committed. */
    public Optional<Received> received() throws IOException {
        return ReceivedNote.read(directory);
    }

    /** What puts a received clone in place. */
    public CloneCommit commitOf(Received received) {
        return new CloneCommit(
                directory,
                staging,
                received,
                target.overwrite(),
                target.oldServer(),
                received.stopEvents() || target.stopEvents());
    }

    /** Notes that the clone is received: from here on nothing but its commit is missing, and no failure removes it. */
    public void note(Received received) throws IOException {
        closeJournal();
        new ReceivedNote(directory).write(received);
    }

    /** Claims the target for a clone, a new one or the one that is there. */
    private void claim() throws IOException {
        form.begin();
        claimed = true;
        staging.create();
    }

    /** Goes on with the journal that is there. */
    public Journal continueJournal() throws IOException {
        claim();
        return openJournal();
    }

    private Journal openJournal() throws IOException {
        Journal opened = Journal.open(journalFile());
        journal = Optional.of(opened);
        return opened;
    }

    /** Removes what is left of an earlier clone and starts a journal. */
    public Journal startJournal(String donor) throws IOException {
        closeJournal();
        TargetRules.requireNoOldData(directory);
        WorkFiles.remove(directory, staging);
        if (isNotedComplete()) {
            OldData.finish(directory);
            // What became of the earlier one is settled, and mysqld's own files tell of it too.
            form.forget();
            Files.deleteIfExists(CloneMarkers.cloned(directory.root()));
            Files.deleteIfExists(completion());
        }
        claim();
        Journal opened = openJournal();
        opened.append(IDENTITY, identity(donor).encode());
        opened.force();
        return opened;
    }

    /** Adds to the journal which server the donor is. */
    public void noteServer(CloneIdentity identity) throws IOException {
        if (journal.isPresent()) {
            journal.get().append(IDENTITY, identity.encode());
            journal.get().force();
        }
    }

    /** After the commit: only the note of completion stays. Can be repeated when it was cut off. */
    public void removeWorkFiles() throws IOException {
        closeJournal();
        WorkFiles.remove(directory, staging);
        form.forget();
    }

    /**
     * Leaves the target as it was before this process took it; what it has not claimed stays. The lock is held until all
     * is gone.
     */
    public void abort() throws IOException {
        closeJournal();
        if (claimed) {
            form.abort();
            WorkFiles.remove(directory, staging);
        }
        lock.close();
    }

    private void closeJournal() throws IOException {
        if (journal.isPresent()) {
            journal.get().close();
            journal = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        closeJournal();
        staging.close();
        lock.close();
        directory.removeIfUnused();
    }
}
