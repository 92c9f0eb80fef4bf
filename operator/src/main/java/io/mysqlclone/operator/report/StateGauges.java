package io.mysqlclone.operator.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Phase and reason of a clone as gauges that are 1: a series exists for the word of now only, as a resource that rests would
 * otherwise have one for each of sixty words.
 */
final class StateGauges {

    private final MeterRegistry registry;
    private final Tags clone;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    private record Shown(String word, Meter meter) {}

    /** Of the clone that {@code clone} names. */
    StateGauges(MeterRegistry registry, Tags clone) {
        this.registry = registry;
        this.clone = clone;
    }

    void show(MySQLCloneStatus status) {
        show("phase", word(Optional.ofNullable(status.phase()).orElse(Phase.PENDING)));
        show(
                "reason",
                status.condition(ConditionType.READY).map(Condition::getReason).orElse(""));
    }

    private void show(String what, String word) {
        Shown before = shown.get(what);
        if (before != null && before.word().equals(word)) {
            return;
        }
        if (before != null) {
            registry.remove(before.meter());
        }
        shown.put(
                what,
                new Shown(
                        word,
                        Gauge.builder("mysqlclone." + what, () -> 1)
                                .description("1 for the " + what + " that the clone has now")
                                .tags(clone.and(what, word))
                                .register(registry)));
    }

    void forget() {
        shown.values().forEach(each -> registry.remove(each.meter()));
        shown.clear();
    }

    /** A phase as the resource spells it. */
    static String word(Phase phase) {
        return Arrays.stream(phase.name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
