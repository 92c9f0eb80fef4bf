package io.mysqlclone.recipient;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/**
 * The bandwidth limits of a clone, over all its connections. A limit takes effect as soon as it is set: each
 * connection asks between slices that are small enough for the donor not to run into its write timeout.
 */
final class Throttle implements CloneConnection.DataPace {
    /** Read between two looks at the limits; a multiple of what one read of a socket brings. */
    private static final int SLICE = 64 << 10;

    private volatile State state;

    Throttle(Limits limits) {
        state = State.of(limits);
    }

    void set(Limits limits) {
        state = State.of(limits);
    }

    Limits limits() {
        return state.limits;
    }

    @Override
    public int slice() {
        State now = state;
        return now.data.isEmpty() && now.network.isEmpty() ? Integer.MAX_VALUE : SLICE;
    }

    @Override
    public void received(int dataBytes, long networkBytes) throws InterruptedException {
        State now = state;
        if (now.data.isPresent()) {
            now.take(now.data.get(), now.dataCapacity, dataBytes, this);
        }
        if (now.network.isPresent()) {
            now.take(now.network.get(), now.networkCapacity, networkBytes, this);
        }
    }

    private record State(
            Limits limits, Optional<Bucket> data, long dataCapacity, Optional<Bucket> network, long networkCapacity) {
        static State of(Limits limits) {
            long data = capacity(limits.dataBytesPerSecond());
            long network = capacity(limits.networkBytesPerSecond());
            return new State(
                    limits,
                    bucket(limits.dataBytesPerSecond(), data),
                    data,
                    bucket(limits.networkBytesPerSecond(), network),
                    network);
        }

        /** A quarter of a second may come in a burst. */
        private static long capacity(long rate) {
            return Math.max(1, rate / 4);
        }

        private static Optional<Bucket> bucket(long rate, long capacity) {
            if (rate == 0) {
                return Optional.empty();
            }
            return Optional.of(Bucket.builder()
                    .addLimit(Bandwidth.builder()
                            .capacity(capacity)
                            .refillGreedy(rate, Duration.ofSeconds(1))
                            .initialTokens(0)
                            .build())
                    .build());
        }

        private void take(Bucket bucket, long capacity, long bytes, Throttle owner) throws InterruptedException {
            long left = bytes;
            while (left > 0 && owner.limits().equals(limits)) {
                long part = Math.min(left, capacity);
                bucket.asBlocking().consume(part);
                left -= part;
            }
        }
    }
}
