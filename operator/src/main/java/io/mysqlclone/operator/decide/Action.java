package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** A change to the world; carrying it out twice is as good as once. */
public sealed interface Action {

    /** Adds a container with the agent to the server's pod. */
    record LaunchInPod(AgentCommand command, Launch plan, ServerPod pod) implements Action {}

    /** Makes a pod with the agent on a claim. */
    record LaunchOnClaim(AgentCommand command, Launch plan, ClaimVolume claim) implements Action {}

    /** Removes the pod that an agent had for itself, and has ended in. */
    record RemovePod(String podName) implements Action {}

    /** Makes the claim that the resource describes. */
    record CreateClaim(String claimName) implements Action {}

    /** Notes on a claim which clone was made on it. */
    record NoteMade(String claimName) implements Action {}

    /** Tells a run to end. */
    record Stop(AgentRun run, StopMode mode) implements Action {}

    /** Puts other bandwidth limits in force in a run. */
    record Limit(AgentRun run, AgentStatus.Limits limits) implements Action {}

    /** Changes nothing, and fails when a disruption budget would not let that pod be evicted now. */
    record MayEvict(String podName, String podUid) implements Action {}

    /**
     * Evicts exactly that pod, so that its owner makes a new one; disruption budgets may forbid it for a while.
     *
     * @param grace how long its containers are given to stop; empty: as long as the pod says
     */
    record Evict(String podName, String podUid, Optional<Duration> grace) implements Action {}

    /**
     * Scales up the workload that the resource names.
     *
     * @param scaled whether that was done before; it is not done again, as somebody has set it back then
     */
    record RestartWorkload(Workload workload, boolean scaled) implements Action {}

    /** Takes a claim from the resource that it was to go with: a complete clone is on it. */
    record KeepClaim(String claimName) implements Action {}

    /**
     * Tells of something that nobody would look for.
     *
     * @param podName the pod that it is about too, when there is one
     */
    record Warn(Reason reason, String message, Optional<String> podName) implements Action {}

    /** Deletes the resource, whose time to live is over. */
    record DeleteClone() implements Action {}
}
