package io.mysqlclone.operator.controller;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.CopyMaker;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.schedule.ScheduleDecider;
import io.mysqlclone.operator.decide.schedule.ScheduleDecision;
import io.mysqlclone.operator.observe.schedule.ScheduleObservation;
import io.mysqlclone.operator.observe.schedule.ScheduleObserver;
import io.mysqlclone.operator.report.EventRecorder;
import io.mysqlclone.operator.report.ScheduleMetrics;
import io.mysqlclone.operator.report.ScheduleReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles a MySQLCloneSchedule: observe, decide, act, report. It has no finalizer, and what it has made has no owner: copies
 * stay when the schedule goes.
 */
@ControllerConfiguration(name = "mysqlcloneschedule")
public final class MySQLCloneScheduleReconciler implements Reconciler<MySQLCloneSchedule> {

    private static final Duration AFTER_AN_OBSTACLE = Duration.ofSeconds(30);

    /** As {@link MySQLCloneReconciler} has it: what others change while the status is written may be passed over. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private static final StatusDocument<@Nullable MySQLCloneScheduleStatus, MySQLCloneSchedule> STATUS =
            new StatusDocument<>(MySQLCloneSchedule::new);

    private final ScheduleObserver observer;
    private final CopyMaker copies;
    private final EventRecorder events;
    private final ScheduleMetrics metrics;
    private final BooleanSupplier stopping;

    /**
     * A reconciler made of these.
     *
     * @param stopping whether the operator ends: what fails then, fails because of that
     */
    public MySQLCloneScheduleReconciler(
            ScheduleObserver observer,
            CopyMaker copies,
            EventRecorder events,
            ScheduleMetrics metrics,
            BooleanSupplier stopping) {
        this.observer = observer;
        this.copies = copies;
        this.events = events;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    @Override
    public List<EventSource<?, MySQLCloneSchedule>> prepareEventSources(
            EventSourceContext<MySQLCloneSchedule> context) {
        InformerEventSourceConfiguration<MySQLClone> made = InformerEventSourceConfiguration.from(
                        MySQLClone.class, MySQLCloneSchedule.class)
                .withName("copies")
                .withLabelSelector(MySQLCloneSchedule.LABEL)
                .withSecondaryToPrimaryMapper(MySQLCloneScheduleReconciler::schedule)
                .withOnUpdateFilter(MySQLCloneScheduleReconciler::matters)
                .withNamespacesInheritedFromController()
                .build();
        return List.of(new InformerEventSource<>(made, context));
    }

    private static Set<ResourceID> schedule(MySQLClone clone) {
        return Optional.ofNullable(labels(clone).get(MySQLCloneSchedule.LABEL))
                .map(name -> Set.of(new ResourceID(name, clone.getMetadata().getNamespace())))
                .orElse(Set.of());
    }

    private static Map<String, String> labels(MySQLClone clone) {
        return Objects.requireNonNullElse(clone.getMetadata().getLabels(), Map.of());
    }

    /** How far a transfer is is nothing to the schedule. */
    private static boolean matters(MySQLClone updated, MySQLClone before) {
        return !look(updated).equals(look(before));
    }

    private static List<Object> look(MySQLClone clone) {
        return List.of(
                labels(clone),
                clone.getMetadata().getDeletionTimestamp() == null,
                clone.reported().map(status -> status.hasFinished()),
                clone.reported().map(status -> status.holds(ConditionType.STALLED)));
    }

    @Override
    public UpdateControl<MySQLCloneSchedule> reconcile(
            MySQLCloneSchedule schedule, Context<MySQLCloneSchedule> context) {
        if (context.isPrimaryResourceDeleted()) {
            metrics.forget(schedule);
            return UpdateControl.noUpdate();
        }
        if (schedule.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        try (var _ = LogName.of("schedule", schedule)) {
            ScheduleObservation seen = observer.observe(schedule, context.getSecondaryResources(MySQLClone.class));
            ScheduleDecision decision = ScheduleDecider.decide(schedule, seen);
            if (decision.changesSomething()) {
                seen = observer.observeNow(schedule);
                decision = ScheduleDecider.decide(schedule, seen);
            }
            List<Obstacle> obstacles = new ArrayList<>();
            decision.remove().forEach(clone -> remove(schedule, clone).ifPresent(obstacles::add));
            Optional<ScheduleDecision.Making> made = decision.make().filter(making -> {
                Optional<Obstacle> obstacle = copies.make(schedule, making.suffix(), making.time());
                obstacle.ifPresent(obstacles::addFirst);
                return obstacle.isEmpty();
            });
            if (!obstacles.isEmpty() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            made.ifPresent(making -> events.tell(
                    schedule,
                    Reason.COPY_MADE,
                    "MySQLClone " + CopyMaker.name(schedule, making.suffix()) + " was made for " + making.time()
                            + "."));
            return report(schedule, decision, obstacles.stream().findFirst(), made, seen.now());
        }
    }

    private Optional<Obstacle> remove(MySQLCloneSchedule schedule, MySQLClone clone) {
        Optional<Obstacle> obstacle = copies.remove(clone);
        if (obstacle.isEmpty()) {
            events.tell(
                    schedule,
                    Reason.COPY_REMOVED,
                    "MySQLClone " + clone.getMetadata().getName() + " is not kept any more and was deleted.");
        }
        return obstacle;
    }

    private UpdateControl<MySQLCloneSchedule> report(
            MySQLCloneSchedule schedule,
            ScheduleDecision decision,
            Optional<Obstacle> obstacle,
            Optional<ScheduleDecision.Making> made,
            Instant now) {
        MySQLCloneScheduleStatus status = ScheduleReport.of(schedule, decision, obstacle, made, now);
        metrics.record(schedule, status);
        Duration again = obstacle.map(_ -> AFTER_AN_OBSTACLE).orElse(decision.again());
        if (status.equals(schedule.getStatus())) {
            return UpdateControl.<MySQLCloneSchedule>noUpdate().rescheduleAfter(again);
        }
        events.record(
                schedule,
                status,
                obstacle.map(Obstacle::reason).orElse(decision.verdict().reason()));
        return UpdateControl.patchStatus(STATUS.of(schedule, status))
                .rescheduleAfter(again.compareTo(SECOND_LOOK) < 0 ? again : SECOND_LOOK);
    }

    /** What keeps the operator from looking at the world is told where people look; the SDK tries again, later each time. */
    @Override
    public ErrorStatusUpdateControl<MySQLCloneSchedule> updateErrorStatus(
            MySQLCloneSchedule schedule, Context<MySQLCloneSchedule> context, Exception e) {
        if (stopping.getAsBoolean()) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        Obstacle obstacle = Obstacle.of(e, "What the schedule has made cannot be looked at");
        MySQLCloneScheduleStatus status = ScheduleReport.trouble(schedule, obstacle, Instant.now());
        if (status.equals(schedule.getStatus())) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        events.record(schedule, status, obstacle.reason());
        return ErrorStatusUpdateControl.patchStatus(STATUS.of(schedule, status));
    }
}
