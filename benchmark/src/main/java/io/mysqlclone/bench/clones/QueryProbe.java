package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.testbed.MysqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of the donor that reads random rows by primary key at a fixed rate. A query's time counts from when it was due,
 * so that one slow answer is not hidden by the queries that it holds up.
 */
final class QueryProbe {
    private static final long INTERVAL_NANOS = 5_000_000;
    private static final int FIRST_CAPACITY = 4096;

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<long[]> latencies = new CompletableFuture<>();
    private volatile boolean stopping;

    private QueryProbe() {}

    /** Median and 99th percentile in milliseconds, of how many queries. */
    record Latency(double p50, double p99, int queries) {
        /** Of a donor that answers no queries. */
        static final Latency NONE = new Latency(0, 0, 0);
    }

    /** Starts, and returns when the first query has been answered. */
    static QueryProbe start(MysqlServer server, DataSet data) throws InterruptedException {
        QueryProbe probe = new QueryProbe();
        Thread.ofPlatform().daemon().name("query-probe").start(() -> probe.run(server, data));
        try {
            probe.ready.get();
            return probe;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the donor does not answer queries: " + e.getCause(), e);
        }
    }

    /** Ends, and says how long the queries took. */
    Latency stop() throws InterruptedException {
        stopping = true;
        try {
            long[] sorted = latencies.get();
            if (sorted.length == 0) {
                throw new IllegalStateException("not one query of the donor was due during the clone");
            }
            Arrays.sort(sorted);
            return new Latency(millis(sorted, 0.5), millis(sorted, 0.99), sorted.length);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the donor stopped answering queries during the clone: " + e.getCause(), e);
        }
    }

    private void run(MysqlServer server, DataSet data) {
        Random random = new Random();
        int rows = DataLoader.rowsPerTable(data);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            query(statement, data, rows, random);
            ready.complete(null);
            long[] found = new long[FIRST_CAPACITY];
            int count = 0;
            for (long due = System.nanoTime(); !stopping; due += INTERVAL_NANOS) {
                sleepUntil(due);
                query(statement, data, rows, random);
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = System.nanoTime() - due;
            }
            latencies.complete(Arrays.copyOf(found, count));
        } catch (SQLException | RuntimeException e) {
            ready.completeExceptionally(e);
            latencies.completeExceptionally(e);
        }
    }

    private static void query(Statement statement, DataSet data, int rows, Random random) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT payload FROM " + DataLoader.SCHEMA + ".t"
                + random.nextInt(data.tables()) + " WHERE id = " + random.nextInt(rows))) {
            if (!result.next()) {
                throw new IllegalStateException("the donor has lost a row");
            }
        }
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }
}
