package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.snapshot.Unrecorded;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.storage.RecordLog;
import io.mysqlclone.storage.StorageException;
import io.mysqlclone.storage.UnsyncedFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes what has arrived durable and then says so in the journal, never the other way round. A thread of its own does
 * it every {@link #INTERVAL_BYTES}, beside the tasks, which never wait for it.
 *
 * <p>The first failure of the disk is the last thing that happens: whoever finds it tells {@link #failed}, and from then
 * on nothing is recorded, neither what was taken from the snapshot for the attempt that failed nor anything after it. A
 * second fsync of the same data would succeed without having written it.
 */
final class Durability implements Closeable {
    /** A process that is killed receives at most about twice this again. */
    static final long INTERVAL_BYTES = 24L << 20;

    /** With so many descriptors open what has arrived is recorded, however little it is. */
    private static final int MANY_FILES = 256;

    /** With so many the tasks wait for it: a process may have no more than 1024 descriptors. */
    private static final int TOO_MANY_FILES = 512;

    private static final long POLL_NANOS = 50_000_000;

    private final Snapshot snapshot;
    private final SuspectPages suspects;
    private final StagedFiles files;
    private final RecordLog journal;
    private final Consumer<Throwable> onFailure;
    private final UnsyncedFiles unsynced = new UnsyncedFiles();
    private final ReentrantLock journalLock = new ReentrantLock();
    private final AtomicLong bytesSince = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /** @param onFailure is told of the first failure, in the thread that meets it, which may hold locks of this object */
    Durability(
            Snapshot snapshot,
            SuspectPages suspects,
            StagedFiles files,
            RecordLog journal,
            Consumer<Throwable> onFailure) {
        this.snapshot = snapshot;
        this.suspects = suspects;
        this.files = files;
        this.journal = journal;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().name("clone-durability").daemon().start(this::run);
    }

    /** {@code file} is going to be written, until {@link #closed}. */
    void opened(Path file) throws EngineException {
        int count = unsynced.count();
        if (count >= TOO_MANY_FILES) {
            record();
        } else if (count == MANY_FILES) {
            LockSupport.unpark(thread);
        }
        try {
            unsynced.writing(file);
        } catch (StorageException e) {
            throw failed(EngineException.local("a cloned file can't be opened", e));
        }
    }

    /** One that had {@link #opened} the file writes it no more. */
    void closed(Path file) {
        unsynced.written(file);
    }

    /** {@code bytes} more were written. */
    void written(long bytes) throws EngineException {
        bytesSince.addAndGet(bytes);
        check();
    }

    /**
     * A file of the clone could not be written: nothing is recorded any more, and the round ends.
     *
     * @return {@code cause}, to be thrown
     */
    <T extends Throwable> T failed(T cause) {
        if (failure.compareAndSet(null, cause)) {
            onFailure.accept(cause);
        }
        return cause;
    }

    /** @throws EngineException when the disk has failed, whoever met it */
    void check() throws EngineException {
        switch (failure.get()) {
            case null -> {}
            case EngineException e -> throw e.copy();
            case Throwable bug -> throw new IllegalStateException("what arrives can't be recorded any more", bug);
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (bytesSince.get() >= INTERVAL_BYTES || unsynced.count() >= MANY_FILES) {
                    record();
                } else {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        } catch (Throwable e) {
            // What fails here fails beside the tasks, which would go on without ever being recorded.
            var _ = failed(e);
        }
    }

    /** Makes everything durable that is stored now, and records it. */
    void record() throws EngineException {
        inJournal(this::appendProgress);
    }

    private interface Entry {
        void write() throws EngineException, StorageException;
    }

    /** Writes to the journal, durably. What fails here is the local disk, which must not pass for a lost network. */
    private void inJournal(Entry entry) throws EngineException {
        journalLock.lock();
        try {
            check();
            entry.write();
            journal.force();
            check();
        } catch (StorageException e) {
            throw failed(EngineException.local("the journal can't be written", e));
        } finally {
            journalLock.unlock();
        }
    }

    /** Records that the current state lacks nothing. */
    void recordCompleteState() throws EngineException {
        inJournal(() -> {
            appendProgress();
            journal.append(SnapshotRecords.COMPLETE, SnapshotRecords.complete(snapshot.state()));
        });
        snapshot.stateCompleted();
    }

    /** Enters a state in the model and in the journal. */
    void enter(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        inJournal(() -> {
            appendProgress();
            snapshot.enter(start, updates);
            for (ByteBuffer records : SnapshotRecords.files(updates)) {
                journal.append(SnapshotRecords.FILES, records);
            }
            journal.append(SnapshotRecords.ENTER, SnapshotRecords.enter(start));
        });
    }

    /** Leaves a state whose list of files did not arrive as a whole, in the model and in the journal. */
    void rewindIncompleteList() throws EngineException {
        if (snapshot.rewindIncompleteList()) {
            inJournal(() -> journal.append(SnapshotRecords.REWIND, SnapshotRecords.rewind()));
        }
    }

    private void appendProgress() throws EngineException, StorageException {
        bytesSince.set(0);
        unsynced.markIdle();
        Unrecorded unrecorded = snapshot.drain();
        List<SuspectPages.Page> newSuspects = suspects.drain();
        List<Path> dirty = new ArrayList<>();
        for (int index : unrecorded.dirtyData().stream().toArray()) {
            dirty.add(files.data(index));
        }
        unrecorded.dirtyRedo().stream().mapToObj(files::redo).forEach(dirty::add);
        try {
            unsynced.sync(dirty);
            unsynced.releaseIdle();
            files.syncNewEntries();
        } catch (StorageException e) {
            throw failed(EngineException.local("the cloned files can't be made durable", e));
        }
        // A writer may have been told what this thread was not.
        check();
        for (FileDescriptor file : unrecorded.files()) {
            journal.append(SnapshotRecords.FILE, SnapshotRecords.file(file));
        }
        if (!newSuspects.isEmpty()) {
            journal.append(SnapshotRecords.SUSPECTS, SnapshotRecords.suspects(newSuspects));
        }
        journal.append(SnapshotRecords.PROGRESS, SnapshotRecords.progress(unrecorded));
    }

    /** Stops the thread; records nothing more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            unsynced.close();
        } catch (IOException e) {
            // What matters of these files is recorded; what is not is never believed.
        }
    }
}
