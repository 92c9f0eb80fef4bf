package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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
    private final List<DataFile> data = new ArrayList<>();
    private final NavigableMap<Integer, RedoFile> redo = new TreeMap<>();
    private final Map<SnapshotState, Long> storedBytes = new TreeMap<>();
    private SnapshotState state = SnapshotState.INIT;
    private boolean stateComplete;
    private StateDescriptor announced;
    private ChunkMap chunks = new ChunkMap(0);
    private ChunkMap previousChunks = chunks;
    private PageOrder pages = new PageOrder();
    private long repetitions;
    private final Backlog backlog = new Backlog();

    /** A snapshot of which nothing has arrived, as the donor calls it. */
    public Snapshot(InnodbLocator locator) {
        this.locator = locator;
        announced = new StateDescriptor(SnapshotState.INIT, 0, 0, 0, 0, 0, StateDescriptor.START);
    }

    /** The donor's name for the snapshot. */
    public InnodbLocator locator() {
        return locator;
    }

    /** The state that is under way, or complete while the next has not begun. */
    public synchronized SnapshotState state() {
        return state;
    }

    /** Whether the donor has ended the current state for all connections, and what they brought is recorded as durable. */
    public synchronized boolean isStateComplete() {
        return stateComplete;
    }

    /** The donor has ended the current state for all connections, and what they brought is recorded as durable. */
    public synchronized void stateCompleted() {
        stateComplete = true;
    }

    /** A number that differs whenever anything has arrived since. */
    public synchronized long progressMark() {
        return storedBytes() * 16 + state.code() * 2L + (stateComplete ? 1 : 0);
    }

    /** What the donor announced when the current state began. */
    public synchronized StateDescriptor announced() {
        return announced;
    }

    /**
     * Enters a state.
     *
     * @param start the donor's announcement
     * @param updates the files of the state, for FILE COPY, or what DDL did to files before it
     */
    public synchronized void enter(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        for (FileDescriptor update : updates) {
            update(update);
        }
        // A journal has REDO COPY entered twice when its list of files was cut off the first time.
        if (start.state() != state) {
            previousChunks = chunks;
        }
        chunks = new ChunkMap(start.chunks());
        pages = new PageOrder();
        announced = start;
        state = start.state();
        stateComplete = false;
    }

    /**
     * Checks that what is missing of the current state belongs to files that were dropped.
     *
     * @param updates what DDL did to files, as the donor tells it before the next state
     * @throws EngineException INCOMPLETE, saying what is missing; DONOR_VIOLATION for pages that belong nowhere
     */
    public synchronized void requireSettled(List<FileDescriptor> updates) throws EngineException {
        switch (state) {
            case FILE_COPY -> StateEnd.settleFileCopy(chunks, data, updates);
            case PAGE_COPY -> StateEnd.settlePageCopy(announced, chunks, pages, data, updates);
            case NONE, INIT, REDO_COPY, DONE -> {}
        }
    }

    private void update(FileDescriptor update) throws EngineException {
        int index = update.fileIndex();
        if (index < data.size()) {
            data.get(index).update(update);
        } else if (index == data.size() && index < MAX_FILES) {
            data.add(new DataFile(update));
        } else {
            throw EngineException.violation("the donor names file index " + index + " ("
                    + update.name().orElse("") + ") where " + data.size() + " must come next");
        }
    }

    /**
     * Takes a redo file. Donors name each to the master, and once more to the task that is to get its data, which may
     * hear of it first: they come in any order, and one that is known already is ignored.
     */
    public synchronized void addRedo(FileDescriptor descriptor) throws EngineException {
        int index = descriptor.fileIndex();
        if (state != SnapshotState.REDO_COPY || index >= announced.files()) {
            throw EngineException.violation("the donor names redo file " + index + " in " + state.stageName()
                    + ", where " + announced.files() + " files belong");
        }
        if (descriptor.fileSize() % BlockRules.REDO_BLOCK != 0) {
            throw EngineException.violation("the donor names redo file " + index + " of " + descriptor.fileSize()
                    + " bytes, which is no multiple of " + BlockRules.REDO_BLOCK);
        }
        if (redo.putIfAbsent(index, new RedoFile(descriptor)) == null) {
            backlog.changed(descriptor);
        } else {
            repeated(descriptor);
        }
    }

    /** The donor dropped a file whose chunks or pages it was about to send. It may say so more than once. */
    public synchronized void drop(FileDescriptor descriptor) throws EngineException {
        DataFile file = dataFile(descriptor.fileIndex());
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
        if (++repetitions > MOST_REPETITIONS * (data.size() + redo.size())) {
            throw EngineException.violation("the donor describes file " + descriptor.fileIndex()
                    + " again and again, and comes to no end with it");
        }
    }

    /** The data file of that index; a donor that has announced none violates the protocol. */
    public synchronized DataFile dataFile(int index) throws EngineException {
        if (index >= data.size()) {
            throw EngineException.violation(
                    "the donor sends data of file " + index + ", but announced only " + data.size() + " files");
        }
        return data.get(index);
    }

    /** The redo file of that index; a donor that has named none violates the protocol. */
    public synchronized RedoFile redoFile(int index) throws EngineException {
        RedoFile file = redo.get(index);
        if (file == null) {
            throw EngineException.violation("the donor sends data of redo file " + index + " before it names it");
        }
        return file;
    }

    /** All data files by index, dropped ones too. */
    public synchronized List<DataFile> dataFiles() {
        return List.copyOf(data);
    }

    /** The redo files named so far, by index. */
    public synchronized List<RedoFile> redoFiles() {
        return List.copyOf(redo.values());
    }

    /** Number of blocks of {@code chunk} that are stored, or -1 when it is complete. */
    public synchronized int storedBlocks(int chunk) {
        return chunks.isComplete(chunk) ? -1 : chunks.blocks(chunk);
    }

    /** All blocks of {@code chunk} up to {@code block} are written, the last of them now, with {@code bytes}. */
    public synchronized void storedData(int fileIndex, int chunk, int block, long bytes) {
        backlog.wroteData(fileIndex);
        stored(chunk, block, bytes);
    }

    /** As {@link #storedData}, for a redo file. */
    public synchronized void storedRedo(int fileIndex, int chunk, int block, long bytes) {
        backlog.wroteRedo(fileIndex);
        stored(chunk, block, bytes);
    }

    private void stored(int chunk, int block, long bytes) {
        chunks.stored(chunk, block);
        storedBytes.merge(state, bytes, Long::sum);
    }

    /**
     * A page of PAGE COPY has come that belongs to another tablespace than the page before it in its chunk, or that
     * follows pages which the donor has passed over.
     *
     * @param before tablespace id of the page before it, {@link #FIRST_OF_CHUNK} or {@link #FIRST_OF_ROUND}
     * @param passed pages that the donor has passed over between the two
     */
    public synchronized void pageArrived(int chunk, long before, int passed, long spaceId) throws EngineException {
        pages.arrived(chunk, before, passed, spaceId);
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
        return (int)
                Math.min(DonorServer.PAGES_PER_CHUNK, announced.files() - (chunk - 1L) * DonorServer.PAGES_PER_CHUNK);
    }

    /**
     * Completes chunks of which the donor has nothing more to send, although no task of this round ended them: the
     * connection that brought their last block broke right behind it.
     */
    public synchronized void completeChunksOfLostTasks(DonorServer donor) {
        for (var open : chunks.open().entrySet()) {
            int chunk = open.getKey();
            boolean whole = ChunkEnds.isOver(state, chunk, open.getValue(), data, announcedPages(chunk), donor);
            if (whole) {
                chunks.complete(chunk);
            }
        }
    }

    /** The donor has ended the state, and has nothing more of any chunk. */
    public synchronized void completeAllChunks() {
        chunks.completeAll();
    }

    /** The donor has nothing more of {@code chunk}. */
    public synchronized void completeChunk(int chunk) {
        chunks.complete(chunk);
    }

    /** Whether nothing of the current state is missing, as far as the donor says what there is. */
    public synchronized boolean isWhole() {
        if (state == SnapshotState.REDO_COPY && redo.size() != announced.files()) {
            return false;
        }
        return chunks.isComplete() || (state == SnapshotState.REDO_COPY && ChunkEnds.redoIsOver(chunks, redo.size()));
    }

    synchronized int missingChunks() {
        return chunks.chunks() - chunks.completed();
    }

    synchronized int firstMissingChunk() {
        return chunks.firstIncomplete();
    }

    /** Bytes stored of one state. */
    public synchronized long storedBytes(SnapshotState of) {
        return storedBytes.getOrDefault(of, 0L);
    }

    /** Bytes stored so far, over all states. */
    public synchronized long storedBytes() {
        return storedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** End of what is stored of {@code file} by FILE COPY, so that the staged file is no shorter; 0 when nothing is. */
    public synchronized long storedEnd(DataFile file, DonorServer donor) {
        return state == SnapshotState.FILE_COPY
                ? ChunkEnds.storedEnd(file, chunks, donor)
                : state == SnapshotState.INIT ? 0 : file.copiedSize();
    }

    /**
     * Makes the model say no more than what a donor can go on from: a state whose list of files did not arrive
     * completely counts as not entered.
     *
     * @return whether that changed anything
     */
    public synchronized boolean rewindIncompleteList() {
        if (state != SnapshotState.REDO_COPY || redo.size() >= announced.files()) {
            return false;
        }
        state = SnapshotState.PAGE_COPY;
        stateComplete = true;
        chunks = ChunkMap.full(previousChunks.chunks());
        redo.clear();
        // What came of it is sent again, and counted then.
        storedBytes.remove(SnapshotState.REDO_COPY);
        backlog.forgetRedo();
        return true;
    }

    /** The locator of {@code COM_REINIT}. */
    public synchronized LocatorDescriptor resumeLocator() {
        return locator.at(state, state != SnapshotState.INIT).withProgress(chunks.progress());
    }

    /** Number of redo files announced and data files dropped that the journal does not have yet. */
    public synchronized int unrecordedChanges() {
        return backlog.changes();
    }

    /** Takes everything that the journal does not have yet. */
    public synchronized Unrecorded drain() {
        return backlog.drain(chunks.drain(), pages.drain(), redoEnds(), state, storedBytes.getOrDefault(state, 0L));
    }

    private Map<Integer, Long> redoEnds() {
        Map<Integer, Long> ends = new TreeMap<>();
        redo.forEach((index, file) -> ends.put(index, file.dataEnd()));
        return ends;
    }

    /** Takes back what the journal has of the current state. */
    synchronized void restore(
            ChunkMap.Delta delta,
            Map<Integer, PageOrder.Chunk> order,
            Map<Integer, Long> sizes,
            Map<Integer, Long> redoEnds,
            long bytes)
            throws EngineException {
        chunks.restore(delta);
        pages.restore(order);
        for (var size : sizes.entrySet()) {
            dataFile(size.getKey()).grow(size.getValue());
        }
        for (var end : redoEnds.entrySet()) {
            redoFile(end.getKey()).dataEnd(end.getValue());
        }
        storedBytes.put(state, bytes);
    }
}
