package io.mysqlclone.operator.report;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What adds up over clones, also those that are gone: ends, bytes and how long things took, since the operator was started. */
final class CloneTotals {

    /** From a clone of a small schema to one that goes on over a weekend. */
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12),
        Duration.ofDays(1),
        Duration.ofDays(3)
    };

    private final MeterRegistry registry;

    CloneTotals(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Bytes that have come to the volume between two statuses; a clone that has begun anew begins at zero. */
    void received(MySQLClone clone, MySQLCloneStatus before, MySQLCloneStatus next) {
        long had = bytes(before);
        long has = bytes(next);
        long more = has >= had ? has - had : has;
        if (more > 0) {
            registry.counter(
                            "mysqlclone.received.bytes",
                            "namespace",
                            clone.getMetadata().getNamespace())
                    .increment((double) more);
        }
    }

    /** A clone has ended, in this phase. */
    void ended(MySQLCloneStatus next, Phase phase) {
        String result = StateGauges.word(phase);
        registry.counter("mysqlclone.finished", "result", result).increment();
        Instant begin = next.startTime();
        Instant end = next.completionTime();
        if (begin != null && end != null) {
            timer("mysqlclone.duration", "from the first agent's launch to the end", "result", result)
                    .record(positive(Duration.between(begin, end)));
        }
    }

    /** A clone has left a phase in which it was for this long. */
    void left(Phase phase, Duration spent) {
        timer("mysqlclone.phase.duration", "how long a phase took", "phase", StateGauges.word(phase))
                .record(positive(spent));
    }

    private Timer timer(String name, String description, String tag, String value) {
        return Timer.builder(name)
                .description(description)
                .tag(tag, value)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static long bytes(MySQLCloneStatus status) {
        return Optional.ofNullable(status.progress()).map(Progress::dataBytes).orElse(0L);
    }

    private static Duration positive(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }
}
