package io.mysqlclone.engine;

import java.io.IOException;

/** Another task of the round failed; that failure is the one to report. */
public final class RoundAbandonedException extends IOException {
    private static final long serialVersionUID = 1;

    public RoundAbandonedException() {
        super("another connection of this clone failed");
    }
}
