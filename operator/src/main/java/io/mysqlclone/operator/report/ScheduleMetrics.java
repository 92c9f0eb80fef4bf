package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.api.v1alpha1.schedule.MySQLCloneScheduleStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Metrics of each schedule, by namespace and name, for as long as the resource is there. */
public final class ScheduleMetrics {

    private final MeterRegistry registry;
    private final Map<String, Series> byUid = new ConcurrentHashMap<>();

    private record Series(AtomicReference<MySQLCloneScheduleStatus> status, List<Meter> meters, StateGauges state) {}

    /** Metrics in {@code registry}. */
    public ScheduleMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Takes over a schedule's next status. */
    public void record(MySQLCloneSchedule schedule, MySQLCloneScheduleStatus next) {
        Series series = byUid.computeIfAbsent(schedule.getMetadata().getUid(), _ -> series(schedule));
        series.status().set(next);
        series.state()
                .show(
                        "schedule.reason",
                        "reason",
                        next.condition(ConditionType.READY)
                                .map(Condition::getReason)
                                .orElse(""));
    }

    /** Removes the metrics of a schedule that is gone. */
    public void forget(MySQLCloneSchedule schedule) {
        Optional.ofNullable(byUid.remove(schedule.getMetadata().getUid())).ifPresent(series -> {
            series.meters().forEach(registry::remove);
            series.state().forget();
        });
    }

    private Series series(MySQLCloneSchedule schedule) {
        Tags tags = Tags.of(
                "namespace",
                schedule.getMetadata().getNamespace(),
                "name",
                schedule.getMetadata().getName());
        AtomicReference<MySQLCloneScheduleStatus> status = new AtomicReference<>(MySQLCloneScheduleStatus.EMPTY);
        return new Series(
                status,
                List.of(
                        Gauge.builder(
                                        "mysqlclone.schedule.ready",
                                        status,
                                        at -> at.get().holds(ConditionType.READY) ? 1 : 0)
                                .description("1 when copies are made as they should be")
                                .tags(tags)
                                .register(registry),
                        Gauge.builder(
                                        "mysqlclone.schedule.copies",
                                        status,
                                        at -> at.get().copies().size())
                                .description("complete copies that there are")
                                .tags(tags)
                                .register(registry),
                        Gauge.builder(
                                        "mysqlclone.schedule.last.success.timestamp.seconds",
                                        status,
                                        at -> Optional.ofNullable(at.get().lastSuccessfulTime())
                                                .map(Instant::getEpochSecond)
                                                .orElse(0L))
                                .description("when a copy was complete last; 0: never")
                                .tags(tags)
                                .register(registry)),
                new StateGauges(registry, tags));
    }
}
