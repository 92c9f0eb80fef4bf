package io.mysqlclone.script;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why not all scripts were run to their end. The message is one sentence for a person: what is wrong, where, and what to do;
 * nothing of a script is in it.
 */
public final class ScriptFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final int mysqlError;

    ScriptFailure(Reason reason, String message) {
        this(reason, message, OptionalInt.empty(), null);
    }

    /** @param cause whose own message quotes nothing */
    ScriptFailure(Reason reason, String message, OptionalInt mysqlError, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.mysqlError = mysqlError.orElse(0);
    }

    public Reason reason() {
        return reason;
    }

    /** The MySQL error number behind the failure, where there is one. */
    public OptionalInt mysqlError() {
        return mysqlError == 0 ? OptionalInt.empty() : OptionalInt.of(mysqlError);
    }

    /** What happened. */
    public enum Reason {
        /** There is no complete clone. */
        NO_CLONE(true),
        /** mysqld went back to the old data. */
        ROLLED_BACK(true),
        /** mysqld has not recovered the clone in the time there was. */
        NOT_RECOVERED(true),
        /** The server that answers is not known to be the one on the data directory. */
        OTHER_SERVER(true),
        /** Nobody answers at the recipient's address, or it was lost. */
        RECIPIENT_UNREACHABLE(false),
        /** The recipient does not accept the account. */
        RECIPIENT_AUTHENTICATION_FAILED(false),
        /** The account may not keep the scripts out of the binary log. */
        PRIVILEGE_MISSING(false),
        /** A statement failed. */
        STATEMENT_FAILED(false),
        /** The scripts did not end in the time there was. */
        TIMED_OUT(false);

        private final boolean refusal;

        Reason(boolean refusal) {
            this.refusal = refusal;
        }

        /** Whether nothing was done. */
        public boolean isRefusal() {
            return refusal;
        }
    }
}
