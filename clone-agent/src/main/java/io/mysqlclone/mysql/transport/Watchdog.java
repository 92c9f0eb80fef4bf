package io.mysqlclone.mysql.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs an action when a piece of blocking work takes too long. It has a platform thread of its own, so that virtual
 * threads that hold all carriers cannot delay it.
 */
public final class Watchdog implements AutoCloseable {
    private enum State {
        WATCHING,
        FINISHED,
        EXPIRED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);
    private final Thread thread;

    private Watchdog(Duration limit, Runnable onExpiry) {
        this.thread =
                Thread.ofPlatform().daemon().name("mysql-connect-timeout").unstarted(() -> watch(limit, onExpiry));
    }

    /** Runs {@code onExpiry} after {@code limit}, unless the work is finished before. */
    public static Watchdog start(Duration limit, Runnable onExpiry) {
        Watchdog watchdog = new Watchdog(limit, onExpiry);
        watchdog.thread.start();
        return watchdog;
    }

    private void watch(Duration limit, Runnable onExpiry) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        if (state.compareAndSet(State.WATCHING, State.EXPIRED)) {
            onExpiry.run();
        }
    }

    /** Whether the work took too long and the action was run. */
    public boolean expired() {
        return state.get() == State.EXPIRED;
    }

    /** The work is done. False when it was too late and the action was run. */
    public boolean finish() {
        boolean inTime = state.compareAndSet(State.WATCHING, State.FINISHED);
        thread.interrupt();
        return inTime;
    }

    @Override
    public void close() {
        finish();
    }
}
