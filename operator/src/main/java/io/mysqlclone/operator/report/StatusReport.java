package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatusBuilder;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Queue;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Action;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Verdict;
import io.mysqlclone.operator.observe.EndRecord;
import io.mysqlclone.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The single door for status: what is written follows from the last status, the observation and the decision. */
public final class StatusReport {

    /** For what others may be about to do, such as making a Secret. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StatusReport() {}

    /**
     * The status to write; equal to the last one when there is nothing new.
     *
     * @param obstacle what stood in the way of the decision's actions
     */
    public static MySQLCloneStatus of(
            MySQLClone clone, Observation seen, Decision decision, Optional<Obstacle> obstacle) {
        MySQLCloneStatus last = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        Reason reason = reason(decision, obstacle);
        String message = tellable(decision, obstacle).map(Obstacle::message).orElse(decision.message());
        MySQLCloneStatusBuilder status = last.toBuilder()
                .observedGeneration(clone.getMetadata().getGeneration())
                .phase(decision.phase())
                .message(message)
                .commit(commit(last, decision))
                .hinderedSince(hinderedSince(last, decision, reason, seen.now()))
                .attempts(decision.attempts())
                .conditions(conditions(last, clone, decision, reason, message, seen.now()));
        runs(status, last, seen, decision, obstacle);
        finish(status, last, decision, seen.now());
        RecipientReport.add(status, last, seen, decision, obstacle);
        turn(status, decision, reason, seen);
        if (!decision.phase().isFinished()) {
            status.leftovers(null);
        }
        decision.leftovers().ifPresent(status::leftovers);
        ProgressReport.add(status, last, seen);
        PreflightReport.add(status, clone, seen);
        if (decision.phase().isFinished()) {
            status.resumeDeadline(null);
        }
        status.display(Texts.display(clone, status.build()));
        return status.build();
    }

    /** The status when the operator could not even look; empty for a clone that is done, of which nothing else is to be told. */
    public static Optional<MySQLCloneStatus> trouble(MySQLClone clone, Obstacle obstacle, Instant now) {
        MySQLCloneStatus last = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        if (last.hasFinished()) {
            return Optional.empty();
        }
        Phase phase = Objects.requireNonNullElse(last.phase(), Phase.PENDING);
        Conditions conditions =
                new Conditions(last.conditions(), clone.getMetadata().getGeneration(), now);
        conditions.set(ConditionType.READY, false, obstacle.reason(), obstacle.message());
        conditions.setOrRemove(ConditionType.RECONCILING, true, obstacle.reason(), obstacle.message());
        conditions.setOrRemove(ConditionType.STALLED, false, obstacle.reason(), obstacle.message());
        conditions.complete(clone.getSpec());
        MySQLCloneStatusBuilder status = last.toBuilder()
                .phase(phase)
                .step(Objects.requireNonNullElse(last.step(), Step.PENDING))
                .hinderedSince(null)
                .message(obstacle.message())
                .conditions(conditions.toList());
        status.display(Texts.display(clone, status.build()));
        return Optional.of(status.build());
    }

    /** Why the clone is not Ready, or is. */
    public static Reason reason(Decision decision, Optional<Obstacle> obstacle) {
        return tellable(decision, obstacle).map(Obstacle::reason).orElse(decision.reason());
    }

    /** What stands in the way of tidying up is not why the clone was given up. */
    private static Optional<Obstacle> tellable(Decision decision, Optional<Obstacle> obstacle) {
        return obstacle.filter(_ -> !decision.phase().isFinished());
    }

    private static List<Condition> conditions(
            MySQLCloneStatus last, MySQLClone clone, Decision decision, Reason reason, String message, Instant now) {
        Conditions conditions =
                new Conditions(last.conditions(), clone.getMetadata().getGeneration(), now);
        for (Verdict verdict : decision.verdicts()) {
            conditions.set(verdict.type(), verdict.truth(), verdict.reason(), verdict.message());
        }
        conditions.complete(clone.getSpec());
        Phase phase = decision.phase();
        conditions.set(ConditionType.READY, phase == Phase.READY, reason, message);
        // kstatus: these two exist only while they are True.
        Optional<Instant> since = Optional.ofNullable(hinderedSince(last, decision, reason, now));
        if (since.isPresent() && reason.kind() == Reason.Kind.PASSING) {
            // It is tried once more: what the try before has met holds until this one has met something else.
            return conditions.toList();
        }
        boolean stalled = phase == Phase.FAILED
                || reason == Reason.TOO_MANY_AGENTS
                || Step.of(phase, Optional.of(reason), false).waitsForAWord()
                || since.filter(begin -> !now.isBefore(begin.plus(PATIENCE))).isPresent();
        conditions.setOrRemove(ConditionType.STALLED, stalled, reason, message);
        conditions.setOrRemove(ConditionType.RECONCILING, !stalled && phase != Phase.READY, reason, message);
        return conditions.toList();
    }

    /** Since when it does not go on before somebody has done something. Trying once more is not going on. */
    private static @Nullable Instant hinderedSince(
            MySQLCloneStatus last, Decision decision, Reason reason, Instant now) {
        if (decision.phase().isFinished()) {
            return null;
        }
        return switch (reason.kind()) {
            case HINDRANCE -> Objects.requireNonNullElseGet(last.hinderedSince(), () -> seconds(now));
            case PASSING -> last.hinderedSince();
            case PROGRESS, TROUBLE -> null;
        };
    }

    /** What the decision says of the clone's way into the old data's place, or what was known before. */
    private static @Nullable CommitState commit(MySQLCloneStatus last, Decision decision) {
        CommitState known = last.commit();
        for (Verdict verdict : decision.verdicts()) {
            Optional<CommitState> told = CommitState.of(verdict.type(), verdict.holds(), verdict.reason());
            if (verdict.type() == ConditionType.COMMITTED || told.isPresent()) {
                known = told.orElse(null);
            }
        }
        return known;
    }

    /** Where the clone is, and who comes first. */
    private static void turn(MySQLCloneStatusBuilder status, Decision decision, Reason reason, Observation seen) {
        MySQLCloneStatus now = status.build();
        Step step = Step.of(decision.phase(), Optional.of(reason), now.run() > now.settledRun());
        status.step(step)
                .queue(
                        switch (step) {
                            case WAITING_FOR_VOLUME ->
                                new Queue(
                                        Queue.WaitsFor.VOLUME,
                                        seen.competition().ahead());
                            case WAITING_FOR_DONOR ->
                                new Queue(
                                        Queue.WaitsFor.DONOR, seen.competition().ahead());
                            case AT_DONOR -> new Queue(Queue.WaitsFor.DONOR, 1);
                            default -> null;
                        });
    }

    private static void runs(
            MySQLCloneStatusBuilder status,
            MySQLCloneStatus last,
            Observation seen,
            Decision decision,
            Optional<Obstacle> obstacle) {
        if (decision.settles()) {
            // The end of a run that has vanished is accounted for too.
            int known = seen.run().map(AgentRun::number).orElse(0);
            status.settledRun(Math.max(last.run(), known));
        }
        seen.run().flatMap(EndRecord::of).ifPresent(status::lastEnd);
        decision.plan().ifPresent(plan -> {
            status.launch(plan);
            status.startTime(Objects.requireNonNullElseGet(last.startTime(), () -> seconds(seen.now())));
        });
        List<Launched> launches = obstacle.isPresent()
                ? List.of()
                : decision.actions().stream()
                        .map(StatusReport::launched)
                        .flatMap(Optional::stream)
                        .toList();
        // An operator that ended before it could write down what it had launched left that to be seen.
        List<Launched> news = Stream.concat(
                        seen.run().map(run -> new Launched(run.number(), run.command())).stream(), launches.stream())
                .filter(launched -> launched.run() > last.run())
                .toList();
        if (news.isEmpty()) {
            return;
        }
        status.run(news.getLast().run());
        if (last.run() > 0 && news.stream().anyMatch(launched -> launched.command() == AgentCommand.CLONE)) {
            status.restarts(last.restarts() + 1);
        }
    }

    /** A run that has begun. */
    private record Launched(int run, AgentCommand command) {}

    private static Optional<Launched> launched(Action action) {
        return switch (action) {
            case Action.LaunchInPod launch ->
                Optional.of(new Launched(launch.plan().run(), launch.command()));
            case Action.LaunchOnClaim launch ->
                Optional.of(new Launched(launch.plan().run(), launch.command()));
            case Action.CreateClaim _,
                    Action.NoteMade _,
                    Action.Stop _,
                    Action.Limit _,
                    Action.RemovePod _,
                    Action.MayEvict _,
                    Action.Evict _,
                    Action.Warn _,
                    Action.RestartWorkload _,
                    Action.KeepClaim _,
                    Action.DeleteClone _ -> Optional.empty();
        };
    }

    private static void finish(MySQLCloneStatusBuilder status, MySQLCloneStatus last, Decision decision, Instant now) {
        if (!decision.phase().isFinished()) {
            status.completionTime(null);
        } else if (last.completionTime() == null) {
            status.completionTime(seconds(now));
        }
    }

    static Instant seconds(Instant time) {
        return Objects.requireNonNull(time).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }
}
