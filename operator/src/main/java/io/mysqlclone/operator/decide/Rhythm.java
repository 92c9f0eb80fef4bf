package io.mysqlclone.operator.decide;

import java.time.Duration;

/** How often the operator looks, and how long it waits between tries. */
final class Rhythm {

    /** While bytes flow or a server starts. */
    static final Duration BUSY = Duration.ofSeconds(2);
    /** While something else has to happen first. */
    static final Duration WAITING = Duration.ofSeconds(10);
    /** After a decision whose consequences must be written down before the next. */
    static final Duration AT_ONCE = Duration.ofMillis(10);
    /** Between two tries of a donor that serves somebody else. */
    static final Duration DONOR_BUSY = Duration.ofSeconds(30);

    /** After an agent that was told to end by nobody who was asked for it, and after a launch that nothing is seen of. */
    static final Duration INTERRUPTED = Duration.ofSeconds(30);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 6;

    private Rhythm() {}

    /**
     * How long to wait after so many failed tries: 10 s, doubled each time, at most 5 min.
     *
     * @param failures at least 1
     */
    static Duration backoff(int failures) {
        Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
    }
}
