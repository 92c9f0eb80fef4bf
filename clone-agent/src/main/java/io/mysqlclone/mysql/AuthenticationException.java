package io.mysqlclone.mysql;

import org.jspecify.annotations.Nullable;

/** This client cannot or will not authenticate the way the server asks for. A rejected password is a {@link ServerErrorException} instead. */
public final class AuthenticationException extends MysqlIoException {
    /** With one sentence for the user. */
    public AuthenticationException(String message) {
        super(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public AuthenticationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
