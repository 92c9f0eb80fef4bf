package io.mysqlclone.mysql;

import org.jspecify.annotations.Nullable;

/** The peer broke the protocol: it is broken, hostile, or not a MySQL server. */
public final class MalformedPacketException extends MysqlIoException {
    /** With one sentence for the user. */
    public MalformedPacketException(String message) {
        super(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public MalformedPacketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
