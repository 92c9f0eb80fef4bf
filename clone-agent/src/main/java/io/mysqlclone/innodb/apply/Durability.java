package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FileDescriptor;
import io.mysqlclone.innodb.StateDescriptor;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private volatile @org.jspecify.annotations.Nullable IOException failure;

    Durability(Snapshot snapshot, SuspectPages suspects, StagedFiles files, Journal journal) {
        this.snapshot = snapshot;
        this.suspects = suspects;
        this.files = files;
        this.journal = journal;
        this.thread = Thread.ofPlatform().name("clone-durability").daemon().start(this::run);
    }

    /** {@code bytes} more were written. */
    void written(long bytes) throws IOException {
        bytesSince.addAndGet(bytes);
        IOException failed = failure;
        if (failed != null) {
            throw EngineException.local("the journal can't be written", failed);
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
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        }
    }

    /** Makes everything durable that is stored now, and records it. */
    void record() throws IOException {
        journalLock.lock();
        try {
            appendProgress();
            journal.force();
        } finally {
            journalLock.unlock();
        }
    }

    /** Records that the current state lacks nothing. */
    void recordCompleteState() throws IOException {
        journalLock.lock();
        try {
            appendProgress();
            journal.append(SnapshotRecords.COMPLETE, SnapshotRecords.complete(snapshot.state()));
            journal.force();
            snapshot.stateCompleted();
        } finally {
            journalLock.unlock();
        }
    }

    /** Enters a state in the model and in the journal. */
    void enter(StateDescriptor start, List<FileDescriptor> updates) throws IOException {
        journalLock.lock();
        try {
            appendProgress();
            snapshot.enter(start, updates);
            for (ByteBuffer files : SnapshotRecords.files(updates)) {
                journal.append(SnapshotRecords.FILES, files);
            }
            journal.append(SnapshotRecords.ENTER, SnapshotRecords.enter(start));
            journal.force();
        } finally {
            journalLock.unlock();
        }
    }

    private void appendProgress() throws IOException {
        bytesSince.set(0);
        Snapshot.Unrecorded unrecorded = snapshot.drain();
        List<SuspectPages.Page> newSuspects = suspects.drain();
        List<Path> dirty = new ArrayList<>();
        unrecorded.dirtyData().stream()
                .filter(files::isAtHome)
                .mapToObj(files::data)
                .forEach(dirty::add);
        unrecorded.dirtyRedo().stream().mapToObj(files::redo).forEach(dirty::add);
        List<Path> elsewhere = unrecorded.dirtyData().stream()
                .filter(index -> !files.isAtHome(index))
                .mapToObj(files::data)
                .toList();
        try {
            DirectorySync.syncAll(files.root(), dirty);
            for (Path file : elsewhere) {
                DirectorySync.file(file);
            }
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
