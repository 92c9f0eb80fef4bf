package io.mysqlclone.datadir;

import java.io.IOException;
import java.util.Optional;

/** The target directory can't take a clone; the message says why and what to do. Nothing was changed. */
public class TargetRefusedException extends IOException {
    private final Reason reason;
    private final String problem;
    private final Optional<String> hint;

    /** @param message one sentence: what is wrong, where, what to do */
    public TargetRefusedException(String message) {
        this(Reason.UNSUITABLE, message);
    }

    /** @param message one sentence: what is wrong, where, what to do */
    public TargetRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.problem = message;
        this.hint = Optional.empty();
    }

    /**
     * @param problem what is wrong and where, which names no option of this program
     * @param hint what to do, in the words of its command line
     */
    public TargetRefusedException(Reason reason, String problem, String hint) {
        super(problem + "; " + hint);
        this.reason = reason;
        this.problem = problem;
        this.hint = Optional.of(hint);
    }

    /**
     * @param message one sentence: what is wrong, where, what to do
     * @param cause what the operating system said
     */
    public TargetRefusedException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.UNSUITABLE;
        this.problem = message;
        this.hint = Optional.empty();
    }

    /** What is wrong and where, without the {@link #hint()}. */
    public String problem() {
        return problem;
    }

    /** What to do on the command line, where that is apart from the problem. */
    public Optional<String> hint() {
        return hint;
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
