package io.mysqlclone.mysql.auth;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** The server wants a password over a connection on which others could read it. */
public final class UnprotectedPasswordException extends GeneralSecurityException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String hint;

    UnprotectedPasswordException(String problem, String hint) {
        super(problem);
        this.hint = hint;
    }

    /** What to do on the command line. */
    public Optional<String> hint() {
        return Optional.of(hint);
    }
}
