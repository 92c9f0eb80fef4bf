package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Where a clone is, for the operator itself: what it goes by when it looks again, and what other clones wait by. It is written
 * down, so that the words for people, phase and reason, may change from one version to the next.
 */
public enum Step {
    /** Nothing has been begun, or the claim is being made. */
    @JsonProperty("Pending")
    PENDING,
    /** Another clone of the donor comes first; no agent runs. */
    @JsonProperty("WaitingForDonor")
    WAITING_FOR_DONOR,
    /** Its agent asks the donor for its turn, which serves somebody that no operator here knows of. */
    @JsonProperty("AtDonor")
    AT_DONOR,
    /** Another clone has the volume. */
    @JsonProperty("WaitingForVolume")
    WAITING_FOR_VOLUME,
    /** Something else must appear or be corrected, or the next try be due. */
    @JsonProperty("Waiting")
    WAITING,
    /** An agent was launched and is not known to run. */
    @JsonProperty("Starting")
    STARTING,
    /** The agent cannot be started. */
    @JsonProperty("NotStarting")
    NOT_STARTING,
    /** The agent looks for what would keep the clone from starting. */
    @JsonProperty("Preflight")
    PREFLIGHT,
    /** Bytes flow, or the agent reconnects. */
    @JsonProperty("Transferring")
    TRANSFERRING,
    /** The agent was told to stop at a durable point. */
    @JsonProperty("Suspending")
    SUSPENDING,
    /** It stands still, or did until a moment ago, because spec.suspend is true. */
    @JsonProperty("Suspended")
    SUSPENDED,
    /** A person decides when the recipient is restarted. */
    @JsonProperty("AwaitingApproval")
    AWAITING_APPROVAL,
    /** The clone is put in place, and the recipient restarted on it. */
    @JsonProperty("Restarting")
    RESTARTING,
    /** The old data is being put back. */
    @JsonProperty("RollingBack")
    ROLLING_BACK,
    /** Scripts are being run on the recipient. */
    @JsonProperty("PostCloning")
    POST_CLONING,
    /** Replication is being set up. */
    @JsonProperty("Replicating")
    REPLICATING,
    /** Done. */
    @JsonProperty("Ready")
    READY,
    /** Done by a resource of this name before; nothing was begun. */
    @JsonProperty("AlreadyDone")
    ALREADY_DONE,
    /** Given up. */
    @JsonProperty("Failed")
    FAILED,
    /** The resource is being deleted. */
    @JsonProperty("Cancelling")
    CANCELLING;

    /**
     * The step of a clone that is told to be in this phase for this reason.
     *
     * @param working whether an agent was launched whose end is not accounted for
     */
    public static Step of(Phase phase, Optional<Reason> reason, boolean working) {
        return switch (phase) {
            case READY -> reason.filter(Reason.ALREADY_DONE::equals).isPresent() ? ALREADY_DONE : READY;
            case FAILED -> FAILED;
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
                    CANCELLING ->
                reason.flatMap(why -> hindered(phase, why, working)).orElseGet(() -> usual(phase));
        };
    }

    private static Optional<Step> hindered(Phase phase, Reason reason, boolean working) {
        boolean transfers = phase == Phase.PREFLIGHT || phase == Phase.TRANSFERRING || phase == Phase.CANCELLING;
        return Optional.ofNullable(
                switch (reason) {
                    case SUSPENDING -> SUSPENDING;
                    case SUSPENDED -> SUSPENDED;
                    case AGENT_STARTING -> transfers ? STARTING : null;
                    case AGENT_NOT_STARTING, IMAGE_PULL_FAILED, LAUNCH_REFUSED -> transfers ? NOT_STARTING : null;
                    case DONOR_BUSY -> working ? AT_DONOR : WAITING_FOR_DONOR;
                    case AGENT_UNREACHABLE -> phase == Phase.WAITING ? AT_DONOR : null;
                    case VOLUME_BUSY -> phase == Phase.WAITING ? WAITING_FOR_VOLUME : null;
                    default -> null;
                });
    }

    private static Step usual(Phase phase) {
        return switch (phase) {
            case PENDING -> PENDING;
            case WAITING -> WAITING;
            case PREFLIGHT -> PREFLIGHT;
            case TRANSFERRING -> TRANSFERRING;
            case AWAITING_APPROVAL -> AWAITING_APPROVAL;
            case RESTARTING -> RESTARTING;
            case ROLLING_BACK -> ROLLING_BACK;
            case POST_CLONING -> POST_CLONING;
            case REPLICATING -> REPLICATING;
            case READY -> READY;
            case SUSPENDED -> SUSPENDED;
            case FAILED -> FAILED;
            case CANCELLING -> CANCELLING;
        };
    }

    /** Whether nothing more happens unless a person does something new. */
    public boolean isFinished() {
        return this == READY || this == ALREADY_DONE || this == FAILED;
    }

    /** Whether it is done. */
    public boolean isDone() {
        return this == READY || this == ALREADY_DONE;
    }

    /** Whether it stands still until a person says a word, which is nobody's fault. */
    public boolean waitsForAWord() {
        return this == SUSPENDED || this == AWAITING_APPROVAL;
    }
}
