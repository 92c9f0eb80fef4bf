package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.commit.DataDirectoryTrees;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.ManyTables;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many tables, in place of a server that has half as many, from the first byte to a start on the clone; then MySQL's own
 * recipient on a copy of that server. Only with {@code -Dtest.soak}; {@code -Dtest.tables=N} says how many, and what each part
 * took is printed. Pages of 4 KiB, so that a disk has room for 200,000 tables.
 */
@EnabledIfSystemProperty(named = "test.soak", matches = "[1-9]\\d*")
@Timeout(value = 6, unit = TimeUnit.HOURS)
final class ManyTablesIT {
    /** The server ends at the end of a clone in place, and nobody is there to start it again: ER_RESTART_SERVER_FAILED. */
    private static final int RESTART_FAILED = 3707;

    private static final int TABLES = Integer.getInteger("test.tables", 20_000);

    @TempDir
    private Path scratch;

    @Test
    void areClonedAndCommittedInPlace() throws Exception {
        try (MysqlServer donor = settings("donor").start();
                MysqlServer server = settings("recipient").start()) {
            donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
            ManyTables.create(donor, TABLES);
            ManyTables.create(server, TABLES / 2);
            server.stop();
            Path twin = DataDirectoryTrees.copy(server.dataDir(), scratch.resolve("twin"));
            Files.delete(twin.resolve("auto.cnf"));
            server.start();

            byTheAgent(donor, server);
            server.stop();
            byTheServer(donor, twin);
        }
    }

    private MysqlServerBuilder settings(String name) throws IOException {
        // Not durable, but quick; it says nothing about the clone.
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .donor()
                .option("--innodb-page-size=4k")
                .option("--innodb-flush-log-at-trx-commit=0")
                .option("--sync-binlog=0");
    }

    private static void byTheAgent(MysqlServer donor, MysqlServer server) throws Exception {
        long begin = System.nanoTime();
        TestClone clone =
                TestClone.from(donor.port(), server.dataDir()).inPlace().commit(Commit.LATER);
        Future<CloneResult> result = clone.start();
        while (data(clone.running().progress()) == 0 && !result.isDone()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        tell("first byte", begin);
        assertThat(result.get().files()).isGreaterThan(TABLES);
        tell("received and verified", begin);
        server.stop();
        long stopped = System.nanoTime();
        TestCommit.commit(server.dataDir());
        tell("commit", stopped);
        long committed = System.nanoTime();
        server.start();
        tell("mysqld's start on it", committed);
        CloneAssertions.assertSameAs(donor, server);
    }

    private void byTheServer(MysqlServer donor, Path dataDir) throws Exception {
        try (MysqlServer stock = settings("stock").dataDir(dataDir).start()) {
            String address = "127.0.0.1:" + donor.port();
            stock.execute("SET GLOBAL clone_valid_donor_list = '" + address + "'");
            long begin = System.nanoTime();
            assertThatThrownBy(() -> stock.execute("CLONE INSTANCE FROM " + TestClone.USER + "@" + address
                            + " IDENTIFIED BY '" + TestClone.PASSWORD + "' REQUIRE NO SSL"))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(RESTART_FAILED));
            tell("MySQL's own statement", begin);
            stock.stop();
            long stopped = System.nanoTime();
            stock.start();
            tell("mysqld's start on it", stopped);
            stock.query("SELECT stage, state, begin_time, end_time, data FROM performance_schema.clone_progress")
                    .forEach(stage -> System.out.println("MySQL's own: " + stage));
        }
    }

    private static long data(Progress progress) {
        return progress.stages().stream()
                .mapToLong(Progress.StageProgress::data)
                .sum();
    }

    private static void tell(String what, long since) {
        System.out.printf("%d tables, %s: %.1f s%n", TABLES, what, (System.nanoTime() - since) / 1e9);
    }
}
