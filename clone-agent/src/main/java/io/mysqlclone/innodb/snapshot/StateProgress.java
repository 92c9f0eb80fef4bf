package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a snapshot has come: its state, what the donor has announced of it, and what of that is stored. Not thread safe:
 * the snapshot's lock is its own.
 */
final class StateProgress {
    private final Map<SnapshotState, Long> storedBytes = new TreeMap<>();
    private SnapshotState state = SnapshotState.INIT;
    private boolean complete;
    private StateDescriptor announced = new StateDescriptor(SnapshotState.INIT, 0, 0, 0, 0, 0, StateDescriptor.START);
    private ChunkMap chunks = new ChunkMap(0);
    private ChunkMap previousChunks = chunks;
    private PageOrder pages = new PageOrder();

    SnapshotState state() {
        return state;
    }

    StateDescriptor announced() {
        return announced;
    }

    ChunkMap chunks() {
        return chunks;
    }

    PageOrder pages() {
        return pages;
    }

    boolean isComplete() {
        return complete;
    }

    void completed() {
        complete = true;
    }

    void enter(StateDescriptor start) {
        // A journal has REDO COPY entered twice when its list of files was cut off the first time.
        if (start.state() != state) {
            previousChunks = chunks;
        }
        chunks = new ChunkMap(start.chunks());
        pages = new PageOrder();
        announced = start;
        state = start.state();
        complete = false;
    }

    /** Goes back to the end of PAGE COPY: what came of REDO COPY is sent again, and counted then. */
    void leaveRedoCopy() {
        state = SnapshotState.PAGE_COPY;
        complete = true;
        chunks = ChunkMap.full(previousChunks.chunks());
        storedBytes.remove(SnapshotState.REDO_COPY);
    }

    /** All blocks of {@code chunk} up to {@code block} are written, the last of them now, with {@code bytes}. */
    void stored(int chunk, int block, long bytes) {
        chunks.stored(chunk, block);
        storedBytes.merge(state, bytes, Long::sum);
    }

    /** Takes back what a journal has of the current state. */
    void restore(ChunkMap.Delta delta, Map<Integer, PageOrder.Chunk> order, long bytes) {
        chunks.restore(delta);
        pages.restore(order);
        storedBytes.put(state, bytes);
    }

    long storedBytes(SnapshotState of) {
        return storedBytes.getOrDefault(of, 0L);
    }

    long storedBytes() {
        return storedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A number that differs whenever anything has arrived since. */
    long mark() {
        return storedBytes() * 16 + state.code() * 2L + (complete ? 1 : 0);
    }

    /** Number of pages that the donor announced for {@code chunk} of PAGE COPY. */
    int announcedPages(int chunk) {
        return (int)
                Math.min(DonorServer.PAGES_PER_CHUNK, announced.files() - (chunk - 1L) * DonorServer.PAGES_PER_CHUNK);
    }
}
