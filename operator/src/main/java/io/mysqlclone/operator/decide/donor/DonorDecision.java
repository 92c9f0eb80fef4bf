package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.donor.ProbeLaunch;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
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
 * @param again when to look again
 */
public record DonorDecision(
        Reason reason,
        String message,
        Optional<ServerStatus> chosen,
        Optional<ProbeLaunch> plan,
        Optional<ProbeLaunch> launch,
        Optional<Settled> settled,
        Duration again) {

    /**
     * The end of a probe.
     *
     * @param number of it
     * @param servers what it saw; empty: it told nothing
     */
    public record Settled(int number, Optional<List<ServerStatus>> servers) {}

    DonorDecision planning(ProbeLaunch next, Duration soon) {
        return new DonorDecision(reason, message, chosen, Optional.of(next), launch, settled, soon);
    }

    DonorDecision launching(ProbeLaunch next, Duration soon) {
        return new DonorDecision(reason, message, chosen, plan, Optional.of(next), settled, soon);
    }

    DonorDecision settling(Settled end, Duration soon) {
        return new DonorDecision(reason, message, chosen, plan, launch, Optional.of(end), soon);
    }

    DonorDecision again(Duration soon) {
        return new DonorDecision(reason, message, chosen, plan, launch, settled, soon);
    }
}
