package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbeLaunch;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a MySQLDonor, and what is told of it.
 *
 * @param reason why it is Ready, or is not
 * @param message one sentence
 * @param chosen the server that a clone would get; present when it is Ready
 * @param plan a probe to be written down
 * @param launch a probe that was written down, and whose pod is to be made
 * @param settled the end of the probe under way, to be written down
 * @param agent what is to be written of the agent beside the server; empty: there was none yet
 * @param agentPlan whether that agent was decided just now, so that it must be written down before anything is done
 * @param agentLaunch the pod that the agent, which was written down, is to be added to
 * @param again when to look again
 */
public record DonorDecision(
        Reason reason,
        String message,
        Optional<ServerStatus> chosen,
        Optional<ProbeLaunch> plan,
        Optional<ProbeLaunch> launch,
        Optional<Settled> settled,
        Optional<DonorAgentStatus> agent,
        boolean agentPlan,
        Optional<ServerPod> agentLaunch,
        Duration again) {

    /**
     * The end of a probe.
     *
     * @param number of it
     * @param servers what it saw; empty: it told nothing
     */
    public record Settled(int number, Optional<List<ServerStatus>> servers) {}

    DonorDecision planning(ProbeLaunch next, Duration soon) {
        return with(Optional.of(next), launch, settled, soon);
    }

    DonorDecision launching(ProbeLaunch next, Duration soon) {
        return with(plan, Optional.of(next), settled, soon);
    }

    DonorDecision settling(Settled end, Duration soon) {
        return with(plan, launch, Optional.of(end), soon);
    }

    DonorDecision again(Duration soon) {
        return with(plan, launch, settled, soon);
    }

    private DonorDecision with(
            Optional<ProbeLaunch> planned, Optional<ProbeLaunch> launched, Optional<Settled> end, Duration soon) {
        return new DonorDecision(reason, message, chosen, planned, launched, end, agent, agentPlan, agentLaunch, soon);
    }

    /** The same, with what is done about the agent; what keeps it from clones that want it says more than the server's state. */
    DonorDecision serving(ServingDecision serving) {
        Optional<DonorChoice.None> trouble = serving.trouble().filter(_ -> chosen.isPresent());
        return new DonorDecision(
                trouble.map(DonorChoice.None::reason).orElse(reason),
                trouble.map(DonorChoice.None::message).orElse(message),
                trouble.isPresent() ? Optional.empty() : chosen,
                plan,
                launch,
                settled,
                serving.agent(),
                serving.plan(),
                serving.launch(),
                again.compareTo(serving.again()) > 0 ? serving.again() : again);
    }

    /** Whether something must be written down before anything is done about it. */
    public boolean plans() {
        return plan.isPresent() || agentPlan;
    }
}
