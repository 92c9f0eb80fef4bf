package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.source.RedoLog;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;

/** Follows a redo log on a thread of its own until it is told where the log ends. */
final class RedoFollower implements Closeable {
    private static final long PAUSE_MILLIS = 5;

    private final RedoTail tail;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Optional<DonorException> failure = Optional.empty();

    private RedoFollower(RedoTail tail) {
        this.tail = tail;
        this.thread = Thread.ofPlatform().daemon().name("redo-tail").unstarted(this::follow);
    }

    /** Begins with {@code tail}, which this closes. */
    static RedoFollower start(RedoTail tail) {
        var follower = new RedoFollower(tail);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        try {
            while (!stopped) {
                if (!tail.follow()) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (DonorException e) {
            failure = Optional.of(e);
            // Writers of the server must not wait for a log that nobody reads on.
            tail.close();
        } catch (InterruptedException e) {
            // Told to end.
        }
    }

    /**
     * Waits until the server has written its log up to {@code lsn}.
     *
     * @throws DonorException when it could not be followed, or does not come within {@code patience}
     */
    RedoLog cutAt(long lsn, Duration patience) throws DonorException, InterruptedException {
        stop();
        if (failure.isPresent()) {
            throw failure.get();
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (!tail.reaches(lsn)) {
            if (System.nanoTime() - deadline > 0) {
                throw new DonorException(
                        DonorException.READ,
                        "the server has not written its redo log up to " + lsn + " within " + patience.toSeconds()
                                + " s: look at its error log");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return tail.cutAt(lsn);
    }

    /** Bytes of log so far. */
    long bytes() {
        return tail.bytes();
    }

    private void stop() {
        // Not by an interrupt, which would close the files that it is at.
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        tail.close();
    }
}
