package io.mysqlclone.operator.report;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.mysqlclone.api.v1alpha1.Mode;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** Metrics of each clone, by namespace and name, for as long as the resource is there. */
public final class CloneMetrics {

    private static final double PERCENT = 100;

    private final MeterRegistry registry;
    private final Clock clock;
    private final CloneTotals totals;
    private final DonorQueues queues;
    private final Map<String, Series> byUid = new ConcurrentHashMap<>();

    /** Since when a clone is in its phase, when this operator has seen it come there. */
    private final Map<String, Instant> phaseSince = new ConcurrentHashMap<>();

    private record Series(AtomicReference<MySQLCloneStatus> status, List<Meter> meters, StateGauges state) {}

    /** Metrics in {@code registry}. */
    public CloneMetrics(MeterRegistry registry) {
        this(registry, Clock.systemUTC());
    }

    CloneMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.totals = new CloneTotals(registry);
        this.queues = new DonorQueues(registry);
    }

    /** Takes over a clone's next status. */
    public void record(MySQLClone clone, MySQLCloneStatus next) {
        // What was told last, which the resource does not have when it could not be written.
        MySQLCloneStatus last = Optional.ofNullable(
                        byUid.get(clone.getMetadata().getUid()))
                .map(series -> series.status().get())
                .or(clone::reported)
                .orElse(MySQLCloneStatus.EMPTY);
        Series series = byUid.computeIfAbsent(clone.getMetadata().getUid(), _ -> series(clone));
        series.status().set(next);
        series.state().show(next);
        queues.record(clone, next);
        totals.received(clone, last, next);
        Phase before = last.phase();
        Phase phase = next.phase();
        if (phase != null && phase != before) {
            Instant since = phaseSince.put(clone.getMetadata().getUid(), clock.instant());
            if (before != null && since != null) {
                totals.left(before, Duration.between(since, clock.instant()));
            }
            if (phase.isFinished() && clone.getSpec().mode() == Mode.CLONE) {
                totals.ended(next, phase);
            }
        }
    }

    /** Removes the metrics of a clone that is gone. */
    public void forget(MySQLClone clone) {
        queues.forget(clone);
        phaseSince.remove(clone.getMetadata().getUid());
        Optional.ofNullable(byUid.remove(clone.getMetadata().getUid())).ifPresent(series -> {
            series.meters().forEach(registry::remove);
            series.state().forget();
        });
    }

    private Series series(MySQLClone clone) {
        AtomicReference<MySQLCloneStatus> status = new AtomicReference<>(MySQLCloneStatus.EMPTY);
        Tags tags = Tags.of(
                "namespace",
                clone.getMetadata().getNamespace(),
                "name",
                clone.getMetadata().getName());
        return new Series(
                status,
                List.of(
                        gauge(
                                "ready",
                                "1 when the clone is Ready",
                                tags,
                                status,
                                at -> at.phase() == Phase.READY ? 1 : 0),
                        gauge(
                                "failed",
                                "1 when it was given up",
                                tags,
                                status,
                                at -> at.phase() == Phase.FAILED ? 1 : 0),
                        gauge("active", "1 while an agent transfers", tags, status, CloneMetrics::active),
                        gauge("attempts", "failed runs of the present step", tags, status, MySQLCloneStatus::attempts),
                        gauge("restarts", "agents that went on", tags, status, MySQLCloneStatus::restarts),
                        gauge("progress.ratio", "0 to 1", tags, status, of(at -> at.percent() / PERCENT)),
                        gauge("data.bytes", "bytes in the volume", tags, status, of(Progress::dataBytes)),
                        gauge("estimate.bytes", "bytes expected", tags, status, of(Progress::totalBytes)),
                        gauge("rate.bytes.per.second", "data rate", tags, status, of(Progress::bytesPerSecond)),
                        gauge("connections", "data connections", tags, status, of(Progress::connections))),
                new StateGauges(registry, tags));
    }

    private static double active(MySQLCloneStatus status) {
        return status.phase() == Phase.TRANSFERRING || status.phase() == Phase.PREFLIGHT ? 1 : 0;
    }

    private static ToDoubleFunction<MySQLCloneStatus> of(ToDoubleFunction<Progress> figure) {
        return status -> Optional.ofNullable(status.progress())
                .map(figure::applyAsDouble)
                .orElse(0.0);
    }

    private Gauge gauge(
            String name,
            String description,
            Tags tags,
            AtomicReference<MySQLCloneStatus> status,
            ToDoubleFunction<MySQLCloneStatus> figure) {
        return Gauge.builder("mysqlclone." + name, status, held -> figure.applyAsDouble(held.get()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
