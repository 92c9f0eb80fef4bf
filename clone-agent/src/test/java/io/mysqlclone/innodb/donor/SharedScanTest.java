package io.mysqlclone.innodb.donor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In which order recipients are given chunks, and how often the disk is read for that. */
final class SharedScanTest {
    private static final int CHUNKS = 200;

    private final SharedScan scan = new SharedScan();

    private static ChunkHandout handout() {
        return ChunkHandout.of(new Chunks(CHUNKS));
    }

    /**
     * A recipient that comes at a moment and needs a time for a chunk.
     *
     * @param got the chunks in their order
     */
    private record Recipient(double begins, double perChunk, ChunkHandout handout, List<Integer> got) {
        static Recipient of(double begins, double perChunk) {
            return new Recipient(begins, perChunk, SharedScanTest.handout(), new ArrayList<>());
        }
    }

    private record Turn(double at, Recipient recipient) {}

    /** Lets recipients take chunks; tells how many were read by the disk when the cache holds {@code cached} chunks. */
    private int reads(int cached, Recipient... recipients) {
        var turns = new PriorityQueue<Turn>(Comparator.comparingDouble(Turn::at));
        for (Recipient each : recipients) {
            turns.add(new Turn(each.begins(), each));
        }
        Map<Integer, Boolean> cache = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > cached;
            }
        };
        int reads = 0;
        while (!turns.isEmpty()) {
            Turn turn = turns.remove();
            Recipient recipient = turn.recipient();
            OptionalInt chunk = scan.next(recipient.handout(), 1);
            if (chunk.isPresent()) {
                recipient.got().add(chunk.getAsInt());
                reads += cache.put(chunk.getAsInt(), true) == null ? 1 : 0;
                turns.add(new Turn(turn.at() + recipient.perChunk(), recipient));
            }
        }
        for (Recipient each : recipients) {
            assertThat(each.got())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, CHUNKS).boxed().toList());
        }
        return reads;
    }

    @Test
    void aloneEveryChunkComesInItsOrder() {
        Recipient alone = Recipient.of(0, 1);

        assertThat(reads(1, alone)).isEqualTo(CHUNKS);
        assertThat(alone.got()).isSorted();
    }

    @Test
    void recipientsOfOneSpeedReadEachChunkTogether() {
        assertThat(reads(SharedScan.TAIL, Recipient.of(0, 1), Recipient.of(0.3, 1), Recipient.of(0.7, 1.01)))
                .isLessThanOrEqualTo(CHUNKS + CHUNKS / 50);
    }

    @Test
    void whoComesLaterBeginsWhereTheScanIsAndGoesRound() {
        Recipient first = Recipient.of(0, 1);
        Recipient late = Recipient.of(100.5, 1);

        int reads = reads(SharedScan.TAIL, first, late);

        assertThat(late.got().getFirst()).isGreaterThan(CHUNKS / 4);
        // The first half must be read again for the late one, and nothing else.
        assertThat(reads).isBetween(CHUNKS + CHUNKS / 2 - SharedScan.TAIL - 2, CHUNKS + CHUNKS / 2 + 2);
    }

    @Test
    void whoIsSlowHoldsNobodyBack() {
        Recipient fast = Recipient.of(0, 1);
        Recipient slow = Recipient.of(0, 10);
        Recipient other = Recipient.of(0.5, 1);

        int reads = reads(SharedScan.TAIL, fast, slow, other);

        assertThat(fast.got()).isSorted();
        // What the slow one did not catch in passing, about nine of ten, it fetches alone.
        assertThat(reads).isLessThan(CHUNKS * 2 - CHUNKS / 20);
    }

    @Test
    void severalSlowOnesFetchTheRestTogether() {
        int reads = reads(
                SharedScan.TAIL, Recipient.of(0, 1), Recipient.of(0, 10), Recipient.of(1, 10), Recipient.of(2, 10));

        assertThat(reads).isLessThan(CHUNKS * 2 + CHUNKS / 2);
    }

    @Test
    void noChunkIsGivenTwice() {
        ChunkHandout recipient = handout();
        Set<Integer> given = new HashSet<>();
        for (OptionalInt chunk = scan.next(recipient, 64); chunk.isPresent(); chunk = scan.next(recipient, 64)) {
            assertThat(given.add(chunk.getAsInt())).isTrue();
            assertThat(chunk.getAsInt()).isBetween(1, CHUNKS);
        }
        assertThat(given).hasSize(CHUNKS);
    }

    /** A stage of chunks that are never sent. */
    private record Chunks(int chunks) implements StagePlan {
        @Override
        public int files() {
            return 1;
        }

        @Override
        public long bytes() {
            return chunks;
        }

        @Override
        public int blocks(int chunk) {
            return 1;
        }

        @Override
        public void announce(BlockSender to) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void send(int chunk, int stored, BlockSender to) {
            throw new AssertionError("nothing is sent");
        }
    }
}
