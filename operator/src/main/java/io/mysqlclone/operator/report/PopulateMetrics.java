package io.mysqlclone.operator.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mysqlclone.operator.decide.populate.PopulateDecision.State;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many claims are to be filled, by how they are, and how many were filled. */
public final class PopulateMetrics {

    private final Map<String, State> byUid = new ConcurrentHashMap<>();
    private final Counter filled;

    /** Metrics in {@code registry}. */
    public PopulateMetrics(MeterRegistry registry) {
        for (State state : State.values()) {
            if (state != State.DONE) {
                Gauge.builder("mysqlclone.populate.claims", byUid, all -> count(all, state))
                        .description("claims that are to be filled from a MySQLDonor and are so")
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
        filled = Counter.builder("mysqlclone.populate.filled")
                .description("claims that were filled from a MySQLDonor")
                .register(registry);
    }

    private static long count(Map<String, State> all, State state) {
        return all.values().stream().filter(state::equals).count();
    }

    /** A claim is like that now. */
    public void record(String uid, State state) {
        if (state == State.DONE) {
            byUid.remove(uid);
        } else {
            byUid.put(uid, state);
        }
    }

    /** A claim was filled. */
    public void filled() {
        filled.increment();
    }
}
