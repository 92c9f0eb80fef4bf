package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.machine.ProcessUsage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a clone costs the one that gives it, and what the users of a server notice. */
final class GiverProbe {
    private final Giver giver;
    private final Optional<QueryProbe> queries;
    private final double cpu;
    private final long read;
    private final OptionalLong sent;
    private final EnumMap<Figure, Double> figures = new EnumMap<>(Figure.class);

    private GiverProbe(Giver giver, Optional<QueryProbe> queries) {
        this.giver = giver;
        this.queries = queries;
        this.sent = giver.bytesSent();
        this.read = read(giver);
        this.cpu = cpu(giver);
    }

    static GiverProbe start(Giver giver, DataSet data) throws InterruptedException {
        return new GiverProbe(
                giver,
                giver.queried().isPresent()
                        ? Optional.of(QueryProbe.start(giver.queried().get(), data))
                        : Optional.empty());
    }

    /** Ends, and says how long the queries took. */
    QueryProbe.Latency stop() throws InterruptedException {
        if (giver.pid().isPresent()) {
            figures.put(Figure.DONOR_CPU, cpu(giver) - cpu);
            figures.put(Figure.DONOR_READ, (double) read(giver) - read);
        }
        QueryProbe.Latency latency = QueryProbe.Latency.NONE;
        if (queries.isPresent()) {
            latency = queries.get().stop();
            figures.put(Figure.QUERY_P50, latency.p50());
            figures.put(Figure.QUERY_P99, latency.p99());
        }
        giver.bytesSent().ifPresent(now -> figures.put(Figure.DONOR_SENT, (double) now - sent.orElse(0)));
        return latency;
    }

    /** What was measured until the end; what there is not to be measured is missing. */
    Map<Figure, Double> figures() {
        return figures;
    }

    private static double cpu(Giver giver) {
        return giver.pid().isPresent() ? ProcessUsage.cpuSeconds(giver.pid().getAsLong()) : 0;
    }

    private static long read(Giver giver) {
        return giver.pid().isPresent()
                ? ProcessUsage.storageReadBytes(giver.pid().getAsLong()).orElse(0)
                : 0;
    }
}
