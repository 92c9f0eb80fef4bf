package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** What is known of a received clone's way into the old data's place, for the operator itself; see {@link Step}. */
public enum CommitState {
    /** An agent waits for mysqld to stop, or did when it was last heard of. */
    @JsonProperty("Committing")
    COMMITTING,
    /** It was looked at, and the clone is not in place. */
    @JsonProperty("NotCommitted")
    NOT_COMMITTED,
    /** It is in place. */
    @JsonProperty("Committed")
    COMMITTED,
    /** The old data is being put back. */
    @JsonProperty("RollingBack")
    ROLLING_BACK,
    /** The old data is back. */
    @JsonProperty("RolledBack")
    ROLLED_BACK,
    /** A server runs on it whose transactions are not those of the snapshot. */
    @JsonProperty("Mismatched")
    MISMATCHED;

    /** What a condition says of it; empty when that is nothing. */
    public static Optional<CommitState> of(ConditionType type, boolean holds, Reason reason) {
        return switch (type) {
            case COMMITTED ->
                holds
                        ? Optional.of(COMMITTED)
                        : Optional.ofNullable(
                                switch (reason) {
                                    case COMMITTING -> COMMITTING;
                                    case NOT_COMMITTED -> NOT_COMMITTED;
                                    case ROLLING_BACK -> ROLLING_BACK;
                                    case ROLLED_BACK -> ROLLED_BACK;
                                    default -> null;
                                });
            case RECIPIENT_RESTARTED ->
                !holds && reason == Reason.GTID_MISMATCH ? Optional.of(MISMATCHED) : Optional.empty();
            case PREFLIGHT_PASSED, TRANSFERRED, VERIFIED, POST_CLONED, REPLICATING, READY, STALLED, RECONCILING ->
                Optional.empty();
        };
    }
}
