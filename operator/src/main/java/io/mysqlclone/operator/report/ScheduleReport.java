package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.schedule.Copy;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.CopyMaker;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.schedule.ScheduleDecision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The single door for the status of a MySQLCloneSchedule. */
public final class ScheduleReport {

    private ScheduleReport() {}

    /**
     * The status to write; equal to the last one when there is nothing new.
     *
     * @param obstacle what stood in the way of what was to be made or deleted
     * @param made the copy that was made just now
     */
    public static MySQLCloneScheduleStatus of(
            MySQLCloneSchedule schedule,
            ScheduleDecision decision,
            Optional<Obstacle> obstacle,
            Optional<ScheduleDecision.Making> made,
            Instant now) {
        MySQLCloneScheduleStatus last = schedule.reported().orElse(MySQLCloneScheduleStatus.EMPTY);
        ScheduleDecision.Verdict verdict = obstacle.map(
                        told -> new ScheduleDecision.Verdict(false, told.reason(), told.message()))
                .orElse(decision.verdict());
        return new MySQLCloneScheduleStatus(
                schedule.getMetadata().getGeneration(),
                verdict.message(),
                conditions(schedule, last, verdict, now),
                decision.inForce().orElse(null),
                made.map(making -> CopyMaker.name(schedule, making.suffix()))
                        .or(decision::active)
                        .orElse(null),
                decision.next().orElse(null),
                made.map(ScheduleDecision.Making::time).or(decision::last).orElse(null),
                decision.missed().orElse(last.lastMissedTime()),
                made.flatMap(ScheduleDecision.Making::run).or(decision::ran).orElse(null),
                lastSuccess(last, decision.copies()).orElse(null),
                decision.copies());
    }

    /** The status when something keeps the operator from looking at the world. */
    public static MySQLCloneScheduleStatus trouble(MySQLCloneSchedule schedule, Obstacle obstacle, Instant now) {
        MySQLCloneScheduleStatus last = schedule.reported().orElse(MySQLCloneScheduleStatus.EMPTY);
        return new MySQLCloneScheduleStatus(
                last.observedGeneration(),
                obstacle.message(),
                conditions(
                        schedule,
                        last,
                        new ScheduleDecision.Verdict(false, obstacle.reason(), obstacle.message()),
                        now),
                last.inForce(),
                last.active(),
                last.nextScheduleTime(),
                last.lastScheduleTime(),
                last.lastMissedTime(),
                last.lastRun(),
                last.lastSuccessfulTime(),
                last.copies());
    }

    private static Optional<Instant> lastSuccess(MySQLCloneScheduleStatus last, List<Copy> copies) {
        return Stream.concat(
                        Stream.of(Optional.ofNullable(last.lastSuccessfulTime())),
                        copies.stream().map(copy -> Optional.ofNullable(copy.completionTime())))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** A copy that has failed says nothing against the next one: only what waits for a person is stalled. */
    private static List<Condition> conditions(
            MySQLCloneSchedule schedule, MySQLCloneScheduleStatus last, ScheduleDecision.Verdict verdict, Instant now) {
        Conditions conditions =
                new Conditions(last.conditions(), schedule.getMetadata().getGeneration(), now);
        conditions.set(ConditionType.READY, verdict.ready(), verdict.reason(), verdict.message());
        conditions.setOrRemove(
                ConditionType.STALLED,
                !verdict.ready() && verdict.reason().kind() == Reason.Kind.HINDRANCE,
                verdict.reason(),
                verdict.message());
        return conditions.toList();
    }
}
