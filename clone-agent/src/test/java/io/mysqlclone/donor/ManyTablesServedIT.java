package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.ManyTables;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The directory of a stopped server with very many tables, to a stock server, to an agent, and without a wire. With {@code
 * -Dtest.soak} ten thousand; {@code -Dtest.tables=N} says how many, and what each part took is printed.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class ManyTablesServedIT {
    private static final int USUALLY = 1_200;
    private static final int MANY = 10_000;
    private static final String PAGES = "--innodb-page-size=4k";

    @TempDir
    private Path scratch;

    private interface Part {
        void run() throws Exception;
    }

    @Test
    void areCloned() throws Exception {
        int tables = Integer.getInteger("test.tables", Integer.getInteger("test.soak", 0) > 0 ? MANY : USUALLY);
        // Not durable, but quick; it says nothing about the clone.
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .donor()
                .option(PAGES)
                .option("--innodb-flush-log-at-trx-commit=0")
                .option("--sync-binlog=0")
                .start()) {
            timed(tables, "made", () -> ManyTables.create(server, tables));
            StoppedServer stopped = StoppedServer.stop(server);
            try (Served served = Served.directory(stopped.dataDir())) {
                timed(tables, "to a stock server", () -> stock(served));
                timed(tables, "to an agent", () -> {
                    CloneResult result = new CloneRun(
                                    CloneEngines.standard(),
                                    CloneRequests.from(served.endpoint())
                                            .connections(4)
                                            .into(scratch.resolve("agent")),
                                    event -> {})
                            .run();
                    assertThat(result.files()).isGreaterThan(tables);
                });
            }
            timed(tables, "without a wire", () -> local(stopped.dataDir()));
            for (String copy : List.of("stock", "agent", "local")) {
                timed(
                        tables,
                        copy + ", started and compared",
                        () -> stopped.assertServes(
                                MysqlServer.builder(Files.createDirectory(scratch.resolve(copy + "-run")))
                                        .dataDir(scratch.resolve(copy))
                                        .donor()
                                        .option(PAGES)));
            }
        }
    }

    private void stock(Served served) throws Exception {
        try (MysqlServer recipient = MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .option(PAGES)
                .start()) {
            recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port() + "'");
            recipient.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                    + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + scratch.resolve("stock") + "'");
        }
    }

    private void local(Path source) throws Exception {
        var request = new CloneRequest(
                new CloneRequest.Source.Directory(source),
                new CloneRequest.Target(scratch.resolve("local"), false, List.of()),
                new CloneRequest.Concurrency.Fixed(4),
                Limits.NONE,
                new CloneRequest.DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                true,
                CloneRequest.MIN_BUFFER_SIZE,
                CloneRequest.Commit.IF_STOPPED);
        new CloneRun(
                        CloneEngines.standard(),
                        request,
                        () -> List.of(StaticDonor.open(Settings.of(source))),
                        event -> {})
                .run();
    }

    private static void timed(int tables, String what, Part part) throws Exception {
        long begin = System.nanoTime();
        part.run();
        System.out.printf("%d tables, %s: %.1f s%n", tables, what, (System.nanoTime() - begin) / 1e9);
    }
}
