package io.mysqlclone.innodb.live;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a donor beside a running server may take of it.
 *
 * @param spoolFolder where what changes during a clone is kept
 * @param spoolBytes that all clones together may keep there
 * @param lockWait how long DDL that is under way may take until the backup lock is there
 * @param lockHeld how long the backup lock may be held, and DDL waits; when that does not do, it is tried again
 * @param attempts how often it is tried
 */
public record CaptureLimits(Path spoolFolder, long spoolBytes, Duration lockWait, Duration lockHeld, int attempts) {}
