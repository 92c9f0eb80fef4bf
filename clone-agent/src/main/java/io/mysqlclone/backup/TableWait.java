package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Watches a statement that waits for tables: ends it when that takes too long, and tells which table it waited for. What the
 * server's own {@code lock_wait_timeout} can do is a second at the least, and does not tell.
 */
final class TableWait implements Closeable {
    private static final String AWAITED =
            "SELECT OBJECT_SCHEMA, OBJECT_NAME FROM performance_schema.metadata_locks WHERE"
                    + " OBJECT_TYPE = 'TABLE' AND LOCK_STATUS = 'PENDING' AND OWNER_THREAD_ID = (SELECT THREAD_ID FROM"
                    + " performance_schema.threads WHERE PROCESSLIST_ID = ";

    private final Session control;
    private final long waiting;
    private final Thread thread;
    private Optional<String> table = Optional.empty();
    private boolean over;
    private boolean ended;

    private TableWait(Session control, long waiting, Duration patience) {
        this.control = control;
        this.waiting = waiting;
        this.thread = Thread.ofVirtual().name("clone-table-wait").unstarted(() -> watch(patience));
    }

    /**
     * Begins.
     *
     * @param control another session than the one that waits
     * @param waiting the {@code CONNECTION_ID()} of that one
     */
    static TableWait start(Session control, long waiting, Duration patience) {
        var wait = new TableWait(control, waiting, patience);
        wait.thread.start();
        return wait;
    }

    private void watch(Duration patience) {
        try {
            Thread.sleep(patience);
            end();
        } catch (InterruptedException e) {
            // The statement has ended.
        }
    }

    /** Under the lock of this, so that no later statement of that session is ended. */
    private synchronized void end() {
        if (over) {
            return;
        }
        ended = true;
        try {
            List<List<Optional<String>>> rows = control.rows(AWAITED + waiting + ")");
            if (!rows.isEmpty()) {
                table = Optional.of(rows.getFirst().getFirst().orElse("") + "."
                        + rows.getFirst().get(1).orElse(""));
            }
            control.run("KILL QUERY " + waiting);
        } catch (DonorException e) {
            // It has ended by itself, or ends by the server's own timeout.
        }
    }

    /** What it waited for; empty when it did not wait for too long, or the server does not say. */
    synchronized Optional<String> table() {
        return table;
    }

    /**
     * The statement has ended; nothing is done to its session from now on.
     *
     * @return whether that took too long, so that the session was told to end it: perhaps too late, and it ends the next one
     */
    synchronized boolean isTooLate() {
        over = true;
        return ended;
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        thread.interrupt();
    }
}
