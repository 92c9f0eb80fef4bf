package io.mysqlclone.mysql;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be made: nobody listens, nobody answers in time, or the name has no address now. A name that is not
 * known counts as well: a name service that is down, or a pod that is not ready, can't be told from a wrong name.
 */
public final class UnreachableException extends MysqlIoException {
    /** With one sentence for the user. */
    public UnreachableException(String message) {
        super(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
