package io.mysqlclone.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A failure that an engine found, apart from failures of the connection. The message is one sentence for a person.
 */
public final class EngineException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public EngineException(Kind kind, String message) {
        this(kind, message, null);
    }

    public EngineException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
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
        TARGET_MISSING
    }

    public static EngineException violation(String message) {
        return new EngineException(Kind.DONOR_VIOLATION, message);
    }

    public static EngineException local(String what, IOException cause) {
        return new EngineException(Kind.LOCAL_IO, what + ": " + cause.getMessage(), cause);
    }
}
