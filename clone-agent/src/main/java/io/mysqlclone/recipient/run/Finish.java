package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Kind;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.target.KeptData;
import java.io.IOException;
import java.nio.file.Path;

/** Lets the data go that a clone in place has replaced, once mysqld has recovered the clone. */
public final class Finish {
    private final Path dataDir;

    public Finish(Path dataDir) {
        this.dataDir = dataDir;
    }

    /**
     * Lets it go; can be called again when it was cut off.
     *
     * @return bytes that the file system has back; 0 when nothing was kept
     * @throws CloneFailure REFUSED with NOT_RECOVERED; LOCAL_IO
     */
    public long run() throws CloneFailure {
        try (KeptData kept = KeptData.open(dataDir)) {
            if (!kept.isKept()) {
                // What is left of an earlier one that was cut off.
                return kept.finish();
            }
            if (!kept.isRecovered()) {
                throw new CloneFailure(
                        Kind.REFUSED,
                        Reason.NOT_RECOVERED,
                        "no mysqld has recovered the clone in " + dataDir + ", so the data from before it is kept",
                        "start mysqld, or go back by clone-agent rollback");
            }
            return kept.finish();
        } catch (TargetRefusedException e) {
            throw Failures.describe(e);
        } catch (IOException e) {
            throw new CloneFailure(Kind.LOCAL_IO, Failures.message(e), e);
        }
    }
}
