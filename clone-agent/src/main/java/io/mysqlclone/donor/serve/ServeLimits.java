package io.mysqlclone.donor.serve;

import java.time.Duration;

/**
 * What a donor takes on.
 *
 * @param maxClones clones at once
 * @param maxTasks data connections of one clone, 1 to 128
 * @param dataBytesPerSecond over all recipients; 0 for no limit, else at least {@link #MIN_BANDWIDTH}
 * @param idleTimeout how long a clone waits for its recipient, and a connection for its client's next word
 * @param loginTimeout how long a login may take
 * @param sendTimeout how long a client may take nothing of what is sent to it
 */
public record ServeLimits(
        int maxClones,
        int maxTasks,
        long dataBytesPerSecond,
        Duration idleTimeout,
        Duration loginTimeout,
        Duration sendTimeout) {
    /** Most clones at once. */
    public static final int MOST_CLONES = 64;

    /** Most tasks of a clone, as in a stock donor. */
    public static final int MOST_TASKS = 128;

    /** Least bandwidth, in bytes: a block must not take longer than a recipient waits. */
    public static final long MIN_BANDWIDTH = 1 << 20;

    /** As mysqld's {@code connect_timeout}. */
    private static final Duration LOGIN = Duration.ofSeconds(10);

    /** As a stock donor. */
    private static final Duration SEND = Duration.ofSeconds(60);

    /** Connections besides those of the clones: preflights, statements, those that come back. */
    private static final int SPARE = 32;

    public ServeLimits {
        if (maxClones < 1 || maxClones > MOST_CLONES) {
            throw new IllegalArgumentException("The number of clones must be 1 to " + MOST_CLONES);
        }
        if (maxTasks < 1 || maxTasks > MOST_TASKS) {
            throw new IllegalArgumentException("The number of tasks must be 1 to " + MOST_TASKS);
        }
        if (dataBytesPerSecond != 0 && dataBytesPerSecond < MIN_BANDWIDTH) {
            throw new IllegalArgumentException("The bandwidth must be 1 MiB/s at least");
        }
        if (!idleTimeout.isPositive() || !loginTimeout.isPositive() || !sendTimeout.isPositive()) {
            throw new IllegalArgumentException("A time limit must be greater than zero");
        }
    }

    /** With a stock server's times for a login, and for a client that takes nothing. */
    public static ServeLimits of(int maxClones, int maxTasks, long dataBytesPerSecond, Duration idleTimeout) {
        return new ServeLimits(maxClones, maxTasks, dataBytesPerSecond, idleTimeout, LOGIN, SEND);
    }

    /** Connections of clients that are logged in: data and acknowledgements of each clone, and some more. */
    int maxConnections() {
        return maxClones * (maxTasks + 1) + SPARE;
    }
}
