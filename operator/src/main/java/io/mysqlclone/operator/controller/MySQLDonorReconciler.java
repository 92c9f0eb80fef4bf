package io.mysqlclone.operator.controller;

import io.fabric8.kubernetes.api.model.Pod;
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
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.DonorAgents;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.act.ProbePods;
import io.mysqlclone.operator.decide.donor.DonorDecider;
import io.mysqlclone.operator.decide.donor.DonorDecision;
import io.mysqlclone.operator.observe.ServerPod;
import io.mysqlclone.operator.observe.donor.DonorObservation;
import io.mysqlclone.operator.observe.donor.ProbeObserver;
import io.mysqlclone.operator.report.DonorReport;
import io.mysqlclone.operator.report.EventRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles a MySQLDonor: observe, decide, act, report. It has no finalizer: its pods go with it, and clones have what they
 * need of it in their own status.
 */
@ControllerConfiguration(name = "mysqldonor")
public final class MySQLDonorReconciler implements Reconciler<MySQLDonor> {

    private static final Duration AFTER_AN_OBSTACLE = Duration.ofSeconds(30);

    private static final StatusDocument<@Nullable MySQLDonorStatus, MySQLDonor> STATUS =
            new StatusDocument<>(MySQLDonor::new);

    private final ProbeObserver observer;
    private final ProbePods pods;
    private final DonorAgents agents;
    private final EventRecorder events;
    private final BooleanSupplier stopping;

    /**
     * A reconciler made of these.
     *
     * @param stopping whether the operator ends: what fails then, fails because of that
     */
    public MySQLDonorReconciler(
            ProbeObserver observer,
            ProbePods pods,
            DonorAgents agents,
            EventRecorder events,
            BooleanSupplier stopping) {
        this.observer = observer;
        this.pods = pods;
        this.agents = agents;
        this.events = events;
        this.stopping = stopping;
    }

    @Override
    public List<EventSource<?, MySQLDonor>> prepareEventSources(EventSourceContext<MySQLDonor> context) {
        InformerEventSourceConfiguration<Pod> probes = InformerEventSourceConfiguration.from(
                        Pod.class, MySQLDonor.class)
                .withName("probe-pods")
                .withLabelSelector(ProbeObserver.DONOR_UID_LABEL)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(MySQLDonor.class))
                .withNamespacesInheritedFromController()
                .build();
        InformerEventSourceConfiguration<MySQLClone> clones = InformerEventSourceConfiguration.from(
                        MySQLClone.class, MySQLDonor.class)
                .withName("clones")
                .withSecondaryToPrimaryMapper(MySQLDonorReconciler::named)
                .withNamespacesInheritedFromController()
                .build();
        return List.of(new InformerEventSource<>(probes, context), new InformerEventSource<>(clones, context));
    }

    /** The donor that a clone names, which may be waited for by it. */
    private static Set<ResourceID> named(MySQLClone clone) {
        return Optional.ofNullable(clone.getSpec().donorRef())
                .map(reference -> new ResourceID(
                        reference.name(),
                        Objects.requireNonNullElse(
                                reference.namespace(), clone.getMetadata().getNamespace())))
                .map(Set::of)
                .orElse(Set.of());
    }

    @Override
    public UpdateControl<MySQLDonor> reconcile(MySQLDonor donor, Context<MySQLDonor> context) {
        if (donor.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        try (var _ = LogName.of("donor", donor)) {
            DonorObservation seen = observer.observe(
                    donor, context.getSecondaryResources(Pod.class), context.getSecondaryResources(MySQLClone.class));
            DonorDecision decision = DonorDecider.decide(donor, seen);
            seen.leftovers().forEach(pod -> pods.remove(donor, pod));
            Optional<Obstacle> obstacle = decision.launch()
                    .flatMap(probe -> pods.make(donor, probe))
                    .or(() -> decision.agentLaunch().flatMap(pod -> launch(donor, decision, pod)));
            if (obstacle.isPresent() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            return report(donor, decision, obstacle, seen.now(), context);
        }
    }

    private Optional<Obstacle> launch(MySQLDonor donor, DonorDecision decision, ServerPod pod) {
        return agents.launch(
                donor,
                Objects.requireNonNull(donor.getSpec().agent()),
                decision.agent().orElseThrow(),
                pod);
    }

    private UpdateControl<MySQLDonor> report(
            MySQLDonor donor,
            DonorDecision decision,
            Optional<Obstacle> obstacle,
            Instant now,
            Context<MySQLDonor> context) {
        MySQLDonorStatus status = obstacle.map(told -> DonorReport.trouble(donor, told, now))
                .orElseGet(() -> DonorReport.of(donor, decision, now));
        Duration again = obstacle.map(_ -> AFTER_AN_OBSTACLE).orElse(decision.again());
        if (status.equals(donor.getStatus())) {
            return UpdateControl.<MySQLDonor>noUpdate().rescheduleAfter(again);
        }
        Reason reason = obstacle.map(Obstacle::reason).orElse(decision.reason());
        events.record(donor, status, reason);
        if (decision.plans()) {
            STATUS.write(donor, status, context);
            return UpdateControl.<MySQLDonor>noUpdate().rescheduleAfter(again);
        }
        return UpdateControl.patchStatus(STATUS.of(donor, status)).rescheduleAfter(again);
    }

    /** What keeps the operator from looking at the world is told where people look; the SDK tries again, later each time. */
    @Override
    public ErrorStatusUpdateControl<MySQLDonor> updateErrorStatus(
            MySQLDonor donor, Context<MySQLDonor> context, Exception e) {
        if (stopping.getAsBoolean()) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        Obstacle obstacle = Obstacle.of(e, "The donor cannot be looked at");
        MySQLDonorStatus status = DonorReport.trouble(donor, obstacle, Instant.now());
        if (status.equals(donor.getStatus())) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        events.record(donor, status, obstacle.reason());
        return ErrorStatusUpdateControl.patchStatus(STATUS.of(donor, status));
    }
}
