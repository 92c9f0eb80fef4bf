package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In which order the pages of PAGE COPY have come. A donor sends them by tablespace id and page number, from the first
 * chunk to the last, and passes over those of dropped files, also of such as were dropped in FILE COPY, for they are
 * still among those that it announces. So the tablespaces on both sides of a gap tell whose
 * pages can be missing in it: never those of a tablespace that is there. How many
 * pages a dropped file had nobody can say: it may have grown since it was announced. Not thread safe: {@link Snapshot} guards it.
 */
final class PageOrder {
    /** Instead of the tablespace id of the page before: there is none, the chunk begins. */
    static final long NONE = -1;

    /** Instead of the tablespace id of the page before: it came in a round before this one. */
    static final long UNKNOWN = -2;

    /** Each dropped tablespace makes one gap, and each resumption may split one; what is beyond is a lie. */
    private static final int MAX_GAPS = 100_000;

    private final Map<Integer, Chunk> chunks = new TreeMap<>();
    private Map<Integer, Chunk> unrecorded = new TreeMap<>();
    private int gapCount;

    /**
     * Pages that were passed over within a chunk.
     *
     * @param after tablespace id of the page before them
     * @param before tablespace id of the page behind them
     */
    record Gap(long after, long before, int pages) {}

    /**
     * What has come of a chunk.
     *
     * @param first tablespace id of its first page that came
     * @param last of its last page that came so far
     * @param passedBefore pages of the chunk that were passed over before the first that came
     * @param gaps those behind it
     */
    record Chunk(long first, long last, int passedBefore, List<Gap> gaps) {}

    /**
     * A page has come that belongs to another tablespace than the page before it in its chunk, or behind a gap.
     *
     * @param before tablespace id of the page before, {@link #NONE} or {@link #UNKNOWN}
     * @param passed pages that were passed over between the two
     */
    void arrived(int chunk, long before, int passed, long spaceId) throws EngineException {
        Chunk known = chunks.get(chunk);
        if (known == null || before == NONE) {
            gapCount -= known == null ? 0 : known.gaps().size();
            put(chunk, new Chunk(spaceId, spaceId, passed, List.of()));
            return;
        }
        List<Gap> gaps = known.gaps();
        Gap gap = new Gap(before == UNKNOWN ? known.first() : before, spaceId, passed);
        if (passed > 0 && !gaps.contains(gap)) {
            gaps = new ArrayList<>(gaps);
            gaps.add(gap);
            if (++gapCount > MAX_GAPS) {
                throw EngineException.violation("the donor passed over pages of PAGE COPY in more than " + MAX_GAPS
                        + " places, which no donor does");
            }
        }
        put(
                chunk,
                new Chunk(
                        Math.min(known.first(), spaceId),
                        Math.max(known.last(), spaceId),
                        known.passedBefore(),
                        List.copyOf(gaps)));
    }

    private void put(int number, Chunk chunk) {
        chunks.put(number, chunk);
        unrecorded.put(number, chunk);
    }

    /**
     * Pages that are missing although no dropped tablespace can have had them. One that was created and dropped while the
     * donor copied is none that it speaks of, and may have been among those.
     *
     * @param map of all chunks of PAGE COPY
     * @param announced pages that the donor announced, over all chunks
     * @param there ids of the tablespaces of the snapshot that were not dropped
     */
    long unexplained(ChunkMap map, long announced, Collection<Long> there) {
        NavigableMap<Long, Long> ids = runs(new TreeSet<>(there));
        return missing(map, announced, (after, before) -> isOf(ids, after, before));
    }

    /** Pages that are missing, of whichever tablespace. */
    long missing(ChunkMap map, long announced) {
        return missing(map, announced, (after, before) -> false);
    }

    /** Between which ids pages may be missing: from the first one on, and below the second one. */
    private interface Excuse {
        boolean covers(long after, long before);
    }

    private long missing(ChunkMap map, long announced, Excuse excuse) {
        long missing = 0;
        long after = 0;
        long passed = 0;
        for (int number = 1; number <= map.chunks(); number++) {
            long length =
                    Math.min(DonorServer.PAGES_PER_CHUNK, announced - (number - 1L) * DonorServer.PAGES_PER_CHUNK);
            Chunk chunk = chunks.get(number);
            if (chunk == null) {
                passed += map.isComplete(number) ? 0 : length;
                continue;
            }
            // Two connections had the two chunks: the first pages of this one may have come before the drop, and the
            // last ones of the chunk before not behind it.
            missing += excuse.covers(after, chunk.first() + 1) ? 0 : passed;
            missing += excuse.covers(after, chunk.first()) ? 0 : chunk.passedBefore();
            for (Gap gap : chunk.gaps()) {
                missing += excuse.covers(gap.after(), gap.before()) ? 0 : gap.pages();
            }
            after = chunk.last();
            passed = map.isComplete(number) ? 0 : length - map.blocks(number);
        }
        return missing + (excuse.covers(after, Long.MAX_VALUE) ? 0 : passed);
    }

    /** Ids without a gap between them, by the first one of each run. */
    private static NavigableMap<Long, Long> runs(NavigableSet<Long> ids) {
        NavigableMap<Long, Long> runs = new TreeMap<>();
        for (long id : ids) {
            Map.Entry<Long, Long> before = runs.lastEntry();
            runs.put(before != null && before.getValue() == id - 1 ? before.getKey() : id, id);
        }
        return runs;
    }

    /** Whether there may have been a tablespace whose id is {@code after} or more, and less than {@code before}. */
    private static boolean isOf(NavigableMap<Long, Long> there, long after, long before) {
        Map.Entry<Long, Long> run = there.floorEntry(after);
        long free = run == null || run.getValue() < after ? after : run.getValue() + 1;
        return free < before;
    }

    /** Takes the chunks of which the journal does not have all. */
    Map<Integer, Chunk> drain() {
        Map<Integer, Chunk> drained = unrecorded;
        unrecorded = new TreeMap<>();
        return drained;
    }

    /** Takes back what the journal has. */
    void restore(Map<Integer, Chunk> recorded) {
        chunks.putAll(recorded);
    }
}
