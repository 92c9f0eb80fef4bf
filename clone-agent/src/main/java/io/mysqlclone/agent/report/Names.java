package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.storage.outcome.CloneOutcome;

/** How enumerated values are spelled in JSON, so that a constant can be renamed without breaking a reader. */
public final class Names {
    private Names() {}

    /** CamelCase, as a reason in a Kubernetes condition. */
    public static String of(Progress.State state) {
        return switch (state) {
            case CONNECTING -> "Connecting";
            case TRANSFERRING -> "Transferring";
            case RECONNECTING -> "Reconnecting";
            case COMMITTING -> "Committing";
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

    /** CamelCase. */
    public static String of(CloneOutcome.State state) {
        return switch (state) {
            case NONE -> "None";
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
