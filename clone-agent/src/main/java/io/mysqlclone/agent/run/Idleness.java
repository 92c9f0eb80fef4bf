package io.mysqlclone.agent.run;

import java.time.Duration;
import java.util.Optional;

/** Since when a donor has nobody to serve. Times are of {@link System#nanoTime}. Used by one thread. */
final class Idleness {
    private final Optional<Duration> limit;
    private long lastBusy;

    /** Idle from {@code now} on; without a limit never for too long. */
    Idleness(Optional<Duration> limit, long now) {
        this.limit = limit;
        this.lastBusy = now;
    }

    /** Whether it was idle for as long as it may be. */
    boolean isOver(boolean busy, long now) {
        if (busy) {
            lastBusy = now;
        }
        return limit.filter(longest -> now - lastBusy >= longest.toNanos()).isPresent();
    }
}
