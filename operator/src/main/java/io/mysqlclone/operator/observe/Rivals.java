package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who comes first where several clones want the same donor or volume: the one whose agent runs, the one whose snapshot the
 * donor still holds, as another clone would throw it away, and then the oldest. The donor itself has the last word, for clones
 * that nobody here knows of (ER_CLONE_TOO_MANY_CONCURRENT_CLONES).
 */
final class Rivals {

    private static final Comparator<MySQLClone> BY_AGE = Comparator.comparing((MySQLClone clone) ->
                    Objects.requireNonNullElse(clone.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(Rivals::name);

    /** Of a clone that no operator has looked at yet. */
    private static final String UNKNOWN = "";

    /** Who waits for its volume does not keep the donor from others. */
    private static final Set<String> WAITS_FOR_DONOR = Set.of(UNKNOWN, Reason.DONOR_BUSY.text());

    private static final Set<String> WAITS_FOR_VOLUME =
            Set.of(UNKNOWN, Reason.DONOR_BUSY.text(), Reason.VOLUME_BUSY.text());

    /** An agent that does not run does not talk to the donor. */
    private static final Set<String> CANNOT_START =
            Set.of(Reason.AGENT_NOT_STARTING.text(), Reason.IMAGE_PULL_FAILED.text(), Reason.LAUNCH_REFUSED.text());

    /** For an agent to be started; one that takes longer meets the donor as it is by then. */
    private static final Duration STARTING = Duration.ofMinutes(1);

    private final Instant now;

    private Rivals(Instant now) {
        this.now = now;
    }

    static Competition of(MySQLClone clone, Stream<MySQLClone> all, Instant now) {
        return new Rivals(now).of(clone, all);
    }

    private Competition of(MySQLClone clone, Stream<MySQLClone> all) {
        List<MySQLClone> others = all.filter(other ->
                        !other.getMetadata().getUid().equals(clone.getMetadata().getUid()))
                .toList();
        return new Competition(
                first(
                                clone,
                                others,
                                other -> sameNamespace(clone, other) && sameDonor(clone, other),
                                this::usesDonor,
                                this::keepsItsTurn,
                                WAITS_FOR_DONOR)
                        .or(() -> elsewhere(clone, others)),
                first(
                        clone,
                        others,
                        other -> sameVolume(clone, other),
                        Rivals::usesVolume,
                        _ -> false,
                        WAITS_FOR_VOLUME));
    }

    private static Optional<String> first(
            MySQLClone clone,
            List<MySQLClone> others,
            Predicate<MySQLClone> rival,
            Predicate<MySQLClone> uses,
            Predicate<MySQLClone> keeps,
            Set<String> waiting) {
        boolean used = uses.test(clone);
        boolean kept = keeps.test(clone);
        return others.stream()
                .filter(rival)
                .filter(other -> uses.test(other)
                        || (!used && keeps.test(other) && (!kept || BY_AGE.compare(other, clone) < 0))
                        || (!used && !kept && waits(other, waiting) && BY_AGE.compare(other, clone) < 0))
                .min(BY_AGE)
                .map(other -> "clone " + other.getMetadata().getName());
    }

    /**
     * In another namespace only one whose data the donor is sending counts, and only by the donor's name: what waits there, or
     * cannot begin, is no business of this one, and a server's UUID is what somebody's server says. Neither is its name.
     */
    private Optional<String> elsewhere(MySQLClone clone, List<MySQLClone> others) {
        return others.stream()
                .filter(other -> !sameNamespace(clone, other) && donor(clone).equals(donor(other)))
                .filter(other -> !usesDonor(clone) && usesDonor(other) && holds(other, ConditionType.PREFLIGHT_PASSED))
                .findFirst()
                .map(_ -> "a clone in another namespace");
    }

    private boolean usesDonor(MySQLClone clone) {
        return transfers(clone)
                && !holds(clone, ConditionType.TRANSFERRED)
                && !CANNOT_START.contains(reason(clone))
                && !startsSlowly(clone);
    }

    private boolean startsSlowly(MySQLClone clone) {
        return reason(clone).equals(Reason.AGENT_STARTING.text())
                && clone.reported()
                        .map(MySQLCloneStatus::launch)
                        .filter(launch -> now.isAfter(launch.time().plus(STARTING)))
                        .isPresent();
    }

    /** Whether it is to go on soon with a snapshot that its donor may still hold. */
    private boolean keepsItsTurn(MySQLClone clone) {
        return phase(clone).filter(phase -> phase == Phase.WAITING).isPresent()
                && !clone.getSpec().suspend()
                && clone.getMetadata().getDeletionTimestamp() == null
                && clone.reported()
                        .map(MySQLCloneStatus::resumeDeadline)
                        .filter(now::isBefore)
                        .isPresent();
    }

    /** Also while a complete clone lies there that the server has not taken over: its restart would end another agent. */
    private static boolean usesVolume(MySQLClone clone) {
        boolean takenOver = holds(clone, ConditionType.RECIPIENT_RESTARTED)
                || phase(clone).filter(Phase::isFinished).isPresent();
        return transfers(clone) || (holds(clone, ConditionType.TRANSFERRED) && !takenOver);
    }

    /** Whether an agent of it runs, or is about to. */
    private static boolean transfers(MySQLClone clone) {
        return phase(clone)
                        .filter(phase ->
                                phase == Phase.PREFLIGHT || phase == Phase.TRANSFERRING || phase == Phase.CANCELLING)
                        .isPresent()
                || reason(clone).equals(Reason.SUSPENDING.text())
                || asksForItsTurn(clone);
    }

    /** Whether its agent waits at the donor, for somebody whom nobody here knows of. */
    private static boolean asksForItsTurn(MySQLClone clone) {
        return reason(clone).equals(Reason.DONOR_BUSY.text())
                && clone.reported()
                        .filter(status -> status.run() > status.settledRun())
                        .isPresent();
    }

    /** Whether it would begin if what it wants were free. */
    private static boolean waits(MySQLClone clone, Set<String> reasons) {
        return !clone.getSpec().suspend()
                && clone.getMetadata().getDeletionTimestamp() == null
                && !holds(clone, ConditionType.TRANSFERRED)
                && reasons.contains(reason(clone));
    }

    private static boolean holds(MySQLClone clone, ConditionType type) {
        return clone.reported().filter(status -> status.holds(type)).isPresent();
    }

    private static String reason(MySQLClone clone) {
        return clone.reported()
                .flatMap(status -> status.condition(ConditionType.READY))
                .map(condition -> condition.getReason())
                .orElse(UNKNOWN);
    }

    private static Optional<Phase> phase(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::phase);
    }

    /** What the servers say of themselves counts more than how they are called. */
    private static boolean sameDonor(MySQLClone one, MySQLClone other) {
        Optional<String> uuid = serverUuid(one);
        Optional<String> otherUuid = serverUuid(other);
        boolean known = uuid.isPresent() && otherUuid.isPresent();
        return known ? uuid.equals(otherUuid) : donor(one).equals(donor(other));
    }

    private static Optional<String> serverUuid(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::donor).map(DonorStatus::serverUuid);
    }

    private static String donor(MySQLClone clone) {
        Donor donor = clone.getSpec().donor();
        return DonorName.of(donor.host(), clone.getMetadata().getNamespace()) + ":" + donor.port();
    }

    private static boolean sameNamespace(MySQLClone one, MySQLClone other) {
        return one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
    }

    private static boolean sameVolume(MySQLClone one, MySQLClone other) {
        return sameNamespace(one, other)
                && (RecipientName.of(one).equals(RecipientName.of(other))
                        || claim(one)
                                .filter(name ->
                                        claim(other).filter(name::equals).isPresent())
                                .isPresent());
    }

    /** The claim that is cloned into, once it is known. */
    private static Optional<String> claim(MySQLClone clone) {
        return clone.getSpec().recipient().target() instanceof ClaimRecipient claim
                ? Optional.of(claim.claimName())
                : clone.reported().map(MySQLCloneStatus::recipient).map(RecipientStatus::claim);
    }

    private static String name(MySQLClone clone) {
        return clone.getMetadata().getNamespace() + "/" + clone.getMetadata().getName();
    }
}
