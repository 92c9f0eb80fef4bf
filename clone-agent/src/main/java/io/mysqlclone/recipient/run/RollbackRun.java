package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Kind;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.RolledBack;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.KeptData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Brings back the data that a clone in place has replaced, in a moment in which no mysqld runs. {@link #run()} is called
 * once; {@link #cancel} from any thread at any time.
 */
public final class RollbackRun {
    private final Path dataDir;
    private final Duration wait;
    private final Consumer<Progress.State> tell;
    private final StopSignal stop = new StopSignal();

    /**
     * A run that is not begun.
     *
     * @param wait how long to wait for that moment; zero looks once
     * @param tell told when there is something to wait for
     */
    public RollbackRun(Path dataDir, Duration wait, Consumer<Progress.State> tell) {
        this.dataDir = dataDir;
        this.wait = wait;
        this.tell = tell;
        stop.received();
    }

    /**
     * Brings it back; can be called again when it was cut off, and when it was done already.
     *
     * @throws CloneFailure REFUSED with SERVER_RUNNING or NO_OLD_DATA; CANCELLED while it waits; LOCAL_IO
     */
    public RolledBack run() throws CloneFailure {
        try (KeptData kept = KeptData.open(dataDir)) {
            if (kept.isBack()) {
                long _ = kept.finish();
                return new RolledBack(dataDir, true);
            }
            if (!kept.isKept()) {
                throw new CloneFailure(
                        Kind.REFUSED,
                        Reason.NO_OLD_DATA,
                        "no data from before a clone is kept in " + dataDir + ", so there is nothing to go back to",
                        "clone-agent outcome tells what is there");
            }
            var moment = new CommitMoment(kept.directory(), wait, stop, tell);
            if (!moment.use(kept::rollback)) {
                throw new CloneFailure(
                        Kind.REFUSED,
                        Reason.SERVER_RUNNING,
                        "a mysqld still runs on " + dataDir + ", so nothing was changed",
                        "stop it, or give --wait a time in which it will stop");
            }
            return new RolledBack(dataDir, false);
        } catch (TargetRefusedException e) {
            throw Failures.describe(e);
        } catch (IOException e) {
            throw new CloneFailure(Kind.LOCAL_IO, Failures.message(e), e);
        }
    }

    /** Ends the wait; nothing is changed then. Without effect once the old data is being put back. */
    public void cancel() {
        stop.cancel();
    }
}
