package io.mysqlclone.operator.controller;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.MemberMaker;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.set.SetDecider;
import io.mysqlclone.operator.decide.set.SetDecision;
import io.mysqlclone.operator.observe.set.SetObservation;
import io.mysqlclone.operator.observe.set.SetObserver;
import io.mysqlclone.operator.report.EventRecorder;
import io.mysqlclone.operator.report.SetMetrics;
import io.mysqlclone.operator.report.SetReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles a MySQLCloneSet: observe, decide, act, report. It has no finalizer: what it has made belongs to it, and is deleted by
 * Kubernetes when it is gone, each with its own end.
 */
@ControllerConfiguration(name = "mysqlcloneset")
public final class MySQLCloneSetReconciler implements Reconciler<MySQLCloneSet> {

    private static final Duration AFTER_AN_OBSTACLE = Duration.ofSeconds(30);

    /** As {@link MySQLCloneReconciler} has it: what others change while the status is written may be passed over. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private static final StatusDocument<@Nullable MySQLCloneSetStatus, MySQLCloneSet> STATUS =
            new StatusDocument<>(MySQLCloneSet::new);

    private final SetObserver observer;
    private final MemberMaker members;
    private final EventRecorder events;
    private final SetMetrics metrics;
    private final BooleanSupplier stopping;

    /**
     * A reconciler made of these.
     *
     * @param stopping whether the operator ends: what fails then, fails because of that
     */
    public MySQLCloneSetReconciler(
            SetObserver observer,
            MemberMaker members,
            EventRecorder events,
            SetMetrics metrics,
            BooleanSupplier stopping) {
        this.observer = observer;
        this.members = members;
        this.events = events;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    @Override
    public List<EventSource<?, MySQLCloneSet>> prepareEventSources(EventSourceContext<MySQLCloneSet> context) {
        InformerEventSourceConfiguration<MySQLClone> made = InformerEventSourceConfiguration.from(
                        MySQLClone.class, MySQLCloneSet.class)
                .withName("members")
                .withLabelSelector(MySQLCloneSet.LABEL)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(MySQLCloneSet.class))
                .withOnUpdateFilter(MySQLCloneSetReconciler::matters)
                .withNamespacesInheritedFromController()
                .build();
        return List.of(new InformerEventSource<>(made, context));
    }

    /** How far a transfer is the set looks at when it is time for that. */
    private static boolean matters(MySQLClone updated, MySQLClone before) {
        return !look(updated).equals(look(before));
    }

    private static List<Object> look(MySQLClone clone) {
        return List.of(
                Objects.requireNonNullElse(clone.getMetadata().getLabels(), List.of()),
                Objects.requireNonNullElse(clone.getMetadata().getAnnotations(), List.of()),
                clone.getMetadata().getDeletionTimestamp() == null,
                clone.reported().map(MySQLCloneStatus::step),
                clone.reported().map(status -> status.holds(ConditionType.STALLED)));
    }

    @Override
    public UpdateControl<MySQLCloneSet> reconcile(MySQLCloneSet set, Context<MySQLCloneSet> context) {
        if (context.isPrimaryResourceDeleted()) {
            metrics.forget(set);
            return UpdateControl.noUpdate();
        }
        if (set.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        try (var _ = LogName.of("set", set)) {
            SetObservation seen = observer.observe(set, context.getSecondaryResources(MySQLClone.class));
            SetDecision decision = SetDecider.decide(set, seen);
            if (decision.changesSomething()) {
                seen = observer.observeNow(set);
                decision = SetDecider.decide(set, seen);
            }
            List<Obstacle> obstacles = act(set, decision);
            if (!obstacles.isEmpty() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            return report(set, decision, obstacles.stream().findFirst(), seen.now());
        }
    }

    /** What stands in the way of one member keeps no other one from being begun. */
    private List<Obstacle> act(MySQLCloneSet set, SetDecision decision) {
        List<Obstacle> obstacles = new ArrayList<>();
        for (MySQLClone clone : decision.approve()) {
            members.approve(clone)
                    .ifPresentOrElse(
                            obstacles::add,
                            () -> events.tell(
                                    set,
                                    Reason.MEMBER_APPROVED,
                                    "The member of MySQLClone "
                                            + clone.getMetadata().getName() + " may be restarted on it."));
        }
        for (SetDecision.Making making : decision.make()) {
            members.make(set, making.ordinal(), making.source())
                    .ifPresentOrElse(
                            obstacles::add,
                            () -> events.tell(
                                    set,
                                    Reason.MEMBER_MADE,
                                    "MySQLClone " + set.nameOf(making.ordinal()) + " was made"
                                            + making.source()
                                                    .map(source -> ", of member " + source)
                                                    .orElse("") + "."));
        }
        return obstacles;
    }

    private UpdateControl<MySQLCloneSet> report(
            MySQLCloneSet set, SetDecision decision, Optional<Obstacle> obstacle, Instant now) {
        MySQLCloneSetStatus status = SetReport.of(set, decision, obstacle, now);
        metrics.record(set, status);
        Duration again = obstacle.map(_ -> AFTER_AN_OBSTACLE).orElse(decision.again());
        if (status.equals(set.getStatus())) {
            return UpdateControl.<MySQLCloneSet>noUpdate().rescheduleAfter(again);
        }
        events.record(
                set,
                status,
                obstacle.map(Obstacle::reason).orElse(decision.verdict().reason()));
        return UpdateControl.patchStatus(STATUS.of(set, status))
                .rescheduleAfter(again.compareTo(SECOND_LOOK) < 0 ? again : SECOND_LOOK);
    }

    /** What keeps the operator from looking at the world is told where people look; the SDK tries again, later each time. */
    @Override
    public ErrorStatusUpdateControl<MySQLCloneSet> updateErrorStatus(
            MySQLCloneSet set, Context<MySQLCloneSet> context, Exception e) {
        if (stopping.getAsBoolean()) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        Obstacle obstacle = Obstacle.of(e, "What the set has made cannot be looked at");
        MySQLCloneSetStatus status = SetReport.trouble(set, obstacle, Instant.now());
        if (status.equals(set.getStatus())) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        events.record(set, status, obstacle.reason());
        return ErrorStatusUpdateControl.patchStatus(STATUS.of(set, status));
    }
}
