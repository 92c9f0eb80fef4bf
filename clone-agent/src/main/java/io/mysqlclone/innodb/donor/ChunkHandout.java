package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.descriptor.ChunkProgress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Which chunks of a stage are still to be given to a task, of one recipient. Not thread safe. */
public final class ChunkHandout {
    private final StagePlan plan;
    /** Bit c - 1 stands for chunk c. */
    private final BitSet missing = new BitSet();
    /** Blocks that the recipient has, of chunks that it has in part. */
    private final Map<Integer, Integer> stored;

    private ChunkHandout(StagePlan plan, Map<Integer, Integer> stored) {
        this.plan = plan;
        this.stored = stored;
    }

    /** For a recipient that has nothing of the stage. */
    static ChunkHandout of(StagePlan plan) {
        var handout = new ChunkHandout(plan, Map.of());
        handout.missing.set(0, plan.chunks());
        return handout;
    }

    /**
     * For a recipient that has something of it.
     *
     * @throws MalformedMessageException when it says that it has what there is not
     */
    static ChunkHandout of(StagePlan plan, ChunkProgress progress) throws MalformedMessageException {
        BitSet begun = progress.begun();
        if (begun.length() > plan.chunks()) {
            throw malformed("chunk", begun.length(), "1 to " + plan.chunks());
        }
        Map<Integer, Integer> stored = new HashMap<>();
        var handout = new ChunkHandout(plan, stored);
        handout.missing.set(0, plan.chunks());
        handout.missing.andNot(begun);
        for (var entry : progress.incomplete().entrySet()) {
            int chunk = entry.getKey();
            int blocks = plan.blocks(chunk);
            if (entry.getValue() > blocks) {
                throw malformed("blocks stored of chunk " + chunk, entry.getValue(), "0 to " + blocks);
            }
            if (entry.getValue() < blocks) {
                stored.put(chunk, entry.getValue());
                handout.missing.set(chunk - 1);
            }
        }
        return handout;
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("progress of a clone", field, value, allowed);
    }

    StagePlan plan() {
        return plan;
    }

    boolean lacks(int chunk) {
        return missing.get(chunk - 1);
    }

    /** The first chunk that is missing from {@code from} on, or from the beginning if there is none. */
    public OptionalInt next(int from) {
        int found = missing.nextSetBit(from - 1);
        if (found < 0) {
            found = missing.nextSetBit(0);
        }
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found + 1);
    }

    /** The last chunk that is missing up to {@code from}, or up to the end if there is none. */
    OptionalInt previous(int from) {
        int found = missing.previousSetBit(from - 1);
        if (found < 0) {
            found = missing.length() - 1;
        }
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found + 1);
    }

    /** Whether nothing is missing any more. */
    boolean isGiven() {
        return missing.isEmpty();
    }

    /** Gives a chunk out. */
    public void take(int chunk) {
        missing.clear(chunk - 1);
    }

    /** Blocks of a chunk that need not be sent. */
    int stored(int chunk) {
        return stored.getOrDefault(chunk, 0);
    }

    /** Chunks that were given out, or that the recipient had. */
    int given() {
        return plan.chunks() - missing.cardinality();
    }
}
