package io.mysqlclone.agent.report;

import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.replica.ReplicationFailure;
import io.mysqlclone.script.ScriptFailure;
import java.util.Optional;

/** How enumerated values are spelled in JSON, so that a constant can be renamed without breaking a reader. */
public final class Names {
    private Names() {}

    /** CamelCase, as a reason in a Kubernetes condition. */
    public static String of(Progress.State state) {
        return switch (state) {
            case CONNECTING -> "Connecting";
            case WAITING_FOR_DONOR -> "WaitingForDonor";
            case TRANSFERRING -> "Transferring";
            case RECONNECTING -> "Reconnecting";
            case COMMITTING -> "Committing";
            case WAITING_FOR_STOP -> "WaitingForStop";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    /** As the column STATE of {@code performance_schema.clone_progress}. */
    public static String of(Progress.StageState state) {
        return switch (state) {
            case NOT_STARTED -> "Not Started";
            case IN_PROGRESS -> "In Progress";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
        };
    }

    /** As the system call or the file system calls it. */
    public static String of(CopyWay way) {
        return switch (way) {
            case REFLINK -> "reflink";
            case COPY_FILE_RANGE -> "copy_file_range";
            case READ_AND_WRITE -> "read and write";
        };
    }

    /** CamelCase, as a reason in a Kubernetes condition. */
    public static String of(CloneFailure.Kind kind) {
        return switch (kind) {
            case REFUSED -> "Refused";
            case DONOR -> "DonorError";
            case NETWORK -> "NetworkLost";
            case LOCAL_IO -> "LocalIOError";
            case VERIFICATION -> "VerificationFailed";
            case CANCELLED -> "Cancelled";
            case SUSPENDED -> "Suspended";
        };
    }

    /** CamelCase; empty for a failure that only its message tells from others. */
    public static Optional<String> of(CloneFailure.Reason reason) {
        return switch (reason) {
            case OTHER -> Optional.empty();
            case RECIPIENT_NOT_EMPTY -> Optional.of("RecipientNotEmpty");
            case RECIPIENT_IS_DONOR -> Optional.of("RecipientIsDonor");
            case VOLUME_BUSY -> Optional.of("VolumeBusy");
            case TARGET_MISSING -> Optional.of("TargetMissing");
            case DONOR_MISMATCH -> Optional.of("DonorMismatch");
            case DICTIONARY_MISMATCH -> Optional.of("DictionaryMismatch");
            case LOGS_ELSEWHERE -> Optional.of("LogsElsewhere");
            case TABLESPACES_ELSEWHERE -> Optional.of("TablespacesElsewhere");
            case NAME_TOO_LONG -> Optional.of("NameTooLong");
            case KEYRING_MISSING -> Optional.of("KeyringMissing");
            case RECIPIENT_IS_AHEAD -> Optional.of("RecipientIsAhead");
            case NOTHING_RECEIVED -> Optional.of("NothingReceived");
            case SERVER_RUNNING -> Optional.of("ServerRunning");
            case NO_OLD_DATA -> Optional.of("NoOldData");
            case NOT_RECOVERED -> Optional.of("NotRecovered");
            case DONOR_BUSY -> Optional.of("DonorBusy");
            case AUTHENTICATION_FAILED -> Optional.of("AuthenticationFailed");
            case PRIVILEGE_MISSING -> Optional.of("PrivilegeMissing");
            case CLONE_PLUGIN_MISSING -> Optional.of("ClonePluginMissing");
            case TLS_FAILED -> Optional.of("TlsFailed");
            case TLS_NEEDED -> Optional.of("TlsNeeded");
            case KILLED_ON_DONOR -> Optional.of("KilledOnDonor");
        };
    }

    /** CamelCase. */
    public static String of(ReplicationFailure.Reason reason) {
        return switch (reason) {
            case NO_CLONE -> "NoClone";
            case ROLLED_BACK -> "RolledBack";
            case NOT_RECOVERED -> "NotRecovered";
            case OTHER_SERVER -> "OtherServer";
            case GTID_MODE_OFF -> "GtidModeOff";
            case GTID_MISMATCH -> "GtidMismatch";
            case POSITION_UNKNOWN -> "PositionUnknown";
            case RECIPIENT_UNREACHABLE -> "RecipientUnreachable";
            case RECIPIENT_AUTHENTICATION_FAILED -> "RecipientAuthenticationFailed";
            case PRIVILEGE_MISSING -> "PrivilegeMissing";
            case RECIPIENT_ERROR -> "RecipientError";
            case SAME_SERVER_ID -> "SameServerId";
            case SOURCE_AUTHENTICATION_FAILED -> "SourceAuthenticationFailed";
            case TLS_FAILED -> "TlsFailed";
            case RECEIVER_STOPPED -> "ReceiverStopped";
            case APPLIER_STOPPED -> "ApplierStopped";
            case TIMED_OUT -> "TimedOut";
        };
    }

    /** CamelCase. */
    public static String of(ScriptFailure.Reason reason) {
        return switch (reason) {
            case NO_CLONE -> "NoClone";
            case ROLLED_BACK -> "RolledBack";
            case NOT_RECOVERED -> "NotRecovered";
            case OTHER_SERVER -> "OtherServer";
            case RECIPIENT_UNREACHABLE -> "RecipientUnreachable";
            case RECIPIENT_AUTHENTICATION_FAILED -> "RecipientAuthenticationFailed";
            case PRIVILEGE_MISSING -> "PrivilegeMissing";
            case STATEMENT_FAILED -> "StatementFailed";
            case TIMED_OUT -> "TimedOut";
        };
    }

    /** CamelCase. */
    public static String of(CloneOutcome.State state) {
        return switch (state) {
            case NONE -> "None";
            case RECEIVED -> "Received";
            case PENDING -> "Pending";
            case RECOVERED -> "Recovered";
            case ROLLED_BACK -> "RolledBack";
        };
    }

    /** CamelCase. */
    public static String of(Preflight.Verdict verdict) {
        return switch (verdict) {
            case OK -> "Ok";
            case WARNING -> "Warning";
            case FAILED -> "Failed";
            case SKIPPED -> "Skipped";
        };
    }
}
