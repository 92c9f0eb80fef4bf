package io.mysqlclone.recipient.run;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a lost donor is waited for. The time counts from the last outage before which something was received: a
 * connection that comes back only to break again does not start it anew. Used by one thread.
 */
final class Outages {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final int NOT_YET = -1;

    private final Duration timeout;
    private Instant deadline = Instant.MIN;
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
     */
    void lost(long mark, Instant now) {
        if (mark == progressMark) {
            fruitless++;
        } else {
            progressMark = mark;
            fruitless = 0;
            deadline = now.plus(timeout);
        }
    }

    /** When the donor is given up. */
    Instant deadline(Instant now) {
        if (deadline.equals(Instant.MIN)) {
            deadline = now.plus(timeout);
        }
        return deadline;
    }

    /** Whether the time is over although connections could be made. */
    boolean areTooLong(Instant now) {
        return !now.isBefore(deadline(now));
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
