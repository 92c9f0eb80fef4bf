package io.mysqlclone.innodb.live;

import java.time.Duration;

/**
 * How a point was taken, for those who watch.
 *
 * @param recipients that share it
 * @param attempts that it took, 1 or more
 * @param lockHeld how long the backup lock was held, and DDL waited, the last time
 * @param lockHeldLongest the longest of all attempts
 * @param pages that were changed since FILE COPY began
 * @param spooledBytes that are kept for the recipients
 * @param redoBytes of log from the checkpoint to the point
 * @param point that all engines and the binary log have in common
 */
public record CaptureReport(
        int recipients,
        int attempts,
        Duration lockHeld,
        Duration lockHeldLongest,
        int pages,
        long spooledBytes,
        long redoBytes,
        Mysqld.Point point) {}
