package io.mysqlclone.recipient;

import java.time.Duration;
import java.util.Optional;

/**
 * How a clone is slowed down for the sake of its donor's own statements.
 *
 * @param target what the 99th percentile of their times is to stay below
 * @param p99 what it was in the last second or so; empty when there were too few statements to tell
 * @param bytesPerSecond that the clone may have now; 0 when it is not slowed down
 */
public record DonorPace(Duration target, Optional<Duration> p99, long bytesPerSecond) {
    /** Whether it is slowed down now. */
    public boolean isSlowed() {
        return bytesPerSecond > 0;
    }
}
