package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.List;
import java.util.Map;

/**
 * What has arrived of the donor's snapshot: its state, its files, and which chunks of the current state are stored.
 * Thread safe; does no I/O.
 */
public final class Snapshot {
    /** For each file, on the average. */
    private static final long MOST_REPETITIONS = 1000;

    /** More files than a server has; what is beyond is a lie of the donor. */
    public static final int MAX_FILES = 1 << 24;

    /** For {@link #pageArrived}: the page is the first one of its chunk. */
    public static final long FIRST_OF_CHUNK = PageOrder.NONE;

    /** For {@link #pageArrived}: the page is the first one of its chunk in this round, which goes on with the chunk. */
    public static final long FIRST_OF_ROUND = PageOrder.UNKNOWN;

    private final InnodbLocator locator;
    private final FileTable files = new FileTable();
    private final StateProgress progress = new StateProgress();
    private final Backlog backlog = new Backlog();
    private long repetitions;

    /** A snapshot of which nothing has arrived, as the donor calls it. */
    public Snapshot(InnodbLocator locator) {
        this.locator = locator;
    }

    /** The donor's name for the snapshot. */
    public InnodbLocator locator() {
        return locator;
    }

    /** The state that is under way, or complete while the next has not begun. */
    public synchronized SnapshotState state() {
        return progress.state();
    }

    /** Whether the donor has ended the current state for all connections, and what they brought is recorded as durable. */
    public synchronized boolean isStateComplete() {
        return progress.isComplete();
    }

    /** The donor has ended the current state for all connections, and what they brought is recorded as durable. */
    public synchronized void stateCompleted() {
        progress.completed();
    }

    /** A number that differs whenever anything has arrived since. */
    public synchronized long progressMark() {
        return progress.mark();
    }

    /** What the donor announced when the current state began. */
    public synchronized StateDescriptor announced() {
        return progress.announced();
    }

    /**
     * Enters a state.
     *
     * @param start the donor's announcement
     * @param updates the files of the state, for FILE COPY, or what DDL did to files before it
     */
    public synchronized void enter(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        for (FileDescriptor update : updates) {
            files.update(update);
        }
        progress.enter(start);
    }

    /**
     * Checks that what is missing of the current state belongs to files that were dropped.
     *
     * @param updates what DDL did to files, as the donor tells it before the next state
     * @throws EngineException INCOMPLETE, saying what is missing; DONOR_VIOLATION for pages that belong nowhere
     */
    public synchronized void requireSettled(List<FileDescriptor> updates) throws EngineException {
        switch (progress.state()) {
            case FILE_COPY -> StateEnd.settleFileCopy(progress.chunks(), files.data(), updates);
            case PAGE_COPY ->
                StateEnd.settlePageCopy(
                        progress.announced(), progress.chunks(), progress.pages(), files.data(), updates);
            case NONE, INIT, REDO_COPY, DONE -> {}
        }
    }

    /**
     * Takes a redo file. Donors name each to the master, and once more to the task that is to get its data, which may
     * hear of it first: they come in any order, and one that is known already is ignored.
     */
    public synchronized void addRedo(FileDescriptor descriptor) throws EngineException {
        int index = descriptor.fileIndex();
        long announced = progress.announced().files();
        if (progress.state() != SnapshotState.REDO_COPY || index >= announced) {
            throw EngineException.violation("the donor names redo file " + index + " in "
                    + progress.state().stageName() + ", where " + announced + " files belong");
        }
        if (descriptor.fileSize() % BlockRules.REDO_BLOCK != 0) {
            throw EngineException.violation("the donor names redo file " + index + " of " + descriptor.fileSize()
                    + " bytes, which is no multiple of " + BlockRules.REDO_BLOCK);
        }
        if (files.addRedo(descriptor)) {
            backlog.changed(descriptor);
        } else {
            repeated(descriptor);
        }
    }

    /** The donor dropped a file whose chunks or pages it was about to send. It may say so more than once. */
    public synchronized void drop(FileDescriptor descriptor) throws EngineException {
        DataFile file = files.data(descriptor.fileIndex());
        SnapshotState state = progress.state();
        ChunkMap chunks = progress.chunks();
        if (state == SnapshotState.REDO_COPY || Announcements.isIndispensable(file.descriptor())) {
            throw EngineException.violation(
                    "the donor says that " + file.name() + " was dropped in " + state.stageName() + ", which can't be");
        }
        if (file.isDeleted()) {
            repeated(descriptor);
            return;
        }
        file.delete();
        backlog.changed(descriptor);
        if (state == SnapshotState.FILE_COPY) {
            for (int chunk = Math.max(1, file.firstChunk());
                    chunk <= Math.min(file.lastChunk(), chunks.chunks());
                    chunk++) {
                chunks.complete(chunk);
            }
        } else if (descriptor.firstChunk() >= 1 && descriptor.firstChunk() <= chunks.chunks()) {
            int chunk = descriptor.firstChunk();
            chunks.stored(chunk, chunks.blocks(chunk));
        }
    }

    /** Each connection may say again what is known, and each resumption has others; nobody needs to without end. */
    private void repeated(FileDescriptor descriptor) throws EngineException {
        if (++repetitions > MOST_REPETITIONS * (files.data().size() + files.redoCount())) {
            throw EngineException.violation("the donor describes file " + descriptor.fileIndex()
                    + " again and again, and comes to no end with it");
        }
    }

    /** The data file of that index; a donor that has announced none violates the protocol. */
    public synchronized DataFile dataFile(int index) throws EngineException {
        return files.data(index);
    }

    /** The redo file of that index; a donor that has named none violates the protocol. */
    public synchronized RedoFile redoFile(int index) throws EngineException {
        return files.redo(index);
    }

    /** All data files by index, dropped ones too. */
    public synchronized List<DataFile> dataFiles() {
        return List.copyOf(files.data());
    }

    /** The redo files named so far, by index. */
    public synchronized List<RedoFile> redoFiles() {
        return files.redo();
    }

    /** Number of blocks of {@code chunk} that are stored, or -1 when it is complete. */
    public synchronized int storedBlocks(int chunk) {
        return progress.chunks().isComplete(chunk) ? -1 : progress.chunks().blocks(chunk);
    }

    /** All blocks of {@code chunk} up to {@code block} are written, the last of them now, with {@code bytes}. */
    public synchronized void storedData(int fileIndex, int chunk, int block, long bytes) {
        backlog.wroteData(fileIndex);
        progress.stored(chunk, block, bytes);
    }

    /** As {@link #storedData}, for a redo file. */
    public synchronized void storedRedo(int fileIndex, int chunk, int block, long bytes) {
        backlog.wroteRedo(fileIndex);
        progress.stored(chunk, block, bytes);
    }

    /**
     * A page of PAGE COPY has come that belongs to another tablespace than the page before it in its chunk, or that
     * follows pages which the donor has passed over.
     *
     * @param before tablespace id of the page before it, {@link #FIRST_OF_CHUNK} or {@link #FIRST_OF_ROUND}
     * @param passed pages that the donor has passed over between the two
     */
    public synchronized void pageArrived(int chunk, long before, int passed, long spaceId) throws EngineException {
        progress.pages().arrived(chunk, before, passed, spaceId);
    }

    /** {@code file} must have {@code size} bytes in the end, at least. */
    public synchronized void grow(DataFile file, long size) {
        if (size > file.size()) {
            file.grow(size);
            backlog.grew(file.index(), size);
        }
    }

    /** Number of pages that the donor announced for {@code chunk} of PAGE COPY. */
    public synchronized int announcedPages(int chunk) {
        return progress.announcedPages(chunk);
    }

    /**
     * Completes chunks of which the donor has nothing more to send, although no task of this round ended them: the
     * connection that brought their last block broke right behind it.
     */
    public synchronized void completeChunksOfLostTasks(DonorServer donor) {
        for (var open : progress.chunks().open().entrySet()) {
            int chunk = open.getKey();
            boolean whole = ChunkEnds.isOver(
                    progress.state(), chunk, open.getValue(), files.data(), progress.announcedPages(chunk), donor);
            if (whole) {
                progress.chunks().complete(chunk);
            }
        }
    }

    /** The donor has ended the state, and has nothing more of any chunk. */
    public synchronized void completeAllChunks() {
        progress.chunks().completeAll();
    }

    /** The donor has nothing more of {@code chunk}. */
    public synchronized void completeChunk(int chunk) {
        progress.chunks().complete(chunk);
    }

    /** Whether nothing of the current state is missing, as far as the donor says what there is. */
    public synchronized boolean isWhole() {
        boolean isRedo = progress.state() == SnapshotState.REDO_COPY;
        if (isRedo && files.redoCount() != progress.announced().files()) {
            return false;
        }
        return progress.chunks().isComplete() || (isRedo && ChunkEnds.redoIsOver(progress.chunks(), files.redoCount()));
    }

    synchronized int missingChunks() {
        return progress.chunks().chunks() - progress.chunks().completed();
    }

    synchronized int firstMissingChunk() {
        return progress.chunks().firstIncomplete();
    }

    /** Bytes stored of one state. */
    public synchronized long storedBytes(SnapshotState of) {
        return progress.storedBytes(of);
    }

    /** Bytes stored so far, over all states. */
    public synchronized long storedBytes() {
        return progress.storedBytes();
    }

    /** End of what is stored of {@code file} by FILE COPY, so that the staged file is no shorter; 0 when nothing is. */
    public synchronized long storedEnd(DataFile file, DonorServer donor) {
        return switch (progress.state()) {
            case FILE_COPY -> ChunkEnds.storedEnd(file, progress.chunks(), donor);
            case INIT -> 0;
            case NONE, PAGE_COPY, REDO_COPY, DONE -> file.copiedSize();
        };
    }

    /**
     * Makes the model say no more than what a donor can go on from: a state whose list of files did not arrive
     * completely counts as not entered.
     *
     * @return whether that changed anything
     */
    public synchronized boolean rewindIncompleteList() {
        if (progress.state() != SnapshotState.REDO_COPY
                || files.redoCount() >= progress.announced().files()) {
            return false;
        }
        progress.leaveRedoCopy();
        files.forgetRedo();
        backlog.forgetRedo();
        return true;
    }

    /** The locator of {@code COM_REINIT}. */
    public synchronized LocatorDescriptor resumeLocator() {
        SnapshotState state = progress.state();
        return locator.at(state, state != SnapshotState.INIT)
                .withProgress(progress.chunks().progress());
    }

    /** Number of redo files announced and data files dropped that the journal does not have yet. */
    public synchronized int unrecordedChanges() {
        return backlog.changes();
    }

    /** Takes everything that the journal does not have yet. */
    public synchronized Unrecorded drain() {
        SnapshotState state = progress.state();
        return backlog.drain(
                progress.chunks().drain(),
                progress.pages().drain(),
                files.redoEnds(),
                state,
                progress.storedBytes(state));
    }

    /** Takes back what the journal has of the current state. */
    synchronized void restore(
            ChunkMap.Delta delta,
            Map<Integer, PageOrder.Chunk> order,
            Map<Integer, Long> sizes,
            Map<Integer, Long> redoEnds,
            long bytes)
            throws EngineException {
        progress.restore(delta, order, bytes);
        for (var size : sizes.entrySet()) {
            files.data(size.getKey()).grow(size.getValue());
        }
        for (var end : redoEnds.entrySet()) {
            files.redo(end.getKey()).dataEnd(end.getValue());
        }
    }
}
