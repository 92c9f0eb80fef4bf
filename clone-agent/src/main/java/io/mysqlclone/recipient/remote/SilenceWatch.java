package io.mysqlclone.recipient.remote;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives up connections whose donor is silent for too long. There is no limit on how long a clone may take, only on how
 * long nothing at all may be heard: a donor that waits for its own DDL sends a sign of life every few seconds.
 */
public final class SilenceWatch implements AutoCloseable {
    private final Map<CloneConnection, Duration> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("clone-silence-watch").daemon().factory());

    /** Starts the watch; it watches nothing yet. */
    public SilenceWatch() {
        var _ = clock.scheduleWithFixedDelay(this::look, 250, 250, TimeUnit.MILLISECONDS);
    }

    /** Watches {@code connection} until it is {@link #release released}; a later call changes its limit. */
    public void watch(CloneConnection connection, Duration limit) {
        watched.put(connection, limit);
    }

    /** Watches {@code connection} no longer. */
    public void release(CloneConnection connection) {
        watched.remove(connection);
    }

    private void look() {
        watched.forEach((connection, limit) -> {
            if (connection.silence().compareTo(limit) > 0) {
                watched.remove(connection);
                connection.abortStalled();
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
