package io.mysqlclone.recipient.run;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long a lost donor is waited for. The time counts from the last outage before which something was received: a
 * connection that comes back only to break again does not start it anew. By a clock that neither an administrator nor NTP
 * sets, and that stands still while the machine is suspended. Used by one thread.
 */
final class Outages {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final int NOT_YET = -1;

    private final Duration timeout;
    private OptionalLong deadline = OptionalLong.empty();
    private long progressMark = NOT_YET;
    private int fruitless;

    /** @param timeout how long a donor is waited for */
    Outages(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * The donor was lost.
     *
     * @param mark what differs whenever anything has been received
     * @param now {@link System#nanoTime}
     */
    void lost(long mark, long now) {
        if (mark == progressMark) {
            fruitless++;
        } else {
            progressMark = mark;
            fruitless = 0;
            deadline = OptionalLong.of(now + timeout.toNanos());
        }
    }

    /** How long the donor will still be waited for; not negative. */
    Duration left(long now) {
        if (deadline.isEmpty()) {
            deadline = OptionalLong.of(now + timeout.toNanos());
        }
        return Duration.ofNanos(Math.max(0, deadline.getAsLong() - now));
    }

    /** Whether the time is over although connections could be made. */
    boolean areTooLong(long now) {
        return left(now).isZero();
    }

    /** How long to wait before the first try: not at all, unless the last connection was of no use. */
    Duration pause() {
        if (fruitless == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(fruitless - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
