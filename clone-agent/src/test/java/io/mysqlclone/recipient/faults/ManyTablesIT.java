package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many tables, in place of a server that has some of them, from the first byte to a start on the clone. Only with
 * {@code -Dtest.soak}; {@code -Dtest.tables=N} says how many, and what each part took is printed.
 */
@EnabledIfSystemProperty(named = "test.soak", matches = "[1-9]\\d*")
@Timeout(value = 6, unit = TimeUnit.HOURS)
final class ManyTablesIT {
    private static final int SESSIONS = 4;

    @TempDir
    private Path scratch;

    @Test
    void areClonedAndCommittedInPlace() throws Exception {
        int tables = Integer.getInteger("test.tables", 20_000);
        // Not durable, but quick; it says nothing about the clone.
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                        .donor()
                        .option("--innodb-flush-log-at-trx-commit=0")
                        .option("--sync-binlog=0")
                        .start();
                MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                        .donor()
                        .option("--innodb-flush-log-at-trx-commit=0")
                        .option("--sync-binlog=0")
                        .start()) {
            donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
            create(donor, tables);
            create(server, tables / 2);
            long begin = System.nanoTime();
            TestClone clone =
                    TestClone.from(donor.port(), server.dataDir()).inPlace().commit(Commit.LATER);
            Future<CloneResult> result = clone.start();
            while (data(clone.running().progress()) == 0 && !result.isDone()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            tell(tables, "first byte", begin);
            assertThat(result.get().files()).isGreaterThan(tables);
            tell(tables, "received and verified", begin);
            server.stop();
            long stopped = System.nanoTime();
            TestCommit.commit(server.dataDir());
            tell(tables, "commit", stopped);
            long committed = System.nanoTime();
            server.start();
            tell(tables, "mysqld's start on it", committed);
            CloneAssertions.assertSameAs(donor, server);
        }
    }

    private static long data(Progress progress) {
        return progress.stages().stream()
                .mapToLong(Progress.StageProgress::data)
                .sum();
    }

    private static void tell(int tables, String what, long since) {
        System.out.printf("%d tables, %s: %.1f s%n", tables, what, (System.nanoTime() - since) / 1e9);
    }

    private static void create(MysqlServer server, int tables) {
        server.execute("CREATE SCHEMA d");
        int each = tables / SESSIONS;
        List<CompletableFuture<Void>> sessions = IntStream.range(0, SESSIONS)
                .mapToObj(session -> CompletableFuture.runAsync(
                        () -> create(server, session * each, each), Thread::startVirtualThread))
                .toList();
        sessions.forEach(CompletableFuture::join);
    }

    private static void create(MysqlServer server, int first, int count) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_log_bin = OFF");
            for (int i = first; i < first + count; i++) {
                statement.execute("CREATE TABLE d.t" + i + " (a INT PRIMARY KEY)");
                statement.execute("INSERT INTO d.t" + i + " VALUES (" + i + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
