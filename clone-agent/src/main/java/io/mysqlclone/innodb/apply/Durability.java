package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.snapshot.Unrecorded;
import io.mysqlclone.innodb.staging.StagedFiles;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.journal.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes what has arrived durable and then says so in the journal, never the other way round. A thread of its own does
 * it every {@link #INTERVAL_BYTES}, beside the tasks, which never wait for it.
 */
final class Durability implements Closeable {
    /** A process that is killed receives at most about twice this again. */
    static final long INTERVAL_BYTES = 24L << 20;

    private static final long POLL_NANOS = 50_000_000;

    private final Snapshot snapshot;
    private final SuspectPages suspects;
    private final StagedFiles files;
    private final Journal journal;
    private final ReentrantLock journalLock = new ReentrantLock();
    private final AtomicLong bytesSince = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @org.jspecify.annotations.Nullable EngineException failure;

    Durability(Snapshot snapshot, SuspectPages suspects, StagedFiles files, Journal journal) {
        this.snapshot = snapshot;
        this.suspects = suspects;
        this.files = files;
        this.journal = journal;
        this.thread = Thread.ofPlatform().name("clone-durability").daemon().start(this::run);
    }

    /** {@code bytes} more were written. */
    void written(long bytes) throws EngineException {
        bytesSince.addAndGet(bytes);
        EngineException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (bytesSince.get() >= INTERVAL_BYTES) {
                    record();
                } else {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        } catch (EngineException e) {
            failure = e;
        }
    }

    /** Makes everything durable that is stored now, and records it. */
    void record() throws EngineException {
        inJournal(this::appendProgress);
    }

    private interface Entry {
        void write() throws IOException;
    }

    /** Writes to the journal, durably. What fails here is the local disk, which must not pass for a lost network. */
    private void inJournal(Entry entry) throws EngineException {
        journalLock.lock();
        try {
            entry.write();
            journal.force();
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw EngineException.local("the journal can't be written", e);
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

    private void appendProgress() throws IOException {
        bytesSince.set(0);
        Unrecorded unrecorded = snapshot.drain();
        List<SuspectPages.Page> newSuspects = suspects.drain();
        try {
            List<Path> dirty = new ArrayList<>();
            for (int index : unrecorded.dirtyData().stream().toArray()) {
                if (files.isAtHome(index)) {
                    dirty.add(files.data(index));
                } else {
                    DirectorySync.file(files.data(index));
                }
            }
            unrecorded.dirtyRedo().stream().mapToObj(files::redo).forEach(dirty::add);
            DirectorySync.syncAll(files.root(), dirty);
        } catch (IOException e) {
            throw EngineException.local("the cloned files can't be made durable", e);
        }
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
    }
}
