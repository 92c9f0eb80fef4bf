package io.mysqlclone.innodb;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which chunks and blocks of the current stage are stored. Chunks are 1-based as on the wire. Not thread safe: {@link
 * Snapshot} guards it.
 */
final class ChunkMap {
    /** More chunks than a snapshot of 1 PiB at the smallest page size has; what is beyond is a lie of the donor. */
    static final int MAX_CHUNKS = 1 << 26;

    private final int chunks;
    private final BitSet begun = new BitSet();
    private final TreeMap<Integer, Integer> open = new TreeMap<>();
    private List<Integer> completedSinceDrain = new ArrayList<>();
    private int completed;

    ChunkMap(int chunks) {
        if (chunks < 0 || chunks > MAX_CHUNKS) {
            throw new IllegalArgumentException("chunks: " + chunks);
        }
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

    int completed() {
        return completed;
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
            completedSinceDrain.add(chunk);
        }
    }

    /** Chunks that {@code COM_REINIT} may claim. */
    ChunkProgress progress() {
        return new ChunkProgress(Map.copyOf(open), (BitSet) begun.clone(), chunks);
    }

    /** What changed since the last call: chunks completed meanwhile, and all chunks that are open now. */
    Delta drain() {
        Delta delta = new Delta(completedSinceDrain, new TreeMap<>(open));
        completedSinceDrain = new ArrayList<>();
        return delta;
    }

    /**
     * A change of a map.
     *
     * @param completed chunks that became complete
     * @param open chunks begun and not complete, with their number of stored blocks
     */
    record Delta(List<Integer> completed, Map<Integer, Integer> open) {
        boolean isEmpty() {
            return completed.isEmpty() && open.isEmpty();
        }
    }

    void restore(Delta delta) {
        delta.open().forEach(this::stored);
        delta.completed().forEach(this::complete);
        completedSinceDrain.clear();
    }
}
