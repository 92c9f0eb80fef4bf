package io.mysqlclone.recipient;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a clone ended without a result. The message is one sentence for a person: what is wrong, where, and what to do.
 */
public final class CloneFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final int mysqlError;
    private final Reason reason;
    private final String problem;
    private final Optional<String> hint;

    public CloneFailure(Kind kind, String message) {
        this(kind, message, OptionalInt.empty(), null);
    }

    /** For a failure that a program can tell from others of its kind. */
    public CloneFailure(Kind kind, Reason reason, String message) {
        this(kind, reason, message, OptionalInt.empty(), null);
    }

    public CloneFailure(Kind kind, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        this(kind, message, OptionalInt.empty(), cause);
    }

    public CloneFailure(
            Kind kind, String message, OptionalInt mysqlError, @org.jspecify.annotations.Nullable Throwable cause) {
        this(kind, Reason.OTHER, message, mysqlError, cause);
    }

    /** For a failure that a program can tell from others of its kind. */
    public CloneFailure(
            Kind kind,
            Reason reason,
            String message,
            OptionalInt mysqlError,
            @org.jspecify.annotations.Nullable Throwable cause) {
        this(kind, reason, message, Optional.empty(), mysqlError, cause);
    }

    /**
     * For a failure about which something can be done on the command line of this program.
     *
     * @param problem what is wrong and where, which names no option
     * @param hint what to do
     */
    public CloneFailure(Kind kind, Reason reason, String problem, String hint) {
        this(kind, reason, problem, Optional.of(hint), OptionalInt.empty(), null);
    }

    /** For a failure of which all of this is known. */
    public CloneFailure(
            Kind kind,
            Reason reason,
            String problem,
            Optional<String> hint,
            OptionalInt mysqlError,
            @org.jspecify.annotations.Nullable Throwable cause) {
        super(hint.map(advice -> problem + "; " + advice).orElse(problem), cause);
        this.kind = kind;
        this.reason = reason;
        this.problem = problem;
        this.hint = hint;
        this.mysqlError = mysqlError.orElse(0);
    }

    /** What is wrong and where, without the {@link #hint()}. */
    public String problem() {
        return problem;
    }

    /** What to do, in the words of the command line; empty when the problem says all there is. */
    public Optional<String> hint() {
        return hint;
    }

    public Kind kind() {
        return kind;
    }

    /** The MySQL error number behind the failure, where there is one. */
    public OptionalInt mysqlError() {
        return mysqlError == 0 ? OptionalInt.empty() : OptionalInt.of(mysqlError);
    }

    /** What happened, as far as a program can tell failures of one kind apart. */
    public Reason reason() {
        return reason;
    }

    /** Finer than {@link Kind}. */
    public enum Reason {
        /** Only the message says more. */
        OTHER,
        /** REFUSED: the target holds data that may not be replaced. */
        RECIPIENT_NOT_EMPTY,
        /** REFUSED: the donor is the server whose data was to be replaced. */
        RECIPIENT_IS_DONOR,
        /** REFUSED: another clone-agent works on the target. */
        VOLUME_BUSY,
        /** REFUSED: what an earlier run received is not where it was, as when a volume is not mounted; it is kept. */
        TARGET_MISSING,
        /** REFUSED: version, platform or page size of the donor do not fit. */
        DONOR_MISMATCH,
        /** REFUSED: the donor's lower_case_table_names is not that of the server in the target. */
        DICTIONARY_MISMATCH,
        /** REFUSED: binary or relay logs of the old server lie where nobody has said. */
        LOGS_ELSEWHERE,
        /** REFUSED: tablespaces of the old server lie outside its data directory. */
        TABLESPACES_ELSEWHERE,
        /** REFUSED: names of the old server's files are too long to be replaced in place. */
        NAME_TOO_LONG,
        /** REFUSED: the donor's data is encrypted, and no keyring of the recipient's is in sight. */
        KEYRING_MISSING,
        /** REFUSED: the recipient has executed transactions that the donor has not, or nobody knows. */
        RECIPIENT_IS_AHEAD,
        /** REFUSED: there is no clone that waits for its commit. */
        NOTHING_RECEIVED,
        /** REFUSED: a mysqld has the target open. */
        SERVER_RUNNING,
        /** REFUSED: no data from before a clone is kept. */
        NO_OLD_DATA,
        /** REFUSED: no mysqld has recovered the clone yet. */
        NOT_RECOVERED,
        /** DONOR: another clone of the donor is running. */
        DONOR_BUSY,
        /** DONOR: the donor does not accept the account, or this program can't log in as it asks. */
        AUTHENTICATION_FAILED,
        /** DONOR: the account lacks BACKUP_ADMIN. */
        PRIVILEGE_MISSING,
        /** DONOR: the donor has not installed the clone plugin. */
        CLONE_PLUGIN_MISSING,
        /** DONOR: the connection could not be encrypted as asked. */
        TLS_FAILED,
        /** DONOR: the donor sends its encrypted data over TLS only. */
        TLS_NEEDED,
        /** DONOR: somebody ended the clone on the donor. */
        KILLED_ON_DONOR
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
        /** Cancelled by the user; leftovers of a transfer are removed, what was received to the end stays. */
        CANCELLED,
        /** Told to stop; the journal stays and a new run resumes. */
        SUSPENDED
    }
}
