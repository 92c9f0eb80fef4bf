package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.innodb.source.SourceDirectory;
import io.mysqlclone.protocol.EngineLocator;
import io.mysqlclone.protocol.MalformedMessageException;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * InnoDB's donor over a data directory that nobody has open. Any number of recipients clone from it at once; they share
 * the list of files and one scan of them.
 */
public final class StaticDonor implements DonorEngine {
    /** Most tasks that a clone can have. */
    public static final int MOST_TASKS = 64;

    private final SourceDirectory source;
    private final int mostTasks;
    private final FileCopyPlan fileCopy;
    private final KeyPagesPlan keyPages;
    private final RedoPlan redo;
    private final long diskBytes;
    private final boolean secrets;
    private final SharedScan scan = new SharedScan();
    private final SecureRandom ids = new SecureRandom();
    private final Set<DonorClone> clones = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tasks = new AtomicInteger();
    private volatile boolean closed;

    private StaticDonor(SourceDirectory source, int mostTasks) {
        this.source = source;
        this.mostTasks = mostTasks;
        this.fileCopy = new FileCopyPlan(source.files(), source.server());
        this.keyPages = new KeyPagesPlan(source.files());
        this.redo = new RedoPlan(source.redo(), source.server());
        this.diskBytes = source.diskBytes();
        this.secrets = source.hasSecrets();
    }

    /** As {@link #open(Settings, int)}, with {@link #MOST_TASKS}. */
    public static StaticDonor open(Settings settings) throws EngineException {
        return open(settings, MOST_TASKS);
    }

    /**
     * Takes a directory; no server can start on it until {@link #close}.
     *
     * @param mostTasks that a clone may have, the master among them, 1 to {@link #MOST_TASKS}
     * @throws EngineException REFUSED, with what to do, when it can't be cloned as it is; LOCAL_IO when it can't be read
     */
    public static StaticDonor open(Settings settings, int mostTasks) throws EngineException {
        if (mostTasks < 1 || mostTasks > MOST_TASKS) {
            throw new IllegalArgumentException(mostTasks + " tasks; a clone has 1 to " + MOST_TASKS);
        }
        return new StaticDonor(SourceDirectory.open(settings), mostTasks);
    }

    @Override
    public int type() {
        return EngineLocator.INNODB;
    }

    @Override
    public String name() {
        return "InnoDB";
    }

    @Override
    public DonorRelease release() {
        return source.release();
    }

    @Override
    public int pageSize() {
        return source.server().pageSize();
    }

    /** Whether keys are among what is sent, so that every sink must be secure. */
    public boolean hasSecrets() {
        return secrets;
    }

    @Override
    public DonorSnapshot begin(EngineLocator version) throws DonorException, MalformedMessageException {
        if (version.engineType() != type() || version.locator().length() > 0) {
            DonorClone.decode(version);
        }
        // Who knows the ids may attach: they are not to be guessed.
        DonorClone clone = new DonorClone(this, id(), id());
        clones.add(clone);
        if (closed) {
            clone.close();
            throw new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
        }
        return clone;
    }

    private long id() {
        return 1 + ids.nextLong(Long.MAX_VALUE);
    }

    StagePlan plan(SnapshotState state) {
        return switch (state) {
            case NONE, INIT, DONE -> StagePlan.EMPTY;
            case FILE_COPY -> fileCopy;
            case PAGE_COPY -> keyPages;
            case REDO_COPY -> redo;
        };
    }

    /** Gives a recipient its next chunk; in FILE COPY one that others read too, if there is. */
    OptionalInt nextChunk(SnapshotState state, ChunkHandout recipient) {
        if (state == SnapshotState.FILE_COPY) {
            return scan.next(recipient, tasks.get());
        }
        OptionalInt next = recipient.next(1);
        next.ifPresent(recipient::take);
        return next;
    }

    int mostTasks() {
        return mostTasks;
    }

    long diskBytes() {
        return diskBytes;
    }

    long totalBytes() {
        return fileCopy.bytes() + keyPages.bytes() + redo.bytes();
    }

    void opened() {
        tasks.incrementAndGet();
    }

    void taskClosed() {
        tasks.decrementAndGet();
    }

    void closed(DonorClone clone) {
        clones.remove(clone);
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(clones).forEach(DonorClone::close);
        source.close();
    }
}
