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
 * Phase and reason of a resource as gauges that are 1: a series exists for the word of now only, as a resource that rests would
 * otherwise have one for each of sixty words.
 */
final class StateGauges {

    private final MeterRegistry registry;
    private final Tags resource;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    private record Shown(String word, Meter meter) {}

    /** Of what {@code resource} names. */
    StateGauges(MeterRegistry registry, Tags resource) {
        this.registry = registry;
        this.resource = resource;
    }

    void show(MySQLCloneStatus status) {
        show("phase", "phase", word(Optional.ofNullable(status.phase()).orElse(Phase.PENDING)));
        show(
                "reason",
                "reason",
                status.condition(ConditionType.READY).map(Condition::getReason).orElse(""));
    }

    /**
     * Shows the word of now.
     *
     * @param metric its name, without what all begin with
     * @param label the label that has the word
     */
    void show(String metric, String label, String word) {
        Shown before = shown.get(metric);
        if (before != null && before.word().equals(word)) {
            return;
        }
        if (before != null) {
            registry.remove(before.meter());
        }
        shown.put(
                metric,
                new Shown(
                        word,
                        Gauge.builder("mysqlclone." + metric, () -> 1)
                                .description("1 for the " + label + " that it has now")
                                .tags(resource.and(label, word))
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
