package io.mysqlclone.engine;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that an engine found, apart from failures of the connection. The message is one sentence for a person.
 */
public final class EngineException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String problem;
    private final Optional<String> hint;

    public EngineException(Kind kind, String message) {
        this(kind, message, null);
    }

    public EngineException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, Optional.empty(), cause);
    }

    /**
     * @param problem what is wrong and where, which names no option of this program
     * @param hint what to do, in the words of its command line
     */
    public EngineException(Kind kind, String problem, Optional<String> hint, @Nullable Throwable cause) {
        super(hint.map(advice -> problem + "; " + advice).orElse(problem), cause);
        this.kind = kind;
        this.problem = problem;
        this.hint = hint;
    }

    /** What is wrong and where, without the {@link #hint()}. */
    public String problem() {
        return problem;
    }

    /** What to do on the command line, where that is apart from the problem. */
    public Optional<String> hint() {
        return hint;
    }

    public Kind kind() {
        return kind;
    }

    /** The same failure as an object of its own: one that is thrown again may meet itself in a stack of try blocks. */
    public EngineException copy() {
        var copy = new EngineException(kind, problem, hint, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Whose fault it is, which decides what can be done. */
    public enum Kind {
        /** The donor sent what the protocol does not allow. */
        DONOR_VIOLATION,
        /** The donor's data or the target does not allow the clone; nothing was harmed. */
        REFUSED,
        /** The data is complete but wrong. */
        CORRUPT_DATA,
        /** A local file could not be written or read. */
        LOCAL_IO,
        /** What was received before can't be reached, as when a volume is not mounted; it may be gone on with later. */
        TARGET_MISSING,
        /** Some of the snapshot did not arrive, and the donor will not send it any more; a new snapshot has it. */
        INCOMPLETE
    }

    public static EngineException violation(String message) {
        return new EngineException(Kind.DONOR_VIOLATION, message);
    }

    public static EngineException incomplete(String message) {
        return new EngineException(Kind.INCOMPLETE, message);
    }

    public static EngineException local(String what, IOException cause) {
        return new EngineException(Kind.LOCAL_IO, what + ": " + cause.getMessage(), cause);
    }
}
