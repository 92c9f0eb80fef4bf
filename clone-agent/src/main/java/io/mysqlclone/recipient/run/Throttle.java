package io.mysqlclone.recipient.run;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.donor.CloneConnection;
import java.time.Duration;
import java.util.Optional;

/**
 * The bandwidth limits of a clone, over all its connections. A limit takes effect as soon as it is set: each
 * connection asks between slices that are small enough for the donor not to run into its write timeout.
 */
final class Throttle implements CloneConnection.DataPace {
    /** Read between two looks at the limits; a multiple of what one read of a socket brings. */
    private static final int SLICE = 64 << 10;

    /** A bucket takes no more than a token in a nanosecond: faster limits are counted in several bytes a token. */
    private static final long MAX_TOKENS_PER_SECOND = 1_000_000_000;

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
        return now.data().isEmpty() && now.network().isEmpty() ? Integer.MAX_VALUE : SLICE;
    }

    @Override
    public void received(int dataBytes, long networkBytes) throws InterruptedException {
        State now = state;
        if (now.data.isPresent()) {
            take(now, now.data.get(), dataBytes);
        }
        if (now.network.isPresent()) {
            take(now, now.network.get(), networkBytes);
        }
    }

    /** In small parts, because a new limit ends the wait for an old one. */
    private void take(State now, Budget budget, long bytes) throws InterruptedException {
        long left = Math.ceilDiv(bytes, budget.bytesPerToken());
        while (left > 0 && state.limits.equals(now.limits)) {
            long part = Math.min(left, budget.capacity());
            budget.bucket().asBlocking().consume(part);
            left -= part;
        }
    }

    private record State(Limits limits, Optional<Budget> data, Optional<Budget> network) {
        static State of(Limits limits) {
            return new State(limits, Budget.of(limits.dataBytesPerSecond()), Budget.of(limits.networkBytesPerSecond()));
        }
    }

    /**
     * What may be taken, over all connections.
     *
     * @param capacity tokens that may come in a burst: those of a quarter of a second
     */
    private record Budget(Bucket bucket, long capacity, long bytesPerToken) {
        static Optional<Budget> of(long bytesPerSecond) {
            if (bytesPerSecond == 0) {
                return Optional.empty();
            }
            long bytesPerToken = Math.ceilDiv(bytesPerSecond, MAX_TOKENS_PER_SECOND);
            long rate = bytesPerSecond / bytesPerToken;
            long capacity = Math.max(1, rate / 4);
            Bucket bucket = Bucket.builder()
                    .addLimit(Bandwidth.builder()
                            .capacity(capacity)
                            .refillGreedy(rate, Duration.ofSeconds(1))
                            .initialTokens(0)
                            .build())
                    .build();
            return Optional.of(new Budget(bucket, capacity, bytesPerToken));
        }
    }
}
