package io.mysqlclone.mysql.login;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why nobody could log in. The message is one sentence for a person: what is wrong, where, and what to do. */
public final class LoginFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final int mysqlError;

    LoginFailure(Kind kind, String message, OptionalInt mysqlError, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.mysqlError = mysqlError.orElse(0);
    }

    public Kind kind() {
        return kind;
    }

    /** The MySQL error number behind the failure, where there is one. */
    public OptionalInt mysqlError() {
        return mysqlError == 0 ? OptionalInt.empty() : OptionalInt.of(mysqlError);
    }

    /** What happened. */
    public enum Kind {
        /** Nobody answers at the server's address, or it is not ready in time. */
        UNREACHABLE,
        /** The server does not accept the account. */
        REFUSED
    }
}
