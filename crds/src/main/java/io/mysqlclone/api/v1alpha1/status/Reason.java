package io.mysqlclone.api.v1alpha1.status;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a condition is as it is, and why events are recorded: the words of {@code status.conditions[].reason}. The runbook
 * has a section for each that a user can do something about.
 */
public enum Reason {
    /** It has not come to that. */
    PENDING("Pending", Kind.PASSING),
    /** The resource does not ask for that. */
    NOT_REQUESTED("NotRequested", Kind.PROGRESS),
    /** That was left out, as the resource says. */
    SKIPPED("Skipped", Kind.PROGRESS),
    /** The kubelet is starting the agent's container. */
    AGENT_STARTING("AgentStarting", Kind.PASSING),
    /** The agent checks donor and recipient. */
    PREFLIGHT("Preflight", Kind.PASSING),
    /** Donor and recipient allow the clone. */
    PASSED("Passed", Kind.PROGRESS),
    /** A dry run has found nothing that would keep the clone from starting. */
    PREFLIGHT_PASSED("PreflightPassed", Kind.PROGRESS),
    /** Bytes flow. */
    TRANSFERRING("Transferring", Kind.PROGRESS),
    /** All bytes have arrived; told because of a small clone the bytes are not seen to flow. */
    TRANSFERRED("Transferred", Kind.PROGRESS),
    /** The claim that the resource describes is being made. */
    CREATING_CLAIM("CreatingClaim", Kind.PROGRESS),
    /** The agent waits for mysqld to stop, to put the clone in the old data's place. */
    COMMITTING("Committing", Kind.PROGRESS),
    /** The recipient is being restarted on the clone. */
    RESTARTING("Restarting", Kind.PROGRESS),
    /** The recipient's pod is being made, or is not Ready yet. */
    WAITING_FOR_POD("WaitingForPod", Kind.PROGRESS),
    /** mysqld recovers the clone. */
    RECOVERING("Recovering", Kind.PASSING),
    /** mysqld has recovered on the clone. */
    RECOVERED("Recovered", Kind.PROGRESS),
    /** Scripts are being run on the recipient. */
    POST_CLONING("PostCloning", Kind.PROGRESS),
    /** All scripts were run. */
    POST_CLONED("PostCloned", Kind.PROGRESS),
    /** Replication is being set up. */
    STARTING_REPLICATION("StartingReplication", Kind.PASSING),
    /** The recipient replicates from its source. */
    REPLICATING("Replicating", Kind.PROGRESS),
    /** What was asked for is done. */
    SUCCEEDED("Succeeded", Kind.PROGRESS),
    /** A resource of this name and spec has made this clone before, and it is not made twice. */
    ALREADY_DONE("AlreadyDone", Kind.PROGRESS),
    /** A person has to approve the restart. */
    AWAITING_APPROVAL("AwaitingApproval", Kind.PROGRESS),
    /** The agent stops at a durable point. */
    SUSPENDING("Suspending", Kind.PASSING),
    /** The clone stands still until {@code spec.suspend} is false. */
    SUSPENDED("Suspended", Kind.PROGRESS),
    /** The resource is being deleted and its agent removes what it has stored. */
    CANCELLING("Cancelling", Kind.PROGRESS),
    /** The clone was cancelled. */
    CANCELLED("Cancelled", Kind.PROGRESS),

    /** The donor serves another clone. */
    DONOR_BUSY("DonorBusy", Kind.PROGRESS),
    /** Another clone writes to the volume. */
    VOLUME_BUSY("VolumeBusy", Kind.PROGRESS),
    /** The account can clone the donor. */
    DONOR_AVAILABLE("DonorAvailable", Kind.PROGRESS),
    /** It is being looked at for the first time. */
    PROBING_DONOR("ProbingDonor", Kind.PASSING),
    /** What names the donor names nothing. */
    DONOR_NOT_FOUND("DonorNotFound", Kind.HINDRANCE),
    /** The MySQLDonor may not be used from here, or is not there. */
    DONOR_NOT_ALLOWED("DonorNotAllowed", Kind.HINDRANCE),
    /** None of the donor's servers can be cloned now. */
    DONOR_NOT_READY("DonorNotReady", Kind.TROUBLE),
    /** The agent that gives clones of the donor is being started beside it. */
    DONOR_AGENT_STARTING("DonorAgentStarting", Kind.PASSING),
    /** The agent beside the donor gives clones. */
    DONOR_AGENT_SERVING("DonorAgentServing", Kind.PROGRESS),
    /** The agent beside the donor has ended as nobody wanted it, or with its pod. */
    DONOR_AGENT_ENDED("DonorAgentEnded", Kind.PROGRESS),
    /** The agent beside the donor could not begin, or has ended without having been asked to. */
    DONOR_AGENT_FAILED("DonorAgentFailed", Kind.TROUBLE),
    /** A pod uses the claim that was named as an unused one. */
    VOLUME_IN_USE("VolumeInUse", Kind.HINDRANCE),
    /** The pod, claim or workload that was named is not there. */
    RECIPIENT_NOT_FOUND("RecipientNotFound", Kind.HINDRANCE),
    /** mysqld's container or data directory could not be found in the pod. */
    RECIPIENT_HAS_NO_DATA_VOLUME("RecipientHasNoDataVolume", Kind.HINDRANCE),
    /** The data would go with the pod. */
    RECIPIENT_NOT_PERSISTENT("RecipientNotPersistent", Kind.HINDRANCE),
    /** The recipient has data and may not be overwritten. */
    RECIPIENT_NOT_EMPTY("RecipientNotEmpty", Kind.HINDRANCE),
    /** The recipient's server is the donor. */
    RECIPIENT_IS_DONOR("RecipientIsDonor", Kind.HINDRANCE),

    /** Copies are made at their times. */
    SCHEDULED("Scheduled", Kind.PROGRESS),
    /** A schedule has made a MySQLClone. */
    COPY_MADE("CopyMade", Kind.PROGRESS),
    /** A schedule has deleted a MySQLClone that is not kept any more. */
    COPY_REMOVED("CopyRemoved", Kind.PROGRESS),
    /** The schedule or its time zone is none. */
    SCHEDULE_INVALID("ScheduleInvalid", Kind.HINDRANCE),
    /** No copy was made for a time, as it was too late. */
    SCHEDULE_MISSED("ScheduleMissed", Kind.TROUBLE),
    /** The copy that was made last has failed. */
    COPY_FAILED("CopyFailed", Kind.TROUBLE),
    /** The copy under way waits for a person, and the schedule for it. */
    COPY_STALLED("CopyStalled", Kind.HINDRANCE),

    /** A claim is being filled from a MySQLDonor. */
    POPULATE_STARTED("PopulateStarted", Kind.PROGRESS),
    /** How much of a claim's data has been received. */
    POPULATING("Populating", Kind.PROGRESS),
    /** A claim has a volume with the data of its MySQLDonor. */
    POPULATE_FINISHED("PopulateFinished", Kind.PROGRESS),
    /** What was filled for a claim was lost before the claim had it. */
    POPULATE_AGAIN("PopulateAgain", Kind.TROUBLE),
    /** The MySQLClone that was to fill a claim has failed. */
    POPULATE_FAILED("PopulateFailed", Kind.HINDRANCE),
    /** A claim cannot be filled as it is. */
    POPULATE_REFUSED("PopulateRefused", Kind.HINDRANCE),
    /** Members of a set are being filled. */
    FILLING("Filling", Kind.PROGRESS),
    /** A set has made a MySQLClone for a member. */
    MEMBER_MADE("MemberMade", Kind.PROGRESS),
    /** A set lets a member be restarted on its clone. */
    MEMBER_APPROVED("MemberApproved", Kind.PROGRESS),
    /** Clones of members have failed, and nothing more is under way. */
    MEMBERS_FAILED("MembersFailed", Kind.TROUBLE),
    /** A member's clone waits for a person. */
    MEMBER_STALLED("MemberStalled", Kind.HINDRANCE),
    /** The donor is chosen among the servers that are to be filled. */
    DONOR_AMONG_MEMBERS("DonorAmongMembers", Kind.HINDRANCE),

    /** The Kubernetes API server refuses what the operator asks of it, or does not answer. */
    API_ERROR("ApiError", Kind.TROUBLE),
    /** The operator has failed by a bug. */
    OPERATOR_ERROR("OperatorError", Kind.TROUBLE),
    /** Kubernetes refuses the agent's container or the claim. */
    LAUNCH_REFUSED("LaunchRefused", Kind.HINDRANCE),
    /** So little of the recipient's memory limit is free that the agent could cost mysqld its life. */
    NOT_ENOUGH_MEMORY("NotEnoughMemory", Kind.HINDRANCE),
    /** The agent's image cannot be pulled. */
    IMAGE_PULL_FAILED("ImagePullFailed", Kind.HINDRANCE),
    /** The kubelet cannot start the agent's container, for example because a Secret is missing. */
    AGENT_NOT_STARTING("AgentNotStarting", Kind.HINDRANCE),
    /** The agent runs but cannot be asked for its progress. */
    AGENT_UNREACHABLE("AgentUnreachable", Kind.TROUBLE),
    /** Kubernetes ended the agent before its work was done: its node was drained, or short of memory. */
    INTERRUPTED("Interrupted", Kind.TROUBLE),
    /** The pod holds as many ended agents as it may, and none can be removed from it. */
    TOO_MANY_AGENTS("TooManyAgents", Kind.TROUBLE),
    /** The agent ended without saying why, or by a bug. */
    AGENT_FAILED("AgentFailed", Kind.TROUBLE),

    /** Donor or recipient do not allow the clone. */
    PREFLIGHT_REFUSED("PreflightRefused", Kind.HINDRANCE),
    /** A volume with tablespaces of the unfinished clone is not mounted. */
    TARGET_MISSING("TargetMissing", Kind.HINDRANCE),
    /** The donor does not accept the account. */
    AUTHENTICATION_FAILED("AuthenticationFailed", Kind.HINDRANCE),
    /** The donor's certificate could not be verified, or TLS could not be set up. */
    TLS_FAILED("TlsFailed", Kind.HINDRANCE),
    /** The donor reported an error or broke the protocol. */
    DONOR_ERROR("DonorError", Kind.TROUBLE),
    /** The clone was not in place when its time was over. */
    DEADLINE_EXCEEDED("DeadlineExceeded", Kind.TROUBLE),
    /** The connection to the donor is lost and is being tried again. */
    RECONNECTING("Reconnecting", Kind.TROUBLE),
    /** The donor could not be reached for longer than the reconnect timeout. */
    NETWORK_LOST("NetworkLost", Kind.TROUBLE),
    /** The volume is full, read-only or fails. */
    LOCAL_IO_ERROR("LocalIOError", Kind.HINDRANCE),
    /** A page that has arrived has a wrong checksum. */
    VERIFICATION_FAILED("VerificationFailed", Kind.TROUBLE),

    /** Nothing would make the pod again, so that it is not deleted. */
    MANUAL_RESTART_REQUIRED("ManualRestartRequired", Kind.HINDRANCE),
    /** A PodDisruptionBudget forbids the restart for now. */
    EVICTION_BLOCKED("EvictionBlocked", Kind.HINDRANCE),
    /** mysqld did not leave the agent the time to put the clone in place, and serves the old data. */
    NOT_COMMITTED("NotCommitted", Kind.TROUBLE),
    /** The recipient has executed transactions that the donor has not. */
    RECIPIENT_IS_AHEAD("RecipientIsAhead", Kind.HINDRANCE),
    /** mysqld's first start on the clone has other transactions than the snapshot. */
    GTID_MISMATCH("GtidMismatch", Kind.TROUBLE),
    /** mysqld does not start on the clone. */
    RECIPIENT_NOT_STARTING("RecipientNotStarting", Kind.HINDRANCE),
    /** The recipient's old data is being put back. */
    ROLLING_BACK("RollingBack", Kind.TROUBLE),
    /** The recipient is back on its old data. */
    ROLLED_BACK("RolledBack", Kind.TROUBLE),
    /** The scripts could not be run to their end. */
    POST_CLONE_FAILED("PostCloneFailed", Kind.HINDRANCE),
    /** Replication could not be set up or does not run. */
    REPLICATION_FAILED("ReplicationFailed", Kind.HINDRANCE),
    /** Something of the clone is left in the volume that could not be removed. */
    LEFT_BEHIND("LeftBehind", Kind.TROUBLE);

    /** What a reason says of the clone. */
    public enum Kind {
        /** A step that goes by in a moment, which nobody needs to be told of. */
        PASSING,
        /** All is as it should be. */
        PROGRESS,
        /** Somebody should look, although the clone may go on by itself. */
        TROUBLE,
        /** The clone does not go on before somebody has done something, here or elsewhere. */
        HINDRANCE
    }

    private final String text;
    private final Kind kind;

    Reason(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** The word in {@code status.conditions[].reason}. */
    public String text() {
        return text;
    }

    /** What it says of the clone. */
    public Kind kind() {
        return kind;
    }

    /** Whether somebody should look. */
    public boolean isTrouble() {
        return switch (kind) {
            case TROUBLE, HINDRANCE -> true;
            case PASSING, PROGRESS -> false;
        };
    }

    /** The reason that has this word; empty for that of another version. */
    public static Optional<Reason> of(@Nullable String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equals(text))
                .findFirst();
    }
}
