package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorDisplay;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.donor.DonorChoice;
import io.mysqlclone.operator.decide.donor.DonorDecision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The single door for the status of a MySQLDonor. */
public final class DonorReport {

    private DonorReport() {}

    /** The status to write; equal to the last one when there is nothing new. */
    public static MySQLDonorStatus of(MySQLDonor donor, DonorDecision decision, Instant now) {
        MySQLDonorStatus last = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        Optional<DonorDecision.Settled> settled = decision.settled();
        Optional<List<ServerStatus>> told = settled.flatMap(DonorDecision.Settled::servers);
        return new MySQLDonorStatus(
                donor.getMetadata().getGeneration(),
                decision.message(),
                conditions(donor, last, decision.chosen().isPresent(), decision.reason(), decision.message(), now),
                decision.chosen().map(DonorReport::display).orElse(null),
                decision.plan().orElse(last.probe()),
                settled.map(DonorDecision.Settled::number).orElse(last.settledProbe()),
                settled.map(_ -> told.isPresent() ? 0 : last.failures() + 1).orElse(last.failures()),
                told.map(_ -> now.truncatedTo(ChronoUnit.SECONDS)).orElse(last.lastProbeTime()),
                told.orElseGet(() -> isOfAnotherSpec(last, decision) ? List.of() : last.servers()),
                decision.agent().orElse(null));
    }

    /** What was seen with another account, or of another server, says nothing of this one. */
    private static boolean isOfAnotherSpec(MySQLDonorStatus last, DonorDecision decision) {
        return decision.plan()
                .filter(plan -> last.probe() != null
                        && !Objects.equals(plan.generation(), last.probe().generation()))
                .isPresent();
    }

    /** The status when something stood in the operator's way. */
    public static MySQLDonorStatus trouble(MySQLDonor donor, Obstacle obstacle, Instant now) {
        MySQLDonorStatus last = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        return new MySQLDonorStatus(
                donor.getMetadata().getGeneration(),
                obstacle.message(),
                conditions(donor, last, false, obstacle.reason(), obstacle.message(), now),
                last.display(),
                last.probe(),
                last.settledProbe(),
                last.failures(),
                last.lastProbeTime(),
                last.servers(),
                last.agent());
    }

    private static List<Condition> conditions(
            MySQLDonor donor, MySQLDonorStatus last, boolean ready, Reason reason, String message, Instant now) {
        Conditions conditions =
                new Conditions(last.conditions(), donor.getMetadata().getGeneration(), now);
        boolean stalled = !ready && reason.isTrouble();
        conditions.set(ConditionType.READY, ready, reason, message);
        conditions.setOrRemove(ConditionType.STALLED, stalled, reason, message);
        conditions.setOrRemove(ConditionType.RECONCILING, !ready && !stalled, reason, message);
        return conditions.toList();
    }

    private static DonorDisplay display(ServerStatus server) {
        return new DonorDisplay(DonorChoice.address(server), server.role(), server.version());
    }
}
