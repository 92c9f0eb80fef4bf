package io.mysqlclone.session;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Bytes that may pass in a second, over all connections. Thread safe.
 *
 * @param capacity tokens that may come in a burst: those of a quarter of a second
 */
public record ByteBudget(Bucket bucket, long capacity, long bytesPerToken) {
    /** A bucket takes no more than a token in a nanosecond: faster limits are counted in several bytes a token. */
    private static final long MAX_TOKENS_PER_SECOND = 1_000_000_000;

    /** The lower of two limits, of which 0 is none. */
    public static long lower(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    /** Empty for 0, which is no limit. */
    public static Optional<ByteBudget> of(long bytesPerSecond) {
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
        return Optional.of(new ByteBudget(bucket, capacity, bytesPerToken));
    }

    /**
     * Waits until {@code bytes} may have passed: in small parts, so that a new limit ends the wait for an old one.
     *
     * @param holds whether this budget is still the one that counts
     */
    public void take(long bytes, BooleanSupplier holds) throws InterruptedException {
        long left = Math.ceilDiv(bytes, bytesPerToken);
        while (left > 0 && holds.getAsBoolean()) {
            long part = Math.min(left, capacity);
            bucket.asBlocking().consume(part);
            left -= part;
        }
    }
}
