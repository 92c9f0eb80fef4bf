package io.mysqlclone.innodb.donor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order recipients are given chunks, who waits for whom, and how often the disk is read for that. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SharedScanTest {
    private static final int CHUNKS = 40;
    private static final int BLOCKS = 64;
    private static final int ALL = CHUNKS * BLOCKS;
    /** Who the machine leaves standing for a moment is taken for slow, and reads some of it for itself. */
    private static final int TOLERANCE = ALL / 2;

    private static final long BLOCK = 1 << 20;
    /** What the cache could have: so many chunks that a recipient may read three at a time. */
    private static final long ROOM = 7 * BLOCKS * BLOCK;

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SharedScan scan = new SharedScan(() -> ROOM, PATIENCE);
    private final Cache cache = new Cache((int) (ROOM / 2 / BLOCK));

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** The newest blocks; what is not among them the disk reads. */
    private static final class Cache {
        private final Map<Integer, Boolean> blocks;
        private int reads;

        Cache(int capacity) {
            blocks = new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                    return size() > capacity;
                }
            };
        }

        synchronized void read(int chunk, int block) {
            reads += blocks.put(chunk * BLOCKS + block, true) == null ? 1 : 0;
        }

        synchronized int reads() {
            return reads;
        }
    }

    private interface Step {
        void take(int block) throws InterruptedException;
    }

    /** A recipient of several connections. */
    private final class Recipient {
        private final ChunkHandout handout = ChunkHandout.of(new Chunks());
        private final List<Integer> got = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger blocks = new AtomicInteger();
        private final List<Future<?>> connections = new ArrayList<>();

        Recipient start(int count, Step step) {
            for (int i = 0; i < count; i++) {
                connections.add(threads.submit(() -> {
                    receive(step);
                    return null;
                }));
            }
            return this;
        }

        private void receive(Step step) throws InterruptedException {
            for (Optional<Share> next = scan.next(handout); next.isPresent(); next = scan.next(handout)) {
                Share share = next.get();
                try (Turn turn = share.turn()) {
                    got.add(share.chunk());
                    for (int block = share.stored() + 1; block <= BLOCKS; block++) {
                        assertThat(turn.await(block, LONG)).isTrue();
                        cache.read(share.chunk(), block);
                        step.take(blocks.incrementAndGet());
                        turn.sent();
                    }
                }
            }
        }

        /** Waits for its end. */
        void complete() throws Exception {
            for (Future<?> connection : connections) {
                connection.get();
            }
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, CHUNKS).boxed().toList());
        }

        void awaitBlocks(int count) throws InterruptedException {
            while (blocks.get() < count) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** About as quick as others of its kind, but never quite. */
    private static Step quick(int seed) {
        Random random = new Random(seed);
        // All its connections share one line.
        ReentrantLock line = new ReentrantLock();
        return block -> {
            line.lockInterruptibly();
            try {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(800));
            } finally {
                line.unlock();
            }
        };
    }

    @Test
    void aloneEveryChunkComesInItsOrder() throws Exception {
        Recipient alone = new Recipient().start(1, block -> {});

        alone.complete();
        assertThat(alone.got).isSorted();
        assertThat(cache.reads()).isEqualTo(ALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void whatRecipientsOfOneSpeedReadTheDiskReadsOnce(int connections) throws Exception {
        List<Recipient> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(new Recipient().start(connections, quick(i)));
        }
        for (Recipient each : all) {
            each.complete();
        }
        assertThat(cache.reads()).isLessThanOrEqualTo(ALL + TOLERANCE);
    }

    @Test
    void recipientsOfOneAndOfManyConnectionsReadTogether() throws Exception {
        List<Recipient> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new Recipient().start(1 + 5 * i, quick(i)));
        }
        for (Recipient each : all) {
            each.complete();
        }
        assertThat(cache.reads()).isLessThanOrEqualTo(ALL + TOLERANCE);
    }

    @Test
    void whoComesLaterBeginsWhereTheScanIsAndGoesRound() throws Exception {
        Recipient first = new Recipient().start(1, quick(1));
        first.awaitBlocks(ALL / 2);
        Recipient late = new Recipient().start(1, quick(2));

        first.complete();
        late.complete();

        assertThat(late.got.getFirst()).isGreaterThan(CHUNKS / 3);
        // What was over when it came must be read again for it, and nothing else.
        assertThat(cache.reads()).isBetween(ALL, ALL + late.got.getFirst() * BLOCKS + TOLERANCE);
    }

    @Test
    void whoIsFrozenFallsOut() throws Exception {
        CountDownLatch thaw = new CountDownLatch(1);
        Step pace = quick(3);
        Recipient frozen = new Recipient().start(2, block -> {
            if (block >= ALL / 4) {
                thaw.await();
            }
            pace.take(block);
        });
        Recipient one = new Recipient().start(1, quick(1));
        Recipient other = new Recipient().start(3, quick(2));

        one.complete();
        other.complete();
        assertThat(cache.reads()).isLessThanOrEqualTo(ALL + TOLERANCE);

        thaw.countDown();
        frozen.complete();
    }

    /** Several times, as it freezes when those in front have just been let go as far as can be, or not. */
    @RepeatedTest(10)
    void oneFrozenConnectionOfSeveralHoldsNobodyUp() throws Exception {
        CountDownLatch thaw = new CountDownLatch(1);
        Step pace = quick(3);
        Recipient frozen = new Recipient().start(3, block -> {
            if (block == ALL / 4) {
                thaw.await();
            }
            pace.take(block);
        });
        Recipient one = new Recipient().start(1, quick(1));

        one.complete();
        thaw.countDown();
        frozen.complete();
    }

    @Test
    void whoIsSlowFallsOutAndFetchesTheRestAlone() throws Exception {
        AtomicBoolean hurries = new AtomicBoolean();
        Recipient slow = new Recipient().start(1, block -> {
            if (!hurries.get()) {
                TimeUnit.MILLISECONDS.sleep(8);
            }
        });
        Recipient one = new Recipient().start(1, quick(1));
        Recipient other = new Recipient().start(2, quick(2));

        one.complete();
        other.complete();
        int taken = slow.blocks.get();
        assertThat(taken).isLessThan(ALL / 2);
        assertThat(cache.reads()).isLessThanOrEqualTo(ALL + TOLERANCE + taken);

        hurries.set(true);
        slow.complete();
        assertThat(cache.reads()).isLessThanOrEqualTo(2 * ALL + TOLERANCE);
    }

    @Test
    void nobodyWaitsForOneThatIsGone() throws Exception {
        Step pace = quick(3);
        Recipient gone = new Recipient().start(4, block -> {
            if (block >= ALL / 4) {
                Thread.sleep(LONG);
            }
            pace.take(block);
        });
        Recipient other = new Recipient().start(2, quick(2));
        gone.awaitBlocks(ALL / 4);
        gone.connections.forEach(connection -> connection.cancel(true));
        scan.leave(gone.handout);

        other.complete();
        assertThat(cache.reads()).isLessThanOrEqualTo(ALL + TOLERANCE);
    }

    @Test
    void whereTheCacheHasRoomForAllNobodyWaits() throws Exception {
        var roomy = new SharedScan(() -> 2 * ALL * BLOCK, PATIENCE);
        ChunkHandout slow = ChunkHandout.of(new Chunks());
        try (Turn held = roomy.next(slow).orElseThrow().turn()) {
            assertThat(held.await(1, LONG)).isTrue();
            ChunkHandout quick = ChunkHandout.of(new Chunks());
            for (Optional<Share> next = roomy.next(quick); next.isPresent(); next = roomy.next(quick)) {
                try (Turn turn = next.get().turn()) {
                    for (int block = 1; block <= BLOCKS; block++) {
                        assertThat(turn.await(block, Duration.ZERO)).isTrue();
                        turn.sent();
                    }
                }
            }
            assertThat(quick.isGiven()).isTrue();
        }
    }

    @Test
    void whoWaitsIsToldWhenItsPatienceIsOver() throws Exception {
        var narrow = new SharedScan(() -> 2 * BLOCKS * BLOCK, LONG);
        ChunkHandout behind = ChunkHandout.of(new Chunks());
        ChunkHandout ahead = ChunkHandout.of(new Chunks());
        try (Turn last = narrow.next(behind).orElseThrow().turn();
                Turn first = narrow.next(ahead).orElseThrow().turn()) {
            assertThat(last.await(1, LONG)).isTrue();
            int block = 1;
            while (first.await(block, Duration.ZERO)) {
                first.sent();
                block++;
            }
            assertThat(block).isBetween(2, BLOCKS);
            last.sent();
            // One step of the last one is one of the first.
            assertThat(first.await(block, LONG)).isTrue();
        }
    }

    /** A stage of chunks that are never sent. */
    private record Chunks() implements StagePlan {
        @Override
        public int chunks() {
            return CHUNKS;
        }

        @Override
        public int files() {
            return 1;
        }

        @Override
        public long bytes() {
            return ALL * BLOCK;
        }

        @Override
        public int blocks(int chunk) {
            return BLOCKS;
        }

        @Override
        public long bytes(int chunk) {
            return BLOCKS * BLOCK;
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
