package io.mysqlclone.mysql;

import java.util.Optional;
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

    /** With what is wrong, what to do on the command line, and what caused it. */
    public AuthenticationException(String problem, Optional<String> hint, @Nullable Throwable cause) {
        super(problem, hint, cause);
    }
}
