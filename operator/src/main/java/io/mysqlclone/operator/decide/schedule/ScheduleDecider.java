package io.mysqlclone.operator.decide.schedule;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.InForce;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleSpec;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.observe.schedule.CopyName;
import io.mysqlclone.operator.observe.schedule.ScheduleObservation;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides about a MySQLCloneSchedule. A copy is made for the latest time that has come and for which none was made, when none is
 * under way; what stays is counted from the newest complete copy on.
 */
public final class ScheduleDecider {

    /** Clocks of nodes differ by that at most; a time further ahead was told by one that was wrong. */
    static final Duration SKEW = Duration.ofMinutes(1);

    /** A clock may be set while the operator waits. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Between two looks whether a copy that is to go is still in use. */
    private static final Duration IN_USE = Duration.ofMinutes(1);

    private final MySQLCloneSchedule schedule;
    private final MySQLCloneScheduleSpec spec;
    private final MySQLCloneScheduleStatus last;
    private final ScheduleObservation seen;
    private final Instant now;

    private ScheduleDecider(MySQLCloneSchedule schedule, ScheduleObservation seen) {
        this.schedule = schedule;
        this.spec = schedule.getSpec();
        this.last = schedule.reported().orElse(MySQLCloneScheduleStatus.EMPTY);
        this.seen = seen;
        this.now = seen.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** What is to be done now. */
    public static ScheduleDecision decide(MySQLCloneSchedule schedule, ScheduleObservation seen) {
        return new ScheduleDecider(schedule, seen).decide();
    }

    private ScheduleDecision decide() {
        Staying staying = staying();
        Timetable timetable;
        try {
            timetable = Timetable.of(spec.schedule(), spec.timeZone());
        } catch (IllegalArgumentException e) {
            return invalid(staying, Objects.requireNonNullElse(e.getMessage(), ""));
        }
        return decide(staying, timetable);
    }

    private ScheduleDecision invalid(Staying staying, String why) {
        return new ScheduleDecision(
                not(Reason.SCHEDULE_INVALID, why),
                Optional.empty(),
                lastTime(),
                Optional.empty(),
                Optional.empty(),
                ran(),
                staying.remove(),
                active().map(ScheduleDecider::name),
                Optional.empty(),
                staying.copies(),
                staying.held() ? IN_USE : LONGEST_WAIT);
    }

    private ScheduleDecision decide(Staying staying, Timetable timetable) {
        Optional<InForce> inForce = inForce();
        Optional<Instant> next = inForce.flatMap(_ -> timetable.nextAfter(now));
        Optional<Instant> due = inForce.flatMap(force -> timetable
                .lastUntil(now)
                .filter(time ->
                        Stream.concat(Stream.of(force.since()), settled()).noneMatch(then -> !time.isAfter(then))));
        Optional<Instant> missed = due.filter(this::isTooLate);
        Optional<ScheduleDecision.Making> wanted = run().map(
                        value -> new ScheduleDecision.Making(CopyName.of(value), now, Optional.of(value)))
                .or(() -> due.filter(time -> !isTooLate(time))
                        .map(time -> new ScheduleDecision.Making(CopyName.of(time), time, Optional.empty())));
        return new ScheduleDecision(
                verdict(inForce, next, due.isPresent() ? missed : missedBefore(), wanted.isPresent()),
                inForce,
                lastTime(),
                missed,
                wanted.filter(_ -> active().isEmpty()),
                ran(),
                staying.remove(),
                active().map(ScheduleDecider::name),
                next,
                staying.copies(),
                again(next, staying));
    }

    /** Times up to which nothing is due any more: a copy was made, or it was too late. */
    private Stream<Instant> settled() {
        return Stream.concat(lastTime().stream(), missedTime().stream());
    }

    private boolean isTooLate(Instant time) {
        return spec.startingDeadline()
                .filter(deadline -> Duration.between(time, now).compareTo(deadline) > 0)
                .isPresent();
    }

    /** A copy out of turn that somebody asks for and that was not made. */
    private Optional<String> run() {
        return asked().filter(value -> !value.equals(last.lastRun()) && !isThere(value));
    }

    /** What was asked for and is there, whether somebody has come to write that down or not. */
    private Optional<String> ran() {
        return asked().filter(this::isThere).or(() -> Optional.ofNullable(last.lastRun()));
    }

    private Optional<String> asked() {
        return Optional.ofNullable(schedule.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLClone.RUN))
                .filter(value -> !value.isBlank());
    }

    private boolean isThere(String run) {
        return seen.clones().stream().anyMatch(clone -> name(clone).endsWith("-" + CopyName.of(run)));
    }

    /** The times that count: those since the schedule is as it is, and is not suspended. */
    private Optional<InForce> inForce() {
        if (spec.suspend()) {
            return Optional.empty();
        }
        Optional<InForce> before = Optional.ofNullable(last.inForce())
                .filter(force -> force.schedule().equals(spec.schedule()))
                .filter(force -> force.timeZone().equals(spec.timeZone()))
                .filter(force -> !isFromTheFuture(force.since()))
                .filter(_ -> Optional.ofNullable(last.lastScheduleTime())
                        .filter(this::isFromTheFuture)
                        .isEmpty());
        if (before.isPresent()) {
            return before;
        }
        // One that nobody has looked at yet has been there for as long as it says.
        Instant since = last.observedGeneration() == null
                ? Instant.parse(schedule.getMetadata().getCreationTimestamp())
                : now;
        return Optional.of(new InForce(spec.schedule(), spec.timeZone(), isFromTheFuture(since) ? now : since));
    }

    /** The last time for which a copy was made, whether somebody has come to write that down or not. */
    private Optional<Instant> lastTime() {
        return Stream.concat(
                        Optional.ofNullable(last.lastScheduleTime()).stream(),
                        seen.clones().stream().flatMap(clone -> time(clone).stream()))
                .filter(time -> !isFromTheFuture(time))
                .max(Comparator.naturalOrder());
    }

    private Optional<Instant> missedTime() {
        return Optional.ofNullable(last.lastMissedTime()).filter(time -> !isFromTheFuture(time));
    }

    /** A time that was missed, while no copy was made for a later one. */
    private Optional<Instant> missedBefore() {
        return missedTime()
                .filter(missed ->
                        lastTime().filter(made -> made.isAfter(missed)).isEmpty());
    }

    private boolean isFromTheFuture(Instant time) {
        return time.isAfter(now.plus(SKEW));
    }

    private Duration again(Optional<Instant> next, Staying staying) {
        Duration longest = staying.held() ? IN_USE : LONGEST_WAIT;
        return next.map(time -> Duration.between(seen.now(), time))
                .filter(left -> left.compareTo(longest) < 0)
                .orElse(longest);
    }

    /** The copy under way. There is one at most, unless people make clones look like it. */
    private Optional<MySQLClone> active() {
        return seen.clones().stream().filter(clone -> !hasFinished(clone)).findFirst();
    }

    /**
     * What becomes of the copies that have ended.
     *
     * @param copies the complete ones that stay for now
     * @param remove what is to be deleted
     * @param held whether some stay only because they are in use
     */
    private record Staying(List<Copy> copies, List<MySQLClone> remove, boolean held) {}

    private Staying staying() {
        List<MySQLClone> complete = ended(true);
        List<Copy> copies = new ArrayList<>();
        complete.stream()
                .limit(spec.keep())
                .map(clone -> copy(clone, Optional.empty()))
                .forEach(copies::add);
        List<MySQLClone> remove = new ArrayList<>();
        boolean held = false;
        for (MySQLClone clone : complete.stream().skip(spec.keep()).toList()) {
            Optional<String> user = claim(clone).flatMap(seen.podOn());
            if (user.isPresent()) {
                copies.add(copy(clone, user));
                held = true;
            } else {
                remove.add(clone);
            }
        }
        for (MySQLClone clone :
                ended(false).stream().skip(spec.failedHistoryLimit()).toList()) {
            if (claim(clone).flatMap(seen.podOn()).isPresent()) {
                held = true;
            } else {
                remove.add(clone);
            }
        }
        return new Staying(copies, remove, held);
    }

    /** Those that are complete, or have failed, and that nobody deletes. */
    private List<MySQLClone> ended(boolean complete) {
        return seen.clones().stream()
                .filter(clone -> hasFinished(clone) && isComplete(clone) == complete)
                .filter(clone -> clone.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static Copy copy(MySQLClone clone, Optional<String> user) {
        return new Copy(
                name(clone),
                claim(clone).orElse(null),
                time(clone).orElse(null),
                clone.reported().map(MySQLCloneStatus::completionTime).orElse(null),
                user.orElse(null));
    }

    private static Optional<Instant> time(MySQLClone clone) {
        return Optional.ofNullable(clone.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MySQLCloneSchedule.SCHEDULED_AT))
                .flatMap(ScheduleDecider::parsed);
    }

    /** People may write what they like into an annotation. */
    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> claim(MySQLClone clone) {
        return clone.getSpec().recipient().target() instanceof ClaimRecipient claim
                ? Optional.of(claim.claimName())
                : Optional.empty();
    }

    private static String name(MySQLClone clone) {
        return clone.getMetadata().getName();
    }

    private static boolean hasFinished(MySQLClone clone) {
        return clone.reported().filter(MySQLCloneStatus::hasFinished).isPresent();
    }

    private static boolean isComplete(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::step).filter(Step::isDone).isPresent();
    }

    private ScheduleDecision.Verdict verdict(
            Optional<InForce> inForce, Optional<Instant> next, Optional<Instant> missed, boolean wanted) {
        String then = inForce.isEmpty()
                ? "None is made at the times of the schedule while spec.suspend is true."
                : next.map(time -> "The next one is due at " + time + ".").orElse("The schedule has no time any more.");
        Optional<MySQLClone> active = active();
        Optional<MySQLClone> stalled = active.filter(clone -> clone.reported()
                .filter(status -> status.holds(ConditionType.STALLED))
                .isPresent());
        if (stalled.isPresent()) {
            return not(
                    Reason.COPY_STALLED,
                    "MySQLClone " + name(stalled.get())
                            + " does not go on, and no other copy is made before it has ended" + " or is deleted: "
                            + told(stalled.get()));
        }
        Optional<MySQLClone> failed = seen.clones().stream()
                .filter(clone -> hasFinished(clone) && clone.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .filter(clone -> !isComplete(clone));
        if (failed.isPresent()) {
            return not(
                    Reason.COPY_FAILED,
                    "MySQLClone " + name(failed.get()) + " has failed: " + told(failed.get()) + " " + then);
        }
        if (missed.isPresent()) {
            return not(
                    Reason.SCHEDULE_MISSED,
                    "No copy was made for " + missed.get()
                            + ", as startingDeadlineSeconds was over when one could have been" + " begun. " + then);
        }
        String underWay = active.map(clone -> "MySQLClone " + name(clone) + " is under way"
                        + (wanted ? ", and another copy waits until it has ended. " : ". "))
                .orElse("");
        return new ScheduleDecision.Verdict(
                true, inForce.isEmpty() ? Reason.SUSPENDED : Reason.SCHEDULED, underWay + then);
    }

    private static ScheduleDecision.Verdict not(Reason reason, String message) {
        return new ScheduleDecision.Verdict(false, reason, message);
    }

    private static String told(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::message).orElse("its status says why.");
    }
}
