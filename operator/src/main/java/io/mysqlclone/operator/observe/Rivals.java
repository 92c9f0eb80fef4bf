package io.mysqlclone.operator.observe;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.TlsMode;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
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

    /** Who waits for its volume does not keep the donor from others. */
    private static final Set<Step> WAITS_FOR_DONOR = EnumSet.of(Step.WAITING_FOR_DONOR, Step.AT_DONOR);

    private static final Set<Step> WAITS_FOR_VOLUME =
            EnumSet.of(Step.WAITING_FOR_DONOR, Step.AT_DONOR, Step.WAITING_FOR_VOLUME);

    /** An agent of it runs, or is about to. */
    private static final Set<Step> TRANSFERS = EnumSet.of(
            Step.STARTING,
            Step.NOT_STARTING,
            Step.PREFLIGHT,
            Step.TRANSFERRING,
            Step.SUSPENDING,
            Step.CANCELLING,
            Step.AT_DONOR);

    /** It would go on by itself. */
    private static final Set<Step> GOES_ON =
            EnumSet.of(Step.WAITING, Step.WAITING_FOR_DONOR, Step.AT_DONOR, Step.WAITING_FOR_VOLUME, Step.SUSPENDED);

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
        List<MySQLClone> others = others(clone, all).toList();
        Place atDonor = first(
                clone,
                others,
                other -> sameNamespace(clone, other) && sameDonor(clone, other),
                this::usesDonor,
                this::keepsItsTurn,
                WAITS_FOR_DONOR);
        Place atVolume = first(
                clone, others, other -> sameVolume(clone, other), Rivals::usesVolume, _ -> false, WAITS_FOR_VOLUME);
        Optional<String> donor = atDonor.before().or(() -> elsewhere(clone, others));
        return new Competition(
                donor,
                atVolume.before(),
                Math.max(1, atVolume.before().isPresent() ? atVolume.number() : atDonor.number()));
    }

    /** Who comes first, and how many do. */
    private record Place(Optional<String> before, int number) {}

    private static Place first(
            MySQLClone clone,
            List<MySQLClone> others,
            Predicate<MySQLClone> rival,
            Predicate<MySQLClone> uses,
            Predicate<MySQLClone> keeps,
            Set<Step> waiting) {
        boolean used = uses.test(clone);
        boolean kept = keeps.test(clone);
        List<MySQLClone> before = others.stream()
                .filter(rival)
                .filter(other -> uses.test(other)
                        || (!used && keeps.test(other) && (!kept || BY_AGE.compare(other, clone) < 0))
                        || (!used && !kept && waits(other, waiting) && BY_AGE.compare(other, clone) < 0))
                .toList();
        return new Place(
                before.stream()
                        .min(BY_AGE)
                        .map(other -> "clone " + other.getMetadata().getName()),
                before.size());
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
                && !isAt(clone, EnumSet.of(Step.NOT_STARTING))
                && !startsSlowly(clone);
    }

    private boolean startsSlowly(MySQLClone clone) {
        return isAt(clone, EnumSet.of(Step.STARTING))
                && clone.reported()
                        .map(MySQLCloneStatus::launch)
                        .filter(launch -> now.isAfter(launch.time().plus(STARTING)))
                        .isPresent();
    }

    /** Whether it is to go on soon with a snapshot that its donor may still hold. */
    private boolean keepsItsTurn(MySQLClone clone) {
        return isAt(clone, GOES_ON)
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
                || clone.reported().filter(MySQLCloneStatus::hasFinished).isPresent();
        return transfers(clone) || (holds(clone, ConditionType.TRANSFERRED) && !takenOver);
    }

    private static boolean transfers(MySQLClone clone) {
        return isAt(clone, TRANSFERS);
    }

    /** Whether it would begin if what it wants were free. */
    private static boolean waits(MySQLClone clone, Set<Step> steps) {
        return !clone.getSpec().suspend()
                && clone.getMetadata().getDeletionTimestamp() == null
                && !holds(clone, ConditionType.TRANSFERRED)
                && (step(clone).isEmpty() || isAt(clone, steps));
    }

    private static boolean holds(MySQLClone clone, ConditionType type) {
        return clone.reported().filter(status -> status.holds(type)).isPresent();
    }

    /** Where it is; empty when no operator has looked at it yet. */
    private static Optional<Step> step(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::step);
    }

    private static boolean isAt(MySQLClone clone, Set<Step> steps) {
        return step(clone).filter(steps::contains).isPresent();
    }

    /**
     * What the servers say of themselves counts more than how they are called. An agent that stands beside one serves several
     * at once.
     */
    private static boolean sameDonor(MySQLClone one, MySQLClone other) {
        if (isServed(one) || isServed(other)) {
            return false;
        }
        Optional<String> uuid = serverUuid(one);
        Optional<String> otherUuid = serverUuid(other);
        boolean known = uuid.isPresent() && otherUuid.isPresent();
        return known ? uuid.equals(otherUuid) : donor(one).equals(donor(other));
    }

    /** Where a MySQLDonor is named, of the server that was chosen last, which need not have answered yet. */
    private static Optional<String> serverUuid(MySQLClone clone) {
        return clone.reported()
                .map(MySQLCloneStatus::resolvedDonor)
                .map(ResolvedDonor::serverUuid)
                .or(() -> clone.reported().map(MySQLCloneStatus::donor).map(DonorStatus::serverUuid));
    }

    /** Whether its donor is an agent, which alone has a certificate of its own making. */
    private static boolean isServed(MySQLClone clone) {
        return server(clone)
                .filter(donor -> donor.tls().mode() == TlsMode.VERIFY_FINGERPRINT)
                .isPresent();
    }

    /** Of one whose donor nobody knows yet, or that shares its donor with others: a name that no server has. */
    private static String donor(MySQLClone clone) {
        String namespace = clone.getMetadata().getNamespace();
        return server(clone)
                .filter(donor -> donor.tls().mode() != TlsMode.VERIFY_FINGERPRINT)
                .map(donor -> DonorName.of(donor.host(), namespace) + ":" + donor.port())
                .orElseGet(() -> name(clone));
    }

    private static Optional<Donor> server(MySQLClone clone) {
        return clone.getSpec()
                .knownServer()
                .or(() -> clone.reported().map(MySQLCloneStatus::resolvedDonor).map(ResolvedDonor::server));
    }

    /** Whether another one of these clones has that server now. */
    static boolean hasAnother(MySQLClone clone, Stream<MySQLClone> all, ProbedServer server, Instant now) {
        Rivals rivals = new Rivals(now);
        String name = DonorName.of(server.host(), clone.getMetadata().getNamespace()) + ":" + server.port();
        return others(clone, all)
                .anyMatch(other -> rivals.usesDonor(other) && donor(other).equals(name));
    }

    private static Stream<MySQLClone> others(MySQLClone clone, Stream<MySQLClone> all) {
        return all.filter(other ->
                !other.getMetadata().getUid().equals(clone.getMetadata().getUid()));
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
