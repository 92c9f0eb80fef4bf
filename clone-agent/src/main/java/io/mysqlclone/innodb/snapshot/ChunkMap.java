package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.innodb.descriptor.ChunkProgress;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which chunks and blocks of the current stage are stored. Chunks are 1-based as on the wire. Not thread safe: {@link
 * Snapshot} guards it.
 */
final class ChunkMap {
    /**
     * What is beyond is a lie of the donor: a snapshot of 64 TiB at the smallest page size has so many. The map of a
     * greater number would not fit into the locator of {@code COM_REINIT} either.
     */
    static final int MAX_CHUNKS = 1 << 22;

    private final int chunks;
    private final BitSet begun = new BitSet();
    private final TreeMap<Integer, Integer> open = new TreeMap<>();
    private BitSet completedSinceDrain = new BitSet();
    private int completed;

    /** A map of which nothing is stored; {@code chunks} is 0 to {@link #MAX_CHUNKS}. */
    ChunkMap(int chunks) {
        this.chunks = chunks;
    }

    /** A map in which nothing is missing. */
    static ChunkMap full(int chunks) {
        ChunkMap map = new ChunkMap(chunks);
        map.begun.set(0, chunks);
        map.completed = chunks;
        return map;
    }

    int chunks() {
        return chunks;
    }

    /** Number of blocks of {@code chunk} stored so far; 0 when it was not begun. */
    int blocks(int chunk) {
        return open.getOrDefault(chunk, 0);
    }

    boolean isComplete(int chunk) {
        return begun.get(chunk - 1) && !open.containsKey(chunk);
    }

    boolean isComplete() {
        return completed == chunks;
    }

    /** The chunks begun and not complete, with their numbers of stored blocks. */
    Map<Integer, Integer> open() {
        return new TreeMap<>(open);
    }

    int completed() {
        return completed;
    }

    /** The lowest chunk that is not complete. */
    int firstIncomplete() {
        int notBegun = begun.nextClearBit(0) + 1;
        return open.isEmpty() ? notBegun : Math.min(notBegun, open.firstKey());
    }

    /** Blocks 1 to {@code block} of {@code chunk} are stored. */
    void stored(int chunk, int block) {
        if (!isComplete(chunk)) {
            begun.set(chunk - 1);
            open.put(chunk, block);
        }
    }

    void complete(int chunk) {
        if (!isComplete(chunk)) {
            begun.set(chunk - 1);
            open.remove(chunk);
            completed++;
            completedSinceDrain.set(chunk - 1);
        }
    }

    void completeAll() {
        for (int chunk = 1; chunk <= chunks; chunk++) {
            complete(chunk);
        }
    }

    /** What {@code COM_REINIT} claims. A donor takes only so many open chunks; the others it will send from their start. */
    ChunkProgress progress() {
        while (open.size() > ChunkProgress.MAX_INCOMPLETE) {
            begun.clear(open.pollLastEntry().getKey() - 1);
        }
        return ChunkProgress.of(open, begun, chunks);
    }

    /** What changed since the last call: chunks completed meanwhile, and all chunks that are open now. */
    Delta drain() {
        Delta delta = new Delta(completedSinceDrain, new TreeMap<>(open));
        completedSinceDrain = new BitSet();
        return delta;
    }

    void restore(Delta delta) {
        delta.open().forEach(this::stored);
        delta.completed().stream().forEach(bit -> complete(bit + 1));
        completedSinceDrain.clear();
    }

    /**
     * A change of a map.
     *
     * @param completed bit c - 1 stands for chunk c that became complete
     * @param open chunks begun and not complete, with their number of stored blocks
     */
    record Delta(BitSet completed, Map<Integer, Integer> open) {}
}
