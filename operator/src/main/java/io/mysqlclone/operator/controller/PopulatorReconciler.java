package io.mysqlclone.operator.controller;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.act.PrimeMaker;
import io.mysqlclone.operator.decide.populate.PopulateDecider;
import io.mysqlclone.operator.decide.populate.PopulateDecision;
import io.mysqlclone.operator.decide.populate.PopulateDecision.Telling;
import io.mysqlclone.operator.observe.ClaimConsumer;
import io.mysqlclone.operator.observe.populate.ClaimToFill;
import io.mysqlclone.operator.observe.populate.Names;
import io.mysqlclone.operator.observe.populate.PopulateObserver;
import io.mysqlclone.operator.report.EventRecorder;
import io.mysqlclone.operator.report.PopulateMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Fills claims whose data source is a MySQLDonor: observe, decide, act, report. A claim has no finalizer of ours and its status is not
 * ours to write: what is to be told is told by events.
 */
@ControllerConfiguration(name = "populator")
public final class PopulatorReconciler implements Reconciler<PersistentVolumeClaim> {

    private static final Duration AFTER_AN_OBSTACLE = Duration.ofSeconds(10);

    private static final Duration AFTER_A_STEP = Duration.ofSeconds(1);

    private final PopulateObserver observer;
    private final PrimeMaker primes;
    private final EventRecorder events;
    private final PopulateMetrics metrics;
    private final BooleanSupplier stopping;

    /** What was told last of each claim; an operator that has forgotten tells it in the same words, which makes no second event. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    /**
     * A reconciler made of these.
     *
     * @param stopping whether the operator ends: what fails then, fails because of that
     */
    public PopulatorReconciler(
            PopulateObserver observer,
            PrimeMaker primes,
            EventRecorder events,
            PopulateMetrics metrics,
            BooleanSupplier stopping) {
        this.observer = observer;
        this.primes = primes;
        this.events = events;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    @Override
    public List<EventSource<?, PersistentVolumeClaim>> prepareEventSources(
            EventSourceContext<PersistentVolumeClaim> context) {
        InformerEventSourceConfiguration<MySQLClone> clones = InformerEventSourceConfiguration.from(
                        MySQLClone.class, PersistentVolumeClaim.class)
                .withName("filling")
                .withLabelSelector(Names.LABEL)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(PersistentVolumeClaim.class))
                .withNamespacesInheritedFromController()
                .build();
        return List.of(new InformerEventSource<>(clones, context));
    }

    @Override
    public UpdateControl<PersistentVolumeClaim> reconcile(
            PersistentVolumeClaim claim, Context<PersistentVolumeClaim> context) {
        String uid = claim.getMetadata().getUid();
        if (context.isPrimaryResourceDeleted()) {
            forget(uid);
            return UpdateControl.noUpdate();
        }
        try (var _ = LogName.of("claim", claim)) {
            PopulateDecision decision = PopulateDecider.decide(observer.observe(claim));
            PersistentVolumeClaim now = claim;
            if (decision.changesSomething()) {
                // What is watched comes late.
                Optional<PersistentVolumeClaim> there = observer.again(claim).filter(ClaimToFill::is);
                if (there.isEmpty()) {
                    return UpdateControl.<PersistentVolumeClaim>noUpdate().rescheduleAfter(AFTER_A_STEP);
                }
                now = there.get();
                decision = PopulateDecider.decide(observer.observe(now));
            }
            Optional<Obstacle> obstacle = act(now, decision.step());
            if (obstacle.isPresent() && stopping.getAsBoolean()) {
                return UpdateControl.noUpdate();
            }
            return report(now, decision, obstacle);
        }
    }

    private Optional<Obstacle> act(PersistentVolumeClaim claim, PopulateDecision.Step step) {
        return switch (step) {
            case PopulateDecision.Step.Rest _ -> Optional.empty();
            case PopulateDecision.Step.Make _ -> primes.make(claim, consumer(claim));
            case PopulateDecision.Step.Rebind rebind -> primes.rebind(claim, rebind.volume());
            case PopulateDecision.Step.Remove remove -> primes.remove(remove.filling());
        };
    }

    /** Only where the scheduler has chosen a node for one: else it would be chance whether the pod is there already. */
    private Optional<ClaimConsumer> consumer(PersistentVolumeClaim claim) {
        return ClaimToFill.of(claim).node().flatMap(_ -> observer.consumer(claim));
    }

    private UpdateControl<PersistentVolumeClaim> report(
            PersistentVolumeClaim claim, PopulateDecision decision, Optional<Obstacle> obstacle) {
        String uid = claim.getMetadata().getUid();
        Optional<Telling> telling = obstacle.map(met ->
                        new Telling(met.reason(), met.message(), met.reason().text() + "/" + met.message()))
                .or(decision::telling);
        telling.filter(one -> !one.key().equals(told.put(uid, one.key()))).ifPresent(one -> {
            events.tell(claim, one.reason(), one.message());
            if (one.reason() == Reason.POPULATE_FINISHED) {
                metrics.filled();
            }
        });
        metrics.record(uid, decision.state());
        if (decision.state() == PopulateDecision.State.DONE && !decision.changesSomething()) {
            forget(uid);
        }
        Optional<Duration> again = obstacle.map(_ -> AFTER_AN_OBSTACLE)
                .or(() -> decision.changesSomething() ? Optional.of(AFTER_A_STEP) : decision.again());
        UpdateControl<PersistentVolumeClaim> control = UpdateControl.noUpdate();
        return again.map(control::rescheduleAfter).orElse(control);
    }

    private void forget(String uid) {
        told.remove(uid);
        metrics.record(uid, PopulateDecision.State.DONE);
    }
}
