package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.ServerLocks;
import io.mysqlclone.storage.RecordLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether a mysqld runs on a data directory, by the fcntl locks that it has on its files; the kernel tells of them
 * whichever container asks.
 *
 * <p>What mysqld 9.7.4 was seen to do (strace):
 *
 * <ol>
 *   <li>it opens the index of the binary logs, reads {@code auto.cnf}, and opens and closes {@code ibdata1};
 *   <li>2 to 12 ms later it reads {@code #clone/}, and rolls back or swaps files as that says;
 *   <li>it reads the first page of every tablespace, without a lock so far: 90 to 200 ms with two tables, more with
 *       many;
 *   <li>it locks {@code ibdata1}, 30 us after opening it, reads the doublewrite files, and closes {@code ibdata1},
 *       which drops the lock; 100 us later it locks the doublewrite files, and keeps them locked to its end;
 *   <li>it removes spare redo files, 4 ms each, and locks {@code ibdata1} again, for as long as it runs;
 *   <li>at its end it closes {@code ibdata1}, and the doublewrite files 0.6 s after it. Data is not written any more by
 *       then.
 * </ol>
 *
 * So the locks of both together tell of a mysqld from step 4 on, and nothing tells of one between steps 2 and 4: see
 * {@link #appears}. The lock on {@code ibdata1} is gone once the server has served a clone: see {@link ServerLocks}.
 */
public final class RunningServer {
    private static final String SYSTEM_TABLESPACE = "ibdata1";
    private static final Duration GLANCE = Duration.ofMillis(10);

    private RunningServer() {}

    /** Whether a mysqld runs there now. Asks only, and disturbs neither a mysqld that runs nor one that starts. */
    public static boolean on(DataDirectory directory) throws IOException {
        Path system = directory.root().resolve(SYSTEM_TABLESPACE);
        if (RecordLock.isHeld(system)) {
            return true;
        }
        if (ServerLocks.find(directory.root()).isPresent()) {
            return true;
        }
        // A mysqld may have gone from step 4 to 5 in between.
        return RecordLock.isHeld(system);
    }

    /**
     * Waits until no mysqld runs there.
     *
     * @param wait how long at most; zero looks once
     * @param stop asked every 10 ms; true ends the wait
     * @return false when one still runs at the end of the wait, or {@code stop} ended it
     */
    public static boolean awaitStop(DataDirectory directory, Duration wait, BooleanSupplier stop)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (on(directory)) {
            if (stop.getAsBoolean() || System.nanoTime() - begin >= wait.toNanos()) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }

    /**
     * Watches for a mysqld that was already started, and has read {@code #clone/} before the caller put something there.
     *
     * @param time how long; ends early when one appears
     */
    public static boolean appears(DataDirectory directory, Duration time) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!on(directory)) {
            if (System.nanoTime() - begin >= time.toNanos()) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }
}
