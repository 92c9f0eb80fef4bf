package io.mysqlclone.recipient.faults;

import io.mysqlclone.testbed.DdlStorm;
import io.mysqlclone.testbed.MysqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** DDL in an order that a seed decides: all that {@link DdlStorm} does, and the like to tables of several blocks. */
final class ChaosDdl implements AutoCloseable {
    private static final int TABLES = 6;
    private static final String COLUMNS = " (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(4000))";

    private final MysqlServer donor;
    private final DdlStorm storm;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chaos-ddl").factory());
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean raging;

    private ChaosDdl(MysqlServer donor, DdlStorm storm) {
        this.donor = donor;
        this.storm = storm;
    }

    static ChaosDdl prepare(MysqlServer donor) {
        ChaosDdl ddl = new ChaosDdl(donor, DdlStorm.prepare(donor, "storm"));
        donor.execute("CREATE SCHEMA chaos");
        for (int table = 0; table < TABLES; table++) {
            donor.execute(made(table));
        }
        return ddl;
    }

    private static String filled(int table) {
        return "INSERT INTO chaos.t" + table
                + " (v) WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 900)"
                + " SELECT REPEAT(CHAR(65 + n % 26), 3500 + n % 500) FROM r";
    }

    private static String made(int table) {
        return "CREATE TABLE IF NOT EXISTS chaos.t" + table + COLUMNS + ";" + filled(table);
    }

    private void one(Random random) {
        int table = random.nextInt(TABLES);
        String name = "chaos.t" + table;
        switch (random.nextInt(9)) {
            case 0 -> donor.execute("DROP TABLE IF EXISTS " + name);
            case 1 -> donor.execute(made(table));
            case 2 -> donor.execute("CREATE TABLE IF NOT EXISTS " + name + COLUMNS + "; TRUNCATE TABLE " + name);
            case 3 -> donor.execute("DROP TABLE IF EXISTS " + name + ";" + made(table));
            case 4 -> donor.execute(made(table) + "; ALTER TABLE " + name + " FORCE");
            case 5 -> {
                int other = (table + 1) % TABLES;
                donor.execute("CREATE TABLE IF NOT EXISTS " + name + COLUMNS + "; CREATE TABLE IF NOT EXISTS chaos.t"
                        + other + COLUMNS + "; RENAME TABLE " + name + " TO chaos.aside, chaos.t" + other + " TO "
                        + name + ", chaos.aside TO chaos.t" + other);
            }
            default -> {
                List<DdlStorm.Step> steps = new ArrayList<>(DdlStorm.withoutKeyring());
                storm.run(steps.get(random.nextInt(steps.size())));
            }
        }
        done.incrementAndGet();
    }

    private void attempt(Random random) {
        try {
            one(random);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            raging = false;
        }
    }

    /** Goes on until {@link #calm}. */
    void rage(Random random) {
        raging = true;
        thread.execute(() -> {
            while (raging) {
                attempt(random);
            }
        });
    }

    /** Returns when {@code count} more are done, or after a while: some must wait for the end of a stage. */
    void awaitMore(int count) {
        int goal = done.get() + count;
        for (int tick = 0; tick < 100 && done.get() < goal; tick++) {
            sleep();
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while DDL was awaited", e);
        }
    }

    /** Returns when {@code count} more are done, of which some may have to wait for the end of a stage. */
    void some(Random random, int count) {
        for (int i = 0; i < count; i++) {
            thread.execute(() -> attempt(random));
        }
        awaitMore(count);
    }

    /** How many were done so far. */
    int done() {
        return done.get();
    }

    /** Returns when no more DDL runs; throws what one of them threw. */
    void calm() throws Exception {
        raging = false;
        thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
        RuntimeException thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void close() {
        raging = false;
        thread.shutdown();
    }
}
