package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is done about the agent beside a donor's server.
 *
 * @param agent what is to be written of it; empty: there was none yet
 * @param plan whether it was decided just now, so that it must be written down before anything is done
 * @param launch the pod that it, which was written down, is to be added to
 * @param hindrance what keeps one from being added that clones want
 * @param again when to look again
 */
record ServingDecision(
        Optional<DonorAgentStatus> agent,
        boolean plan,
        Optional<ServerPod> launch,
        Optional<DonorChoice.None> hindrance,
        Duration again) {

    static ServingDecision of(Optional<DonorAgentStatus> agent, Duration again) {
        return new ServingDecision(agent, false, Optional.empty(), Optional.empty(), again);
    }

    static ServingDecision hindered(Optional<DonorAgentStatus> agent, DonorChoice.None hindrance, Duration again) {
        return new ServingDecision(agent, false, Optional.empty(), Optional.of(hindrance), again);
    }

    /** Why clones that want an agent get none: what stands in its way, or how the last one has ended. */
    Optional<DonorChoice.None> trouble() {
        return hindrance.or(() -> agent.filter(ServingDecision::hasTrouble)
                .map(last -> new DonorChoice.None(
                        Reason.of(last.reason()).filter(Reason::isTrouble).orElse(Reason.DONOR_AGENT_FAILED),
                        Objects.requireNonNullElse(last.message(), ""))));
    }

    /** Until another one serves. */
    private static boolean hasTrouble(DonorAgentStatus last) {
        return last.failures() > 0
                || Reason.of(last.reason()).filter(Reason::isTrouble).isPresent();
    }
}
