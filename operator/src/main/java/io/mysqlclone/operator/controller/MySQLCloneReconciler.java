package io.mysqlclone.operator.controller;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.act.Actor;
import io.mysqlclone.operator.act.Answer;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.decide.Cancellation;
import io.mysqlclone.operator.decide.Decider;
import io.mysqlclone.operator.decide.Decision;
import io.mysqlclone.operator.decide.Situation;
import io.mysqlclone.operator.decide.donor.Resolution;
import io.mysqlclone.operator.observe.Observation;
import io.mysqlclone.operator.observe.Observer;
import io.mysqlclone.operator.observe.RunObserver;
import io.mysqlclone.operator.observe.donor.DonorLookup;
import io.mysqlclone.operator.report.AgentLogs;
import io.mysqlclone.operator.report.CloneMetrics;
import io.mysqlclone.operator.report.EventRecorder;
import io.mysqlclone.operator.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reconciles a MySQLClone: observe, decide, act, report. */
@ControllerConfiguration(name = "mysqlclone")
public final class MySQLCloneReconciler implements Reconciler<MySQLClone> {

    /**
     * The SDK passes over what others have changed between its reading and its writing of the resource, a deletion too
     * (fixed after 5.3 by java-operator-sdk pull request 3414), so that nothing may be waited for after a write.
     */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private static final Duration AFTER_AN_OBSTACLE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(MySQLCloneReconciler.class);

    private static final StatusDocument<@Nullable MySQLCloneStatus, MySQLClone> STATUS =
            new StatusDocument<>(MySQLClone::new);

    private final Observer observer;
    private final DonorLookup donors;
    private final Actor actor;
    private final EventRecorder events;
    private final CloneMetrics metrics;
    private final AgentLogs logs;
    private final BooleanSupplier stopping;
    private final AtomicReference<Instant> unheard = new AtomicReference<>(Instant.EPOCH);
    private volatile Optional<MadeAnew> madeAnew = Optional.empty();

    /**
     * A reconciler made of these.
     *
     * @param stopping whether the operator ends: what fails then, fails because of that, and is nobody's trouble
     */
    public MySQLCloneReconciler(
            Observer observer,
            DonorLookup donors,
            Actor actor,
            EventRecorder events,
            CloneMetrics metrics,
            AgentLogs logs,
            BooleanSupplier stopping) {
        this.observer = observer;
        this.donors = donors;
        this.actor = actor;
        this.events = events;
        this.metrics = metrics;
        this.logs = logs;
        this.stopping = stopping;
    }

    /** The pods that agents have for themselves are watched, in all namespaces in which the resources are. */
    @Override
    public List<EventSource<?, MySQLClone>> prepareEventSources(EventSourceContext<MySQLClone> context) {
        InformerEventSourceConfiguration<Pod> pods = InformerEventSourceConfiguration.from(Pod.class, MySQLClone.class)
                .withName("agent-pods")
                .withLabelSelector(RunObserver.CLONE_UID_LABEL)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(MySQLClone.class))
                .withNamespacesInheritedFromController()
                .build();
        var found = new MadeAnew(context.getPrimaryCache());
        madeAnew = Optional.of(found);
        return List.of(
                new InformerEventSource<>(pods, context),
                new InformerEventSource<>(donorChanges(context.getPrimaryCache()), context),
                found);
    }

    /** A clone that waits for its donor is looked at when something is known of that. */
    private static InformerEventSourceConfiguration<MySQLDonor> donorChanges(Cache<MySQLClone> clones) {
        return InformerEventSourceConfiguration.from(MySQLDonor.class, MySQLClone.class)
                .withName("donors")
                .withSecondaryToPrimaryMapper(donor -> clones.list(clone -> waitsFor(clone, donor))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
                .withNamespacesInheritedFromController()
                .build();
    }

    private static boolean waitsFor(MySQLClone clone, MySQLDonor donor) {
        return DonorLookup.names(clone, donor)
                && clone.reported()
                        .map(MySQLCloneStatus::step)
                        .filter(Step.WAITING_FOR_DONOR::equals)
                        .isPresent();
    }

    private Observation look(MySQLClone clone, Context<MySQLClone> context) {
        return observer.observe(clone, context.getPrimaryCache().list(), context.getSecondaryResources(Pod.class));
    }

    @Override
    public UpdateControl<MySQLClone> reconcile(MySQLClone resource, Context<MySQLClone> context) {
        if (context.isPrimaryResourceDeleted()) {
            madeAnew.ifPresent(found -> found.gone(resource));
            metrics.forget(resource);
            return UpdateControl.noUpdate();
        }
        madeAnew.ifPresent(found -> found.visited(resource));
        return resource.isMarkedForDeletion() ? cleanUp(resource, context) : goOn(resource, context);
    }

    private UpdateControl<MySQLClone> goOn(MySQLClone resource, Context<MySQLClone> context) {
        try (var _ = LogName.of("clone", resource)) {
            MySQLClone asked = kept(resource, context);
            Optional<Resolution> resolution = resolve(asked, context);
            MySQLClone clone = applied(asked, resolution);
            Observation seen = look(clone, context);
            Situation situation = new Situation(
                    clone,
                    seen,
                    resolution.filter(Resolution.Not.class::isInstance).map(Resolution.Not.class::cast));
            Decision decision = Decider.decide(situation);
            logs.keep(clone, decision, seen.run());
            Optional<Obstacle> obstacle = actor.perform(clone, decision.actions());
            if (obstacle.isPresent() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            MySQLCloneStatus status = noting(resolution, StatusReport.of(clone, seen, decision, obstacle));
            report(clone, status, StatusReport.reason(decision, obstacle));
            if (status.equals(clone.getStatus())) {
                if (Decider.mayGo(situation) && hasFinalizer(clone, context)) {
                    context.resourceOperations().removeFinalizer();
                }
                UpdateControl<MySQLClone> control = UpdateControl.noUpdate();
                next(decision, obstacle)
                        .map(after -> paced(after, status, context))
                        .ifPresent(control::rescheduleAfter);
                return control;
            }
            Duration next = next(decision, obstacle)
                    .map(after -> paced(after, status, context))
                    .orElse(SECOND_LOOK);
            if (decision.plan().isPresent()) {
                STATUS.write(clone, status, context);
                return UpdateControl.<MySQLClone>noUpdate().rescheduleAfter(next);
            }
            return UpdateControl.patchStatus(STATUS.of(clone, status)).rescheduleAfter(next);
        }
    }

    /** While bytes flow, nothing is late that is seen some seconds later. */
    private static Duration paced(Duration alone, MySQLCloneStatus status, Context<MySQLClone> context) {
        return status.step() == Step.TRANSFERRING
                ? Pace.among(
                        context.getPrimaryCache()
                                .list(other -> other.reported()
                                        .map(MySQLCloneStatus::step)
                                        .filter(step -> step == Step.TRANSFERRING)
                                        .isPresent())
                                .count(),
                        alone)
                : alone;
    }

    /** What {@code donorRef} stands for; empty where there is none. While an attempt is under way, what it began with. */
    private Optional<Resolution> resolve(MySQLClone clone, Context<MySQLClone> context) {
        DonorReference reference = clone.getSpec().donorRef();
        if (reference == null) {
            return Optional.empty();
        }
        if (Resolution.isFixed(clone, observer.now(), agent -> Resolution.isGone(agent, donors.of(clone, reference)))) {
            return known(clone);
        }
        return Optional.of(Resolution.of(
                clone,
                reference,
                donors.of(clone, reference),
                server -> observer.hasAnother(clone, context.getPrimaryCache().list(), server)));
    }

    private static Optional<Resolution> known(MySQLClone clone) {
        return clone.reported().map(MySQLCloneStatus::resolvedDonor).map(Resolution.Resolved::new);
    }

    private static MySQLClone applied(MySQLClone clone, Optional<Resolution> resolution) {
        return resolution.orElse(null) instanceof Resolution.Resolved(ResolvedDonor donor)
                ? Resolution.applied(clone, donor)
                : clone;
    }

    /** Written with the plan of a launch, and so before it; what is done has the one that it was done with. */
    private static MySQLCloneStatus noting(Optional<Resolution> resolution, MySQLCloneStatus status) {
        return resolution.orElse(null) instanceof Resolution.Resolved(ResolvedDonor donor) && !status.hasFinished()
                ? status.toBuilder().resolvedDonor(donor).build()
                : status;
    }

    /** With a finalizer, before anything is done that somebody must look after when the resource is deleted. */
    private static MySQLClone kept(MySQLClone clone, Context<MySQLClone> context) {
        boolean done = clone.reported().filter(MySQLCloneStatus::hasFinished).isPresent();
        return done || hasFinalizer(clone, context)
                ? clone
                : context.resourceOperations().addFinalizerWithSSA();
    }

    private static boolean hasFinalizer(MySQLClone clone, Context<MySQLClone> context) {
        return clone.getMetadata()
                .getFinalizers()
                .contains(context.getControllerConfiguration().getFinalizerName());
    }

    private UpdateControl<MySQLClone> cleanUp(MySQLClone asked, Context<MySQLClone> context) {
        if (!hasFinalizer(asked, context)) {
            return UpdateControl.noUpdate();
        }
        // Where no donor is known, nothing was launched.
        MySQLClone clone = applied(asked, asked.getSpec().donorRef() == null ? Optional.empty() : known(asked));
        try (var _ = LogName.of("clone", clone)) {
            Observation seen = lookAtLast(clone, context);
            Decision decision = Cancellation.decide(new Situation(clone, seen));
            Optional<Obstacle> obstacle = actor.perform(clone, decision.actions());
            if (obstacle.isPresent() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            Optional<Duration> again = decision.again();
            // With the namespace goes the volume, and whatever the clone has left in it.
            boolean over = obstacle.filter(Obstacle::forGood).isPresent();
            if (again.isEmpty() || over) {
                metrics.forget(clone);
                context.resourceOperations().removeFinalizer();
                return UpdateControl.noUpdate();
            }
            MySQLCloneStatus status = StatusReport.of(clone, seen, decision, obstacle);
            report(clone, status, StatusReport.reason(decision, obstacle));
            if (!status.equals(clone.getStatus())) {
                STATUS.write(clone, status, context);
            }
            return UpdateControl.<MySQLClone>noUpdate()
                    .rescheduleAfter(next(decision, obstacle).orElse(again.get()));
        }
    }

    /** The SDK asks for no status of a resource that is being deleted. */
    private Observation lookAtLast(MySQLClone clone, Context<MySQLClone> context) {
        try {
            return look(clone, context);
        } catch (KubernetesClientException e) {
            trouble(clone, e).ifPresent(trouble -> tell(clone, trouble, context));
            throw e;
        }
    }

    /** What is refused now is not asked for again at once. */
    private static Optional<Duration> next(Decision decision, Optional<Obstacle> obstacle) {
        return obstacle.isPresent()
                ? Optional.of(decision.again()
                        .filter(again -> again.compareTo(AFTER_AN_OBSTACLE) > 0)
                        .orElse(AFTER_AN_OBSTACLE))
                : decision.again();
    }

    /**
     * What keeps the operator from looking at the world is told where people look. What the API server has against it is
     * asked again as after any obstacle; of a bug the SDK logs where it is, and tries again, later each time.
     */
    @Override
    public ErrorStatusUpdateControl<MySQLClone> updateErrorStatus(
            MySQLClone clone, Context<MySQLClone> context, Exception e) {
        trouble(clone, e).ifPresent(trouble -> tell(clone, trouble, context));
        return Answer.in(e).isEmpty()
                ? ErrorStatusUpdateControl.defaultErrorProcessing()
                : ErrorStatusUpdateControl.<MySQLClone>noStatusUpdate()
                        .withNoRetry()
                        .rescheduleAfter(AFTER_AN_OBSTACLE);
    }

    private record Trouble(MySQLCloneStatus status, Obstacle obstacle) {}

    /** What is to be told of it; empty when that was told already, or the clone is done. */
    private Optional<Trouble> trouble(MySQLClone clone, Exception e) {
        if (stopping.getAsBoolean()) {
            return Optional.empty();
        }
        Obstacle obstacle = Obstacle.of(e, "The recipient cannot be looked at");
        return StatusReport.trouble(clone, obstacle, Instant.now())
                .filter(told -> !told.equals(clone.getStatus()))
                .map(told -> new Trouble(told, obstacle));
    }

    /** While the API server is away, nobody is told but who reads the log, and he not by each clone each time. */
    private void tell(MySQLClone clone, Trouble trouble, Context<MySQLClone> context) {
        try {
            STATUS.write(clone, trouble.status(), context);
        } catch (KubernetesClientException e) {
            Instant now = Instant.now();
            Instant last = unheard.get();
            if (last.plus(BETWEEN_COMPLAINTS).isBefore(now) && unheard.compareAndSet(last, now)) {
                LOG.warnf(
                        "%s This cannot be written into its status either; no more is said of it for a minute, of"
                                + " any clone.",
                        trouble.obstacle().message());
            }
            return;
        }
        report(clone, trouble.status(), trouble.obstacle().reason());
    }

    private void report(MySQLClone clone, MySQLCloneStatus status, Reason reason) {
        Object before = clone.reported().map(MySQLCloneStatus::message).orElse("");
        if (status.message() != null && !status.message().equals(before)) {
            LOG.infof("%s", status.message());
        }
        events.record(clone, status, reason);
        metrics.record(clone, status);
    }
}
