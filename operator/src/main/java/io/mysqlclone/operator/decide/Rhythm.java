package io.mysqlclone.operator.decide;

import java.time.Duration;

/** How often the operator looks, and how long it waits between tries. */
public final class Rhythm {

    /** While bytes flow or a server starts. */
    public static final Duration BUSY = Duration.ofSeconds(2);
    /** While something else has to happen first. */
    public static final Duration WAITING = Duration.ofSeconds(10);
    /** After a decision whose consequences must be written down before the next. */
    public static final Duration AT_ONCE = Duration.ofMillis(10);
    /** Between two looks whether somebody else is done. */
    public static final Duration OTHERS = Duration.ofSeconds(30);

    /** After an agent that was told to end by nobody who was asked for it, and after a launch that nothing is seen of. */
    static final Duration INTERRUPTED = Duration.ofSeconds(30);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final Duration AFTER_A_LOGIN = Duration.ofMinutes(1);
    private static final int DOUBLINGS = 6;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    private Rhythm() {}

    /**
     * How long to wait after so many failed tries: 10 s, doubled each time, at most 5 min.
     *
     * @param failures at least 1
     */
    public static Duration backoff(int failures) {
        Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
    }

    /**
     * The same after a login that was refused: 1 min, then 5 min. Nothing but a person changes that, and a server may lock an
     * account after three wrong passwords: by then somebody should have had the time to read of it.
     *
     * @param failures at least 1
     */
    static Duration login(int failures) {
        return failures == 1 ? AFTER_A_LOGIN : LONGEST_BACKOFF;
    }

    /**
     * How long to wait before another agent asks whether donor or volume are still somebody else's: 30 s, and twice as long
     * for each agent that a pod holds already, because it keeps them; at most 30 min.
     *
     * @param agents in the pod that the next one would join; 0 where it gets a pod of its own
     */
    static Duration busy(int agents) {
        Duration wait = OTHERS.multipliedBy(1L << Math.clamp(agents - 1L, 0, DOUBLINGS));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
