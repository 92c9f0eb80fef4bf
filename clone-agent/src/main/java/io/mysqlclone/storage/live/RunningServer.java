package io.mysqlclone.storage.live;

import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.RecordLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether a mysqld runs on a data directory. It holds an fcntl lock on the first file of its system tablespace from its
 * start until its end, and the kernel tells of it whichever container asks.
 */
public final class RunningServer {
    private static final String SYSTEM_TABLESPACE = "ibdata1";
    private static final Duration GLANCE = Duration.ofMillis(20);

    private RunningServer() {}

    /** Whether a mysqld runs there now. Asks only, and disturbs neither a mysqld that runs nor one that starts. */
    public static boolean on(DataDirectory directory) throws IOException {
        return RecordLock.isHeld(systemTablespace(directory));
    }

    /**
     * Waits until no mysqld runs there.
     *
     * @param wait how long at most; zero looks once
     * @param stop asked every 20 ms; true ends the wait
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

    private static Path systemTablespace(DataDirectory directory) {
        return directory.root().resolve(SYSTEM_TABLESPACE);
    }
}
