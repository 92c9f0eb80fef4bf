package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.remote.Failures;
import java.io.IOException;

/**
 * Streams that were damaged on their way. One is an outage, of which another connection may know nothing; what changes the
 * bytes at the same place each time is not the weather. Used by one thread.
 */
final class Damages {
    private static final int MOST = 3;

    private int count;
    private long mark;

    /**
     * A stream was damaged.
     *
     * @param progressMark what differs whenever anything has been received
     * @return whether that came too often with nothing received in between
     */
    boolean areTooMany(long progressMark) {
        count = progressMark == mark ? count + 1 : 1;
        mark = progressMark;
        return count >= MOST;
    }

    /** What that means for the clone; what has arrived is kept. */
    CloneFailure failure(IOException last) {
        return new CloneFailure(
                CloneFailure.Kind.NETWORK,
                Failures.message(last) + "; that came " + count
                        + " times at the same place, so something between here and"
                        + " the donor, or the donor itself, changes the bytes: find it, and run the same command again to"
                        + " go on",
                last);
    }
}
