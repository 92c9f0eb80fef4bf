package io.mysqlclone.recipient;

import java.util.OptionalInt;

/**
 * Why a clone ended without a result. The message is one sentence for a person: what is wrong, where, and what to do.
 */
public final class CloneFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final int mysqlError;

    public CloneFailure(Kind kind, String message) {
        this(kind, message, OptionalInt.empty(), null);
    }

    public CloneFailure(Kind kind, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        this(kind, message, OptionalInt.empty(), cause);
    }

    public CloneFailure(
            Kind kind, String message, OptionalInt mysqlError, @org.jspecify.annotations.Nullable Throwable cause) {
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

    /** What a caller can do about it; each kind is one exit code of the agent. */
    public enum Kind {
        /** The target or the donor's configuration does not allow the clone; nothing was changed. */
        REFUSED,
        /** The donor reported an error, or broke the protocol. */
        DONOR,
        /** The donor could not be reached for longer than the reconnect timeout; a new run resumes. */
        NETWORK,
        /** A local file could not be read or written. */
        LOCAL_IO,
        /** Data arrived complete but wrong. */
        VERIFICATION,
        /** Cancelled by the user; leftovers are removed. */
        CANCELLED,
        /** Told to stop; the journal stays and a new run resumes. */
        SUSPENDED
    }
}
