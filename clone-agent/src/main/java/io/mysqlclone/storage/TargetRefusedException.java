package io.mysqlclone.storage;

import java.io.IOException;

/** The target directory can't take a clone; the message says why and what to do. Nothing was changed. */
public final class TargetRefusedException extends IOException {
    /** @param message one sentence: what is wrong, where, what to do */
    public TargetRefusedException(String message) {
        super(message);
    }

    /**
     * @param message one sentence: what is wrong, where, what to do
     * @param cause what the operating system said
     */
    public TargetRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
