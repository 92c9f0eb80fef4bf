package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/** Metrics of each set, by namespace and name, for as long as the resource is there. */
public final class SetMetrics {

    private final MeterRegistry registry;
    private final Map<String, Series> byUid = new ConcurrentHashMap<>();

    private record Series(AtomicReference<MySQLCloneSetStatus> status, List<Meter> meters, StateGauges state) {}

    /** Metrics in {@code registry}. */
    public SetMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Takes over a set's next status. */
    public void record(MySQLCloneSet set, MySQLCloneSetStatus next) {
        Series series = byUid.computeIfAbsent(set.getMetadata().getUid(), _ -> series(set));
        series.status().set(next);
        series.state()
                .show(
                        "set.reason",
                        "reason",
                        next.condition(ConditionType.READY)
                                .map(Condition::getReason)
                                .orElse(""));
    }

    /** Removes the metrics of a set that is gone. */
    public void forget(MySQLCloneSet set) {
        Optional.ofNullable(byUid.remove(set.getMetadata().getUid())).ifPresent(series -> {
            series.meters().forEach(registry::remove);
            series.state().forget();
        });
    }

    private Series series(MySQLCloneSet set) {
        Tags tags = Tags.of(
                "namespace",
                set.getMetadata().getNamespace(),
                "name",
                set.getMetadata().getName());
        AtomicReference<MySQLCloneSetStatus> status = new AtomicReference<>(MySQLCloneSetStatus.EMPTY);
        return new Series(
                status,
                List.of(
                        members(status, tags, "ready", MySQLCloneSetStatus::ready),
                        members(status, tags, "failed", MySQLCloneSetStatus::failed),
                        members(status, tags, "active", MySQLCloneSetStatus::active),
                        members(
                                status,
                                tags,
                                "pending",
                                at -> Math.max(0, at.total() - at.ready() - at.failed() - at.active()))),
                new StateGauges(registry, tags));
    }

    private Meter members(
            AtomicReference<MySQLCloneSetStatus> status,
            Tags tags,
            String state,
            ToIntFunction<MySQLCloneSetStatus> count) {
        return Gauge.builder("mysqlclone.set.members", status, at -> count.applyAsInt(at.get()))
                .description("members of the set that are in that state")
                .tags(tags.and("state", state))
                .register(registry);
    }
}
