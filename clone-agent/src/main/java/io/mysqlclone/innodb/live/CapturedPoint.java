package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.donor.RedoPlan;
import java.io.Closeable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What recipients are sent after FILE COPY: pages, and the log up to one point. Nothing of it changes any more. It is shared
 * by all recipients that had read all files when the point was taken, and goes with the last of them.
 */
final class CapturedPoint implements Closeable {
    private final ChangedPagesPlan pages;
    private final RedoPlan redo;
    private final LogStop stop;
    private final boolean secrets;
    private final Spool spool;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * @param stop whose parts are closed by this
     * @param spool closed by this
     */
    CapturedPoint(ChangedPagesPlan pages, RedoPlan redo, LogStop stop, boolean secrets, Spool spool) {
        this.pages = pages;
        this.redo = redo;
        this.stop = stop;
        this.secrets = secrets;
        this.spool = spool;
    }

    ChangedPagesPlan pages() {
        return pages;
    }

    RedoPlan redo() {
        return redo;
    }

    /** Where the other engines stop. */
    LogStop stop() {
        return stop;
    }

    /** Whether keys are among what is sent. */
    boolean hasSecrets() {
        return secrets;
    }

    /** One more uses it, and has to close it. */
    CapturedPoint shared() {
        users.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        if (users.decrementAndGet() == 0) {
            spool.close();
            stop.parts().values().forEach(LogStop.Part::close);
        }
    }
}
