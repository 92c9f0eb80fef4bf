package io.mysqlclone.donor;

import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.testbed.DdlStorm;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clones of a server that is written to while its tables are made, dropped, renamed, emptied, rebuilt and exchanged, in an order
 * that a seed says. Each ends with a server that was started on it, has exactly the transactions of the point, and equals the
 * other when it has caught up.
 *
 * <p>{@code -Dtest.soak=N} runs N new seeds instead of those of every run; {@code -Dtest.seed=S} runs one again.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
final class LiveStormIT {
    private static final int SEEDS = 8;
    private static final List<LiveCopies.Recipient> RECIPIENTS =
            List.of(LiveCopies.Recipient.LOCAL, LiveCopies.Recipient.STOCK, LiveCopies.Recipient.AGENT);

    /** Nothing builds an index, but files come, go and change their names. */
    private static final Set<DdlStorm.Step> MOVES = EnumSet.of(
            DdlStorm.Step.CREATE,
            DdlStorm.Step.DROP,
            DdlStorm.Step.RENAME,
            DdlStorm.Step.RENAME_CYCLE,
            DdlStorm.Step.RENAME_SCHEMA,
            DdlStorm.Step.TRUNCATE);

    @TempDir
    static Path scratch;

    private static MysqlServer server;
    private static MysqlServer stock;
    private static DdlStorm storm;

    private final LiveCopies copies = new LiveCopies(scratch);

    @BeforeAll
    static void start() throws IOException {
        var copies = new LiveCopies(scratch);
        server = copies.server("storm", "--innodb-log-writer-threads=OFF").start();
        stock = copies.stock("storm-stock");
        SampleData.in("sample").mebibytes(30).createIn(server);
        CloneRequests.allowCloning(server);
        storm = DdlStorm.prepare(server, "storm");
    }

    @AfterAll
    static void stop() {
        stock.close();
        server.close();
    }

    private static LongStream seeds() {
        long seed = Long.getLong("test.seed", -1);
        int soak = Integer.getInteger("test.soak", 0);
        return seed >= 0
                ? LongStream.of(seed)
                : soak > 0 ? new Random().longs(soak, 1000, 1L << 32) : LongStream.rangeClosed(1, SEEDS);
    }

    @TestFactory
    Stream<DynamicTest> theCopyIsExactWhateverHappensMeanwhile() {
        return seeds().mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
            try {
                isExact(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (again: -Dtest.seed=" + seed + "): " + e, e);
            }
        }));
    }

    private void isExact(long seed) throws Exception {
        var random = new Random(seed);
        LiveCopies.Recipient recipient = RECIPIENTS.get((int) (seed % RECIPIENTS.size()));
        List<DdlStorm.Step> steps = new ArrayList<>(random.nextInt(4) == 0 ? MOVES : DdlStorm.withoutKeyring());
        Collections.shuffle(steps, random);
        boolean prepared = random.nextBoolean();
        int writers = 3 + random.nextInt(3);
        int before = random.nextInt(150);
        Path copy = scratch.resolve("copy-" + seed);
        CaptureReport point;
        if (prepared) {
            server.execute("CREATE TABLE IF NOT EXISTS sample.xa (a BIGINT PRIMARY KEY); XA START 'x" + seed
                    + "'; INSERT INTO sample.xa VALUES (" + seed + "); XA END 'x" + seed + "'; XA PREPARE 'x" + seed
                    + "'");
        }
        storm.start(new LinkedHashSet<>(steps));
        try (Beside beside = Beside.server(server);
                WriteLoad load = WriteLoad.start(server, "loads", writers, 100)) {
            load.awaitTransactions(1 + before);
            copies.copyTo(copy, recipient, beside, server, stock);
            load.awaitTransactions(1 + random.nextInt(50));
            point = beside.points().getLast();
        } finally {
            storm.close();
            if (prepared) {
                server.execute("XA COMMIT 'x" + seed + "'");
            }
        }
        System.out.println("seed " + seed + ": " + recipient + ", " + (prepared ? "XA prepared, " : "")
                + point.attempts() + " attempts, lock held " + point.lockHeld().toMillis() + " ms, the longest "
                + point.lockHeldLongest().toMillis() + " ms");
        copies.requireExact(server, copy, point, MysqlServer.builder(scratch));
        server.execute("DROP SCHEMA loads");
        delete(copy);
    }

    private static void delete(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Lists of files, changed pages and files that come and go; with a soak of as many tables as a large server has. */
    @Test
    void manyTables() throws Exception {
        boolean soak = Integer.getInteger("test.soak", 0) > 0;
        SampleData.in("many").mebibytes(10).smallTables(soak ? 10_000 : 1_000).createIn(server);
        for (LiveCopies.Recipient recipient : soak ? RECIPIENTS : List.of(LiveCopies.Recipient.AGENT)) {
            Path copy = scratch.resolve("tables-copy-" + recipient);
            CaptureReport point;
            storm.start(DdlStorm.withoutKeyring());
            try (Beside beside = Beside.server(server);
                    WriteLoad load = WriteLoad.start(server, "load" + recipient, 4, 100)) {
                load.awaitTransactions(50);
                copies.copyTo(copy, recipient, beside, server, stock);
                point = beside.points().getLast();
            } finally {
                storm.close();
            }
            copies.requireExact(server, copy, point, MysqlServer.builder(scratch));
        }
    }
}
