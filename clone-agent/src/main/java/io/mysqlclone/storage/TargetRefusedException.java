package io.mysqlclone.storage;

import java.io.IOException;

/** The target directory can't take a clone; the message says why and what to do. Nothing was changed. */
public class TargetRefusedException extends IOException {
    private final Reason reason;

    /** @param message one sentence: what is wrong, where, what to do */
    public TargetRefusedException(String message) {
        this(Reason.UNSUITABLE, message);
    }

    /** @param message one sentence: what is wrong, where, what to do */
    public TargetRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * @param message one sentence: what is wrong, where, what to do
     * @param cause what the operating system said
     */
    public TargetRefusedException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.UNSUITABLE;
    }

    /** Why, for a program. */
    public Reason reason() {
        return reason;
    }

    /** What a program can tell apart. */
    public enum Reason {
        /** It is no directory for data, or one that can't be replaced from outside. */
        UNSUITABLE,
        /** It holds somebody's data. */
        NOT_EMPTY,
        /** Its server could not start on the clone, nor go back to its data. */
        DICTIONARY_MISMATCH,
        /** Another process works on it. */
        BUSY,
        /** Binary or relay logs of its server lie where they are not known. */
        LOGS_ELSEWHERE,
        /** Tablespaces of its server lie outside of it. */
        TABLESPACES_ELSEWHERE,
        /** Names of its files are too long for mysqld to rename them. */
        NAME_TOO_LONG,
        /** Its server has no keyring, and the clone is encrypted. */
        KEYRING_MISSING,
        /** Its server has executed transactions that the donor has not, or nobody knows. */
        RECIPIENT_IS_AHEAD,
        /** A mysqld has it open. */
        SERVER_RUNNING
    }
}
