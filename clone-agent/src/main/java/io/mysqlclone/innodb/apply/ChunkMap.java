package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.ChunkProgress;
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
            completedSinceDrain.add(chunk);
        }
    }

    /** What {@code COM_REINIT} may claim. */
    ChunkProgress progress() {
        BitSet claimed = (BitSet) begun.clone();
        Map<Integer, Integer> incomplete = new TreeMap<>();
        open.forEach((chunk, blocks) -> {
            if (incomplete.size() < ChunkProgress.MAX_INCOMPLETE) {
                incomplete.put(chunk, blocks);
            } else {
                claimed.clear(chunk - 1);
            }
        });
        return ChunkProgress.of(incomplete, claimed, chunks);
    }

    /** What changed since the last call: chunks completed meanwhile, and all chunks that are open now. */
    Delta drain() {
        Delta delta = new Delta(completedSinceDrain, new TreeMap<>(open));
        completedSinceDrain = new ArrayList<>();
        return delta;
    }

    void restore(Delta delta) {
        delta.open().forEach(this::stored);
        delta.completed().forEach(this::complete);
        completedSinceDrain.clear();
    }

    /**
     * A change of a map.
     *
     * @param completed chunks that became complete
     * @param open chunks begun and not complete, with their number of stored blocks
     */
    record Delta(List<Integer> completed, Map<Integer, Integer> open) {}
}
