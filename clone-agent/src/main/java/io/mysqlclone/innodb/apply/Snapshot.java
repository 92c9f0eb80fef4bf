package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FileDescriptor;
import io.mysqlclone.innodb.InnodbLocator;
import io.mysqlclone.innodb.LocatorDescriptor;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.StateDescriptor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What has arrived of the donor's snapshot: its state, its files, and which chunks of the current state are stored.
 * Thread safe; does no I/O.
 */
final class Snapshot {
    /** More files than a server has; what is beyond is a lie of the donor. */
    static final int MAX_FILES = 1 << 24;

    private final InnodbLocator locator;
    private final List<DataFile> data = new ArrayList<>();
    private final NavigableMap<Integer, RedoFile> redo = new TreeMap<>();
    private final Map<SnapshotState, Long> storedBytes = new TreeMap<>();
    private SnapshotState state = SnapshotState.INIT;
    private boolean stateComplete;
    private StateDescriptor announced;
    private ChunkMap chunks = new ChunkMap(0);
    private ChunkMap previousChunks = chunks;
    private boolean dropped;
    private BitSet dirtyData = new BitSet();
    private BitSet dirtyRedo = new BitSet();
    private List<FileDescriptor> unrecorded = new ArrayList<>();
    private Map<Integer, Long> grown = new TreeMap<>();

    Snapshot(InnodbLocator locator) {
        this.locator = locator;
        announced = new StateDescriptor(SnapshotState.INIT, 0, 0, 0, 0, 0, StateDescriptor.START);
    }

    InnodbLocator locator() {
        return locator;
    }

    synchronized SnapshotState state() {
        return state;
    }

    /** Whether nothing of the current state is missing and all of it is recorded as durable. */
    synchronized boolean isStateComplete() {
        return stateComplete;
    }

    synchronized void stateCompleted() {
        stateComplete = true;
    }

    /** A number that differs whenever anything has arrived since. */
    synchronized long progressMark() {
        return storedBytes() * 16 + state.code() * 2L + (stateComplete ? 1 : 0);
    }

    synchronized StateDescriptor announced() {
        return announced;
    }

    /**
     * Enters a state.
     *
     * @param start the donor's announcement
     * @param updates the files of the state, for FILE COPY, or what DDL did to files before it
     */
    synchronized void enter(StateDescriptor start, List<FileDescriptor> updates) throws EngineException {
        for (FileDescriptor update : updates) {
            update(update);
        }
        previousChunks = chunks;
        chunks = new ChunkMap(start.chunks());
        announced = start;
        state = start.state();
        stateComplete = false;
        dropped = false;
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
    synchronized void addRedo(FileDescriptor descriptor) throws EngineException {
        int index = descriptor.fileIndex();
        if (state != SnapshotState.REDO_COPY || index >= announced.files()) {
            throw EngineException.violation("the donor names redo file " + index + " in " + state.stageName()
                    + ", where " + announced.files() + " files belong");
        }
        if (redo.putIfAbsent(index, new RedoFile(descriptor)) == null) {
            unrecorded.add(descriptor);
        }
    }

    /** The donor dropped a file whose chunks or pages it was about to send. */
    synchronized void drop(FileDescriptor descriptor) throws EngineException {
        DataFile file = dataFile(descriptor.fileIndex());
        if (state == SnapshotState.REDO_COPY || Announcements.isIndispensable(file.descriptor())) {
            throw EngineException.violation(
                    "the donor says that " + file.name() + " was dropped in " + state.stageName() + ", which can't be");
        }
        file.delete();
        dropped = true;
        unrecorded.add(descriptor);
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

    /** Whether a file was dropped while its pages were due, so that pages may be missing. */
    synchronized boolean hasDropped() {
        return dropped || data.stream().anyMatch(DataFile::isDeleted);
    }

    synchronized DataFile dataFile(int index) throws EngineException {
        if (index >= data.size()) {
            throw EngineException.violation(
                    "the donor sends data of file " + index + ", but announced only " + data.size() + " files");
        }
        return data.get(index);
    }

    synchronized RedoFile redoFile(int index) throws EngineException {
        RedoFile file = redo.get(index);
        if (file == null) {
            throw EngineException.violation("the donor sends data of redo file " + index + " before it names it");
        }
        return file;
    }

    synchronized List<DataFile> dataFiles() {
        return List.copyOf(data);
    }

    synchronized List<RedoFile> redoFiles() {
        return List.copyOf(redo.values());
    }

    /** Number of blocks of {@code chunk} that are stored, or -1 when it is complete. */
    synchronized int storedBlocks(int chunk) {
        return chunks.isComplete(chunk) ? -1 : chunks.blocks(chunk);
    }

    synchronized void storedData(int fileIndex, int chunk, int block, long bytes) {
        dirtyData.set(fileIndex);
        stored(chunk, block, bytes);
    }

    synchronized void storedRedo(int fileIndex, int chunk, int block, long bytes) {
        dirtyRedo.set(fileIndex);
        stored(chunk, block, bytes);
    }

    private void stored(int chunk, int block, long bytes) {
        chunks.stored(chunk, block);
        storedBytes.merge(state, bytes, Long::sum);
    }

    synchronized void grow(DataFile file, long size) {
        if (size > file.size()) {
            file.grow(size);
            grown.put(file.index(), size);
        }
    }

    /** Number of pages that the donor announced for {@code chunk} of PAGE COPY. */
    synchronized int announcedPages(int chunk) {
        return (int)
                Math.min(DonorServer.PAGES_PER_CHUNK, announced.files() - (chunk - 1L) * DonorServer.PAGES_PER_CHUNK);
    }

    /**
     * Completes chunks of which the donor has nothing more to send, although no task of this round ended them: the
     * connection that brought their last block broke right behind it.
     */
    synchronized void completeChunksOfLostTasks(DonorServer donor) {
        for (var open : chunks.open().entrySet()) {
            int chunk = open.getKey();
            int blocks = open.getValue();
            boolean whole =
                    switch (state) {
                        case FILE_COPY ->
                            data.stream()
                                    .filter(file -> file.firstChunk() <= chunk && chunk <= file.lastChunk())
                                    .anyMatch(file -> BlockRules.isLast(chunk, blocks, file, donor));
                        case PAGE_COPY -> blocks == announcedPages(chunk);
                        // Its length is not announced; the log is read through in the end.
                        case REDO_COPY -> true;
                        case NONE, INIT, DONE -> false;
                    };
            if (whole) {
                chunks.complete(chunk);
            }
        }
    }

    synchronized void completeAllChunks() {
        chunks.completeAll();
    }

    synchronized void completeChunk(int chunk) {
        chunks.complete(chunk);
    }

    /** Whether nothing of the current state is missing, as far as the donor says what there is. */
    synchronized boolean isWhole() {
        if (state == SnapshotState.REDO_COPY && redo.size() != announced.files()) {
            return false;
        }
        return chunks.isComplete()
                || switch (state) {
                    // The donor passes over the pages of a dropped file, and over chunks that hold nothing else.
                    case PAGE_COPY -> hasDropped();
                    case REDO_COPY -> redoIsWhole();
                    case NONE, INIT, FILE_COPY, DONE -> false;
                };
    }

    /**
     * The last chunk, the trailer, is not sent when it is empty; and when nothing was logged, the single file has a
     * header only.
     */
    private boolean redoIsWhole() {
        int trailer = chunks.chunks();
        int header = trailer - 1;
        boolean nothingLogged = redo.size() == 1 && chunks.blocks(1) == 0 && !chunks.isComplete(1);
        for (int chunk = nothingLogged ? 2 : 1; chunk <= header; chunk++) {
            if (!chunks.isComplete(chunk)) {
                return false;
            }
        }
        return true;
    }

    synchronized int missingChunks() {
        return chunks.chunks() - chunks.completed();
    }

    synchronized int firstMissingChunk() {
        return chunks.firstIncomplete();
    }

    synchronized long storedBytes(SnapshotState of) {
        return storedBytes.getOrDefault(of, 0L);
    }

    synchronized long storedBytes() {
        return storedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Makes the model say no more than what a donor can go on from: a state whose list of files did not arrive
     * completely counts as not entered.
     */
    synchronized void rewindIncompleteList() {
        if (state == SnapshotState.REDO_COPY && redo.size() < announced.files()) {
            state = SnapshotState.PAGE_COPY;
            stateComplete = true;
            chunks = ChunkMap.full(previousChunks.chunks());
            redo.clear();
            dirtyRedo.clear();
        }
    }

    /** The locator of {@code COM_REINIT}. */
    synchronized LocatorDescriptor resumeLocator() {
        return locator.at(state, state != SnapshotState.INIT).withProgress(chunks.progress());
    }

    /** Takes everything that the journal does not have yet. */
    synchronized Unrecorded drain() {
        Unrecorded drained = new Unrecorded(
                List.copyOf(unrecorded),
                chunks.drain(),
                Map.copyOf(grown),
                redoEnds(),
                state,
                storedBytes.getOrDefault(state, 0L),
                dirtyData,
                dirtyRedo);
        unrecorded = new ArrayList<>();
        grown = new TreeMap<>();
        dirtyData = new BitSet();
        dirtyRedo = new BitSet();
        return drained;
    }

    private Map<Integer, Long> redoEnds() {
        Map<Integer, Long> ends = new TreeMap<>();
        redo.forEach((index, file) -> ends.put(index, file.dataEnd()));
        return ends;
    }

    /** Takes back what the journal has. */
    synchronized void restore(ChunkMap.Delta delta, Map<Integer, Long> sizes, Map<Integer, Long> redoEnds, long bytes)
            throws EngineException {
        chunks.restore(delta);
        for (var size : sizes.entrySet()) {
            dataFile(size.getKey()).grow(size.getValue());
        }
        for (var end : redoEnds.entrySet()) {
            redoFile(end.getKey()).dataEnd(end.getValue());
        }
        storedBytes.put(state, bytes);
    }

    /**
     * What happened since the journal was last written.
     *
     * @param files redo files announced and data files dropped
     * @param chunks changes of the chunk map
     * @param sizes files that grew
     * @param redoEnds ends of log in the redo files
     * @param storedBytes bytes stored in {@code state} so far
     * @param dirtyData data files to make durable before this is recorded
     * @param dirtyRedo redo files to make durable
     */
    record Unrecorded(
            List<FileDescriptor> files,
            ChunkMap.Delta chunks,
            Map<Integer, Long> sizes,
            Map<Integer, Long> redoEnds,
            SnapshotState state,
            long storedBytes,
            BitSet dirtyData,
            BitSet dirtyRedo) {}
}
