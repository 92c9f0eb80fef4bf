package io.mysqlclone.mysql;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS could not be set up as asked: not offered, no common version, or a certificate that does not verify. */
public final class TlsVerificationException extends MysqlIoException {
    /** With one sentence for the user. */
    public TlsVerificationException(String message) {
        super(message, null);
    }

    /** With one sentence for the user, and what caused it. */
    public TlsVerificationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With what is wrong, what to do on the command line, and what caused it. */
    public TlsVerificationException(String problem, Optional<String> hint, @Nullable Throwable cause) {
        super(problem, hint, cause);
    }
}
