package io.mysqlclone.operator.decide.set;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.set.Fill;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetSpec;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.set.Strategy;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.observe.set.DonorSight;
import io.mysqlclone.operator.observe.set.Members;
import io.mysqlclone.operator.observe.set.SetObservation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a MySQLCloneSet. A member whose clone is not there, and was never Ready, is begun when there is room for one more;
 * one whose clone waits for its restart is restarted when no more than so many others are.
 */
public final class SetDecider {

    /** How often the numbers of what is under way are summed up. */
    private static final Duration MOVING = Duration.ofSeconds(5);

    /** Nobody tells when a StatefulSet is scaled, or a MySQLDonor made. */
    private static final Duration LOOKING = Duration.ofSeconds(20);

    private static final Duration RESTING = Duration.ofMinutes(10);

    /** The members are written down before the first is begun, which is done at once. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final MySQLCloneSet set;
    private final MySQLCloneSetSpec spec;
    private final MySQLCloneSetStatus last;
    private final SetObservation seen;
    private final Ordinals ordinals;
    private final SortedMap<Integer, MySQLClone> clones = new TreeMap<>();
    private final Set<Integer> done = new TreeSet<>();

    private SetDecider(MySQLCloneSet set, SetObservation seen) {
        this.set = set;
        this.spec = set.getSpec();
        this.last = set.reported().orElse(MySQLCloneSetStatus.EMPTY);
        this.seen = seen;
        this.ordinals = Ordinals.of(spec.ordinals());
        last.members().stream().filter(Member::wasReady).map(Member::ordinal).forEach(done::add);
        for (MySQLClone clone : seen.clones()) {
            if (clone.getSpec().recipient().target() instanceof StatefulSetRecipient member) {
                clones.put(member.ordinal(), clone);
                if (isDone(clone)) {
                    done.add(member.ordinal());
                }
            }
        }
    }

    /** What is to be done now. */
    public static SetDecision decide(MySQLCloneSet set, SetObservation seen) {
        return new SetDecider(set, seen).decide();
    }

    private SetDecision decide() {
        Set<Integer> wanted = wanted();
        Set<Integer> missing = missing();
        Set<Integer> all = new TreeSet<>(wanted);
        all.addAll(clones.keySet());
        all.addAll(done);
        missing.stream().filter(this::isKnown).forEach(all::add);
        List<Member> members = all.stream().map(this::member).toList();
        Set<Integer> counted = new TreeSet<>(all);
        counted.addAll(missing);
        Tally tally = Tally.of(members, clones, counted.size());
        List<MySQLClone> approve = approve();
        return new SetDecision(
                new SetVerdict(set, seen, members, List.copyOf(missing), tally, stuck(), !approve.isEmpty()).of(),
                members,
                isWrittenDown(wanted) ? make(wanted) : List.of(),
                approve,
                tally,
                donorOrdinal().filter(ordinals::contain),
                source(),
                again(wanted, missing, tally));
    }

    /** Members that have failed on their restart and do not serve, while others wait for theirs. */
    private List<Integer> stuck() {
        return isApprovedByPeople() || clones.values().stream().noneMatch(SetDecider::awaitsApproval)
                ? List.of()
                : clones.entrySet().stream()
                        .filter(entry -> isApproved(entry.getValue()) && !Tally.isUnderWay(entry.getValue()))
                        .filter(entry -> isAway(entry.getKey(), entry.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** The members that are there and that this set is to fill. */
    private Set<Integer> wanted() {
        boolean recorded = isRecorded();
        return seen.members().stream()
                .flatMapToInt(Members::ordinals)
                .filter(ordinals::contain)
                .filter(ordinal ->
                        donorOrdinal().filter(donor -> donor == ordinal).isEmpty())
                .filter(ordinal -> !recorded || isKnown(ordinal))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Ordinals that are to be filled, by their name or as they were there, and that the StatefulSet does not have. */
    private Set<Integer> missing() {
        IntStream remembered = isRecorded() ? last.members().stream().mapToInt(Member::ordinal) : IntStream.empty();
        return IntStream.concat(ordinals.named(), remembered)
                .filter(ordinal ->
                        seen.members().filter(there -> there.has(ordinal)).isEmpty())
                .filter(ordinal -> !clones.containsKey(ordinal) && !done.contains(ordinal))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the members are those that there were at first. */
    private boolean isRecorded() {
        return spec.fill() == Fill.ONCE && ordinals.areAll() && !last.members().isEmpty();
    }

    private boolean isKnown(int ordinal) {
        return last.members().stream().anyMatch(member -> member.ordinal() == ordinal);
    }

    /** Which members there are is written down before any is begun: who looks next would take a later one for one of them. */
    private boolean isWrittenDown(Set<Integer> wanted) {
        return wanted.stream().allMatch(this::isKnown);
    }

    private List<SetDecision.Making> make(Set<Integer> wanted) {
        switch (seen.donor()) {
            case DonorSight.ChosenAmongThem _, DonorSight.NotThere _ -> {
                return List.of();
            }
            case DonorSight.Elsewhere _, DonorSight.AMember _ -> {}
        }
        long active = clones.values().stream().filter(Tally::isUnderWay).count();
        List<Integer> pending = wanted.stream()
                .filter(ordinal -> !clones.containsKey(ordinal) && !done.contains(ordinal))
                .toList();
        Optional<Integer> source = source();
        long room = spec.concurrent() - active;
        if (spec.strategy() == Strategy.CHAIN && source.isEmpty()) {
            // One that has failed has ended: the next one becomes the first.
            room = active == 0 ? 1 : 0;
        }
        return pending.stream()
                .limit(Math.max(0, room))
                .map(ordinal -> new SetDecision.Making(ordinal, source))
                .toList();
    }

    /** With strategy Chain: the member that the others are cloned from, which stays the same. */
    private Optional<Integer> source() {
        if (spec.strategy() != Strategy.CHAIN) {
            return Optional.empty();
        }
        return Optional.ofNullable(last.source())
                .filter(done::contains)
                .or(() -> done.stream().findFirst());
    }

    private List<MySQLClone> approve() {
        if (isApprovedByPeople()) {
            return List.of();
        }
        long away = clones.entrySet().stream()
                .filter(entry -> isApproved(entry.getValue()) && isAway(entry.getKey(), entry.getValue()))
                .count();
        return clones.values().stream()
                .filter(clone -> !isApproved(clone) && awaitsApproval(clone))
                .limit(Math.max(0, spec.maxUnavailable() - away))
                .toList();
    }

    private boolean isApprovedByPeople() {
        return spec.template().spec().restartPolicy() == RestartPolicy.MANUAL;
    }

    /** Whether a member that may be restarted does not serve yet: its clone is not Ready, and, had it failed, the pod is not. */
    private boolean isAway(int ordinal, MySQLClone clone) {
        return !isDone(clone) && (Tally.isUnderWay(clone) || !seen.serves().test(ordinal));
    }

    private static boolean isApproved(MySQLClone clone) {
        return Optional.ofNullable(clone.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.APPROVE_RESTART))
                .filter("true"::equals)
                .isPresent();
    }

    static boolean awaitsApproval(MySQLClone clone) {
        return clone.getMetadata().getDeletionTimestamp() == null
                && clone.reported()
                        .filter(status -> status.isAt(Step.AWAITING_APPROVAL))
                        .isPresent();
    }

    private static boolean isDone(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::step).filter(Step::isDone).isPresent();
    }

    /** Whether a person must do something; a clone whose restart the set approves when its turn has come is none. */
    static boolean isStalled(MySQLClone clone) {
        return !awaitsApproval(clone)
                && clone.reported()
                        .filter(status -> !status.hasFinished() && status.holds(ConditionType.STALLED))
                        .isPresent();
    }

    private Member member(int ordinal) {
        String name = set.nameOf(ordinal);
        MySQLClone clone = clones.get(ordinal);
        if (done.contains(ordinal)) {
            return new Member(ordinal, name, Phase.READY, Reason.SUCCEEDED.text(), null, sourceOf(ordinal));
        }
        if (clone == null) {
            return new Member(ordinal, name, Phase.PENDING, Reason.PENDING.text(), null, null);
        }
        Optional<MySQLCloneStatus> status = clone.reported();
        boolean tells = isStalled(clone)
                || status.filter(told -> told.phase() == Phase.FAILED).isPresent();
        return new Member(
                ordinal,
                name,
                status.map(MySQLCloneStatus::phase).orElse(Phase.PENDING),
                status.flatMap(told -> told.condition(ConditionType.READY))
                        .map(condition -> condition.getReason())
                        .orElse(Reason.PENDING.text()),
                status.filter(_ -> tells).map(MySQLCloneStatus::message).orElse(null),
                sourceOf(ordinal));
    }

    /** What a clone says that there is, or what was known of one that is gone. */
    private @Nullable Integer sourceOf(int ordinal) {
        return Optional.ofNullable(clones.get(ordinal))
                .map(clone -> Optional.ofNullable(clone.getMetadata().getAnnotations())
                        .map(annotations -> annotations.get(MySQLCloneSet.SOURCE))
                        .filter(text -> text.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf))
                .orElseGet(() -> last.members().stream()
                        .filter(member -> member.ordinal() == ordinal)
                        .findFirst()
                        .map(Member::source))
                .orElse(null);
    }

    private Optional<Integer> donorOrdinal() {
        return seen.donor() instanceof DonorSight.AMember member ? Optional.of(member.ordinal()) : Optional.empty();
    }

    private Duration again(Set<Integer> wanted, Set<Integer> missing, Tally tally) {
        if (!isWrittenDown(wanted)) {
            return AT_ONCE;
        }
        if (tally.active() > 0) {
            return MOVING;
        }
        boolean rests = wanted.stream().allMatch(done::contains)
                && missing.isEmpty()
                && !wanted.isEmpty()
                && spec.fill() == Fill.ONCE;
        return rests ? RESTING : LOOKING;
    }
}
