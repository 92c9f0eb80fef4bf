package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a clone is, for people; machines read the conditions. */
public enum Phase {
    /** Nothing has been done yet. */
    @JsonProperty("Pending")
    PENDING,

    /** Something else must end or appear first: another clone of the donor or volume, or the recipient. */
    @JsonProperty("Waiting")
    WAITING,

    /** The agent looks for everything that would keep the clone from starting. */
    @JsonProperty("Preflight")
    PREFLIGHT,

    /** Bytes flow, or the agent reconnects. */
    @JsonProperty("Transferring")
    TRANSFERRING,

    /** The clone is complete; a person decides when the recipient is restarted. */
    @JsonProperty("AwaitingApproval")
    AWAITING_APPROVAL,

    /** The recipient is restarted and recovers the clone. */
    @JsonProperty("Restarting")
    RESTARTING,

    /** The recipient did not become Ready on the clone; its old data is being put back. */
    @JsonProperty("RollingBack")
    ROLLING_BACK,

    /** The recipient serves the clone; scripts are run on it. */
    @JsonProperty("PostCloning")
    POST_CLONING,

    /** The recipient serves the clone; replication is set up. */
    @JsonProperty("Replicating")
    REPLICATING,

    /** Done. */
    @JsonProperty("Ready")
    READY,

    /** Stopped at a durable point by {@code spec.suspend}. */
    @JsonProperty("Suspended")
    SUSPENDED,

    /** Given up; the condition Ready says why. */
    @JsonProperty("Failed")
    FAILED,

    /** The resource is deleted; a running agent ends and removes its leftovers. */
    @JsonProperty("Cancelling")
    CANCELLING;

    /** Whether nothing more happens unless a person does something new. */
    public boolean isFinished() {
        return switch (this) {
            case READY, FAILED -> true;
            case PENDING,
                    WAITING,
                    PREFLIGHT,
                    TRANSFERRING,
                    AWAITING_APPROVAL,
                    RESTARTING,
                    ROLLING_BACK,
                    POST_CLONING,
                    REPLICATING,
                    SUSPENDED,
                    CANCELLING -> false;
        };
    }
}
