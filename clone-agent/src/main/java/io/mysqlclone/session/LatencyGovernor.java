package io.mysqlclone.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast a clone may be while its donor's own statements have to stay quick: half as fast each time they do not, and a
 * twentieth of its full speed faster each time they do, until it is free again. It never stops a clone, which its donor or its
 * recipient would give up: below the least speed it does not go, however slow the server is without it.
 *
 * <p>It is asked once a second or so. Not thread safe.
 */
public final class LatencyGovernor {
    /** From here to the target nothing is changed. */
    private static final double CALM = 0.8;

    private static final int STEPS = 20;
    /** Above what was seen without a limit, so that it is not one any more. */
    private static final double FREE = 1.25;

    /** A server that ends no statement may have none, or may be stuck: only after so many times it counts as idle. */
    private static final int SILENCES = 5;

    private final Duration target;
    private final long least;
    private long limit;
    private long fastest;
    private int silent;

    /**
     * A clone without a limit.
     *
     * @param target what the 99th percentile is to stay below
     * @param least bytes a second
     */
    public LatencyGovernor(Duration target, long least) {
        this.target = target;
        this.least = least;
    }

    /**
     * The limit from now on.
     *
     * @param p99 of the statements since this was asked last; empty when there were too few to tell
     * @param bytesPerSecond of the clone since then
     * @return bytes a second; 0 for none
     */
    public long decide(Optional<Duration> p99, long bytesPerSecond) {
        silent = p99.isPresent() ? 0 : silent + 1;
        if (limit == 0) {
            fastest = Math.max(fastest, bytesPerSecond);
        }
        if (p99.isPresent() && p99.get().compareTo(target) > 0) {
            // A limit that was not reached is none: what was reached counts.
            long now = limit == 0 ? bytesPerSecond : Math.min(limit, Math.max(bytesPerSecond, least));
            limit = Math.max(least, now / 2);
        } else if (limit > 0 && isCalm(p99)) {
            limit += Math.max(least, fastest / STEPS);
            if (limit >= fastest * FREE) {
                limit = 0;
            }
        }
        return limit;
    }

    private boolean isCalm(Optional<Duration> p99) {
        return p99.map(time -> time.toNanos() <= target.toNanos() * CALM).orElse(silent >= SILENCES);
    }
}
