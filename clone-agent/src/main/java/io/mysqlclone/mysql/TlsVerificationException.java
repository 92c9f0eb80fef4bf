package io.mysqlclone.mysql;

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
}
