package io.mysqlclone.mysql;

import org.jspecify.annotations.Nullable;

/**
 * The connection is gone: closed by the server, reset by the network, or aborted by this side. Or it is of no use any more,
 * because what arrived is not what was sent.
 */
public final class ConnectionClosedException extends MysqlIoException {
    private static final long serialVersionUID = 1;

    private final boolean damage;

    /** With one sentence for the user. */
    public ConnectionClosedException(String message) {
        this(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public ConnectionClosedException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private ConnectionClosedException(String message, @Nullable Throwable cause, boolean damage) {
        super(message, cause);
        this.damage = damage;
    }

    /**
     * For bytes that were changed on their way, as their checksum tells or their compression: another connection will
     * carry them whole, unless something on the way changes them each time.
     */
    public static ConnectionClosedException damaged(String message, @Nullable Throwable cause) {
        return new ConnectionClosedException(message, cause, true);
    }

    /** Whether bytes were changed on their way. */
    public boolean isDamage() {
        return damage;
    }
}
