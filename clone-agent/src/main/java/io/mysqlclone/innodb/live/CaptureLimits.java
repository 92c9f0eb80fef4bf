package io.mysqlclone.innodb.live;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a donor beside a running server may take of it.
 *
 * @param spoolFolder where what changes during a clone is kept
 * @param spoolBytes that all clones together may keep there
 * @param lockWait how long DDL that is under way may take until the backup lock is there
 * @param lockHeld how long the backup lock may be held, and DDL waits, in the first half of the attempts
 * @param attempts how often it is tried
 */
public record CaptureLimits(Path spoolFolder, long spoolBytes, Duration lockWait, Duration lockHeld, int attempts) {

    private static final int UNTIL_DOUBLED = 5;

    /**
     * The limits of one attempt. DDL that waits some seconds costs less than a clone of hours that comes to nothing: behind the
     * first half of the attempts the lock may be held twice as long, and twice that again every five.
     *
     * @param number from 1
     */
    CaptureLimits of(int number) {
        int late = Math.max(0, number - (attempts + 1) / 2);
        int doubled = (late + UNTIL_DOUBLED - 1) / UNTIL_DOUBLED;
        return new CaptureLimits(spoolFolder, spoolBytes, lockWait, lockHeld.multipliedBy(1L << doubled), attempts);
    }
}
