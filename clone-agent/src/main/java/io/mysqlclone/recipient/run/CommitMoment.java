package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.ServerRunningException;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.target.CloneCommit;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** The moment in which no mysqld has a data directory open. */
final class CommitMoment {
    /** For those who wait as long as it takes: a hundred years. */
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final DataDirectory directory;
    private final StopSignal stop;
    private final Consumer<Progress.State> tell;
    private final long begin = System.nanoTime();
    private final Duration wait;

    /**
     * The wait begins now.
     *
     * @param wait how long at most
     * @param stop ends it; what is then thrown is a {@link CloneFailure}
     * @param tell told when there is something to wait for, and when that is over
     */
    CommitMoment(DataDirectory directory, Duration wait, StopSignal stop, Consumer<Progress.State> tell) {
        this.directory = directory;
        this.wait = wait;
        this.stop = stop;
        this.tell = tell;
    }

    /** What needs that moment. */
    @FunctionalInterface
    interface Work {
        /** @throws ServerRunningException when a mysqld is there nevertheless */
        void run() throws IOException;
    }

    /** As {@link #use(Work)}. */
    boolean commit(CloneCommit commit) throws IOException, CloneFailure {
        return use(commit::commit);
    }

    /**
     * Waits for the moment and works in it. A mysqld that starts just then is waited for again.
     *
     * @return false when a mysqld is still there at the end of the time; nothing was done then
     * @throws CloneFailure when the end was asked for; nothing was done then
     */
    boolean use(Work work) throws IOException, CloneFailure {
        while (true) {
            if (!left().isZero() && RunningServer.on(directory)) {
                tell.accept(Progress.State.WAITING_FOR_STOP);
            }
            boolean alone = awaitStop();
            stop.check();
            if (!alone) {
                return false;
            }
            tell.accept(Progress.State.COMMITTING);
            try {
                work.run();
                return true;
            } catch (ServerRunningException startedMeanwhile) {
                if (left().isZero()) {
                    return false;
                }
            }
        }
    }

    private boolean awaitStop() throws IOException, CloneFailure {
        try {
            return RunningServer.awaitStop(directory, left(), stop::isAsked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloneFailure(
                    CloneFailure.Kind.SUSPENDED, "the wait for mysqld's stop was interrupted; nothing was changed", e);
        }
    }

    private Duration left() {
        Duration left = wait.minusNanos(System.nanoTime() - begin);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
