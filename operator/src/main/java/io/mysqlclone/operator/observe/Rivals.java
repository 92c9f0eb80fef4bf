package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who comes first where several clones want the same donor or volume: the one whose agent runs, then the oldest. The donor
 * itself has the last word, for clones that nobody here knows of (ER_CLONE_TOO_MANY_CONCURRENT_CLONES).
 */
final class Rivals {

    private static final Comparator<MySQLClone> BY_AGE = Comparator.comparing((MySQLClone clone) ->
                    Objects.requireNonNullElse(clone.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(Rivals::name);

    private Rivals() {}

    static Competition of(MySQLClone clone, Stream<MySQLClone> all) {
        List<MySQLClone> others = all.filter(other ->
                        !other.getMetadata().getUid().equals(clone.getMetadata().getUid()))
                .filter(Rivals::wantsToTransfer)
                .toList();
        return new Competition(
                first(clone, others, other -> donor(other).equals(donor(clone))),
                first(clone, others, other -> sameVolume(clone, other)));
    }

    private static Optional<String> first(MySQLClone clone, List<MySQLClone> others, Predicate<MySQLClone> rival) {
        return others.stream()
                .filter(rival)
                .filter(other ->
                        transfers(other) || (!transfers(clone) && waits(other) && BY_AGE.compare(other, clone) < 0))
                .min(BY_AGE)
                .map(Rivals::name);
    }

    private static boolean wantsToTransfer(MySQLClone clone) {
        MySQLCloneStatus status = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        return !status.holds(ConditionType.TRANSFERRED)
                && status.phase() != Phase.FAILED
                && (transfers(clone) || clone.getMetadata().getDeletionTimestamp() == null);
    }

    private static boolean transfers(MySQLClone clone) {
        return phase(clone)
                .filter(phase -> phase == Phase.PREFLIGHT || phase == Phase.TRANSFERRING || phase == Phase.CANCELLING)
                .isPresent();
    }

    /** Whether it would begin if the donor and the volume were free. */
    private static boolean waits(MySQLClone clone) {
        if (clone.getSpec().suspend()) {
            return false;
        }
        String reason = clone.reported()
                .flatMap(status -> status.condition(ConditionType.READY))
                .map(condition -> condition.getReason())
                .orElse("");
        return reason.isEmpty() || reason.equals(Reason.DONOR_BUSY.text()) || reason.equals(Reason.VOLUME_BUSY.text());
    }

    private static Optional<Phase> phase(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::phase);
    }

    private static String donor(MySQLClone clone) {
        Donor donor = clone.getSpec().donor();
        return donor.host().toLowerCase(Locale.ROOT) + ":" + donor.port();
    }

    private static boolean sameVolume(MySQLClone one, MySQLClone other) {
        return one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace())
                && RecipientName.of(one).equals(RecipientName.of(other));
    }

    private static String name(MySQLClone clone) {
        return clone.getMetadata().getNamespace() + "/" + clone.getMetadata().getName();
    }
}
