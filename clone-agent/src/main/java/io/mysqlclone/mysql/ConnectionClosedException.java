package io.mysqlclone.mysql;

import org.jspecify.annotations.Nullable;

/** The connection is gone: closed by the server, reset by the network, or aborted by this side. */
public final class ConnectionClosedException extends MysqlIoException {
    /** With one sentence for the user. */
    public ConnectionClosedException(String message) {
        super(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public ConnectionClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
