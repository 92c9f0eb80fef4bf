package io.mysqlclone.innodb.verify;

import java.io.IOException;

/** The directory can't be verified as it is now; the message says why and what to do. */
public final class VerificationRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param message one sentence: what is wrong, where, what to do */
    public VerificationRefusedException(String message) {
        super(message);
    }
}
