package io.mysqlclone.recipient.target;

import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.Staging;
import io.mysqlclone.storage.TargetLock;
import io.mysqlclone.storage.TargetRefusedException;
import io.mysqlclone.storage.form.CloneForm;
import io.mysqlclone.storage.form.CloneMarkers;
import io.mysqlclone.storage.form.FreshForm;
import io.mysqlclone.storage.form.InPlaceForm;
import io.mysqlclone.storage.form.OldData;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.storage.live.UserData;
import io.mysqlclone.storage.outcome.CloneOutcome;
import io.mysqlclone.storage.outcome.OutcomeReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The target of a clone, locked for this process, with what an earlier process left there. */
public final class CloneTarget implements Closeable {
    private static final int IDENTITY = 1;
    private static final String SYSTEM_TABLESPACE = "ibdata1";

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
                ? new InPlaceForm(directory, target.oldServer().logIndexes())
                : new FreshForm(directory);
    }

    /**
     * Checks and locks the target.
     *
     * @throws TargetRefusedException when it can't be one, or another agent works on it
     */
    public static CloneTarget open(CloneRequest.Target target) throws IOException {
        requireContent(target, DataDirectory.examine(target.dataDir()));
        DataDirectory directory = DataDirectory.open(target.dataDir());
        CloneTarget opened = new CloneTarget(target, directory, TargetLock.acquire(directory));
        try {
            opened.staging.reopen();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Tells whether the directory holds what this kind of clone needs: nothing, an earlier clone, or a server's data; and
     * whether external tablespaces may go where they are relocated to.
     *
     * @throws TargetRefusedException when it does not
     */
    public static void requireContent(CloneRequest.Target target, DataDirectory directory) throws IOException {
        if (target.inPlace() && !Files.isRegularFile(target.dataDir().resolve(SYSTEM_TABLESPACE))) {
            throw new TargetRefusedException(target.dataDir()
                    + " holds no MySQL data (no ibdata1), so there is nothing to clone in place; leave out --in-place"
                    + " for a fresh directory");
        }
        if (Files.exists(CloneMarkers.rollback(directory.root()))) {
            throw new TargetRefusedException(directory.root()
                    + " is on its way back to the data from before its last clone: run clone-agent rollback again, and clone"
                    + " then");
        }
        boolean ours =
                Files.exists(completion(directory)) ? isUnconsumed(directory) : Files.exists(journalFile(directory));
        if (!target.inPlace() && !ours && !directory.isEmpty()) {
            List<String> contents = directory.contents();
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NOT_EMPTY,
                    directory.root() + " is not empty (it holds "
                            + String.join(", ", contents.subList(0, Math.min(3, contents.size())))
                            + (contents.size() > 3 ? " and " + (contents.size() - 3) + " more" : "")
                            + "); give an empty directory, or --in-place to replace the server's data in it (1086"
                            + " ER_FILE_EXISTS_ERROR)");
        }
        for (CloneRequest.Relocation relocation : target.relocations()) {
            checkRelocation(relocation, directory);
        }
    }

    /**
     * Tells whether a clone into a directory would be one in place: as the one that was begun or completed there, or else
     * because a server's data is there.
     */
    public static boolean replacesServer(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            return false;
        }
        DataDirectory directory = DataDirectory.examine(dataDir);
        Optional<CloneIdentity> unfinished = unfinished(directory);
        if (unfinished.isPresent()) {
            return unfinished.get().inPlace();
        }
        return isUnconsumed(directory)
                ? CloneMarkers.isInPlace(directory)
                : Files.isRegularFile(dataDir.resolve(SYSTEM_TABLESPACE));
    }

    /** mysqld refuses general tablespaces in subdirectories of its data directory (MY-012213). */
    private static void checkRelocation(CloneRequest.Relocation relocation, DataDirectory directory)
            throws IOException {
        Path to = relocation.to().toAbsolutePath().normalize();
        Path real = Files.exists(to) ? to.toRealPath() : to;
        if (real.startsWith(directory.root()) && !real.equals(directory.root())) {
            throw new TargetRefusedException(
                    "--relocate " + relocation.from() + "=" + relocation.to() + " leads into a subdirectory of the data"
                            + " directory, where mysqld opens no general tablespace; give a directory outside of it, or "
                            + directory.root() + " itself");
        }
    }

    /**
     * Tells whether all is known that this clone would replace, and whether it may be replaced.
     *
     * @throws TargetRefusedException NOT_EMPTY when it is a user's and may not; as {@link OldServerCheck}
     */
    public static void requireOverwritable(CloneRequest.Target target, DataDirectory directory) throws IOException {
        OldServerCheck.requireKnownFiles(target, directory);
        OldServerCheck.requireSeemsBehind(target, directory, Optional.empty());
        if (!target.inPlace() || target.overwrite() != CloneRequest.Overwrite.NEVER) {
            return;
        }
        UserData found = UserData.of(directory, target.oldServer().logIndexes());
        if (!found.isEmpty()) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NOT_EMPTY,
                    "the server on " + directory.root() + " holds user data (" + found.description()
                            + "), which --overwrite never protects; clone onto an empty server, or give --overwrite"
                            + " always to replace it");
        }
    }

    /** As {@link #requireOverwritable(CloneRequest.Target, DataDirectory)}. */
    public void requireOverwritable() throws IOException {
        requireOverwritable(target, directory);
    }

    /**
     * Tells whether data from before an earlier clone is in the way, which a server may still have to go back to.
     *
     * @throws TargetRefusedException when it is
     */
    public static void requireNoOldData(DataDirectory directory) throws IOException {
        if (KeptData.isKeptIn(directory) && !hasGoneBack(directory)) {
            throw new TargetRefusedException(directory.root()
                    + " keeps the data from before its last clone: let it go by clone-agent finish when the server is to"
                    + " stay on that clone, or bring it back by clone-agent rollback, and clone then");
        }
    }

    /** mysqld itself has gone back to the old data: then it is not kept for anybody. */
    private static boolean hasGoneBack(DataDirectory directory) throws IOException {
        return new OutcomeReader(directory.root()).read().state() == CloneOutcome.State.ROLLED_BACK;
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

    /** Whether a complete clone lies there that no mysqld has started on: it removes {@code #status_fix} then. */
    private static boolean isUnconsumed(DataDirectory directory) {
        return Files.exists(directory.cloneDirectory().resolve("#status_fix"));
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
        Journal.replay(journalFile(), (type, payload) -> records.addAndGet(type == IDENTITY ? 0 : 1));
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
        return new CloneCommit(directory, staging, received, target.overwrite(), target.oldServer());
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
        requireNoOldData(directory);
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

    /** What writes to the target, in the way that its file system is able to. */
    public BlockSinks sinks() throws IOException {
        return BlockSinks.probe(directory.agentDirectory());
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
    }
}
