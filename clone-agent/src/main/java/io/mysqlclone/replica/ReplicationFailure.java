package io.mysqlclone.replica;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why a clone does not replicate. The message is one sentence for a person: what is wrong, where, and what to do. */
public final class ReplicationFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final int mysqlError;

    ReplicationFailure(Reason reason, String message) {
        this(reason, message, OptionalInt.empty(), null);
    }

    ReplicationFailure(Reason reason, String message, OptionalInt mysqlError, @Nullable Throwable cause) {
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
        /** The server that answers is not the one on the data directory. */
        OTHER_SERVER(true),
        /** Auto-positioning was asked for of a server without GTIDs. */
        GTID_MODE_OFF(true),
        /** The recipient counts transactions as executed that are not in the clone. */
        GTID_MISMATCH(true),
        /** Neither GTIDs nor a position in the source's binary log can be relied on. */
        POSITION_UNKNOWN(true),
        /** Nobody answers at the recipient's address. */
        RECIPIENT_UNREACHABLE(false),
        /** The recipient does not accept the account. */
        RECIPIENT_AUTHENTICATION_FAILED(false),
        /** The account lacks a privilege on the recipient. */
        PRIVILEGE_MISSING(false),
        /** The recipient refused a statement. */
        RECIPIENT_ERROR(false),
        /** Source and recipient have the same server_id or server_uuid. */
        SAME_SERVER_ID(false),
        /** The source does not accept the account. */
        SOURCE_AUTHENTICATION_FAILED(false),
        /** TLS with the source can't be had as asked. */
        TLS_FAILED(false),
        /** The receiver has stopped for another reason. */
        RECEIVER_STOPPED(false),
        /** The applier has stopped. */
        APPLIER_STOPPED(false),
        /** The threads do not run, or the lag is not known, in the time there was. */
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
