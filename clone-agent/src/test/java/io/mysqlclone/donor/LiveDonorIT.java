package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.DdlStorm;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clones of a server that runs, is written to, changes its tables, and has no clone plugin. Each ends with a server that was
 * started on it: it has exactly the transactions of the point, and has what the other has when it has caught up.
 */
final class LiveDonorIT {
    @TempDir
    static Path scratch;

    private final LiveCopies copies = new LiveCopies(scratch);

    @ParameterizedTest
    @EnumSource(
            value = LiveCopies.Recipient.class,
            names = {"LOCAL", "STOCK"})
    void whatIsEncrypted(LiveCopies.Recipient recipient) throws Exception {
        Path home = Files.createDirectory(scratch.resolve("encrypted-" + recipient));
        Keyring keyring = Keyring.in(Files.createDirectory(home.resolve("keys")));
        Keyring other = Keyring.in(Files.createDirectory(home.resolve("other-keys")));
        try (MysqlServer server = MysqlServer.builder(home)
                        .replicated()
                        .keyring(keyring)
                        .option("--innodb-redo-log-encrypt=ON")
                        .option("--innodb-undo-log-encrypt=ON")
                        .option("--table-encryption-privilege-check=OFF")
                        .start();
                MysqlServer stock = MysqlServer.builder(Files.createDirectory(home.resolve("stock")))
                        .plugin("mysql_clone.so")
                        .keyring(other)
                        .start()) {
            SampleData.in("sample").mebibytes(10).encrypted().createIn(server);
            server.execute("ALTER TABLESPACE mysql ENCRYPTION = 'Y'");
            CloneRequests.allowCloning(server);
            DdlStorm storm = DdlStorm.prepare(server, "storm");
            Path copy = scratch.resolve("encrypted-copy-" + recipient);
            List<CaptureReport> points;
            storm.start(EnumSet.of(DdlStorm.Step.ENCRYPTION, DdlStorm.Step.CREATE, DdlStorm.Step.DROP));
            try (Beside beside = Beside.server(server, Optional.of(keyring.keys()));
                    WriteLoad load = WriteLoad.start(server, "load", 2, 100)) {
                server.execute("CREATE TABLE storm.late (a INT PRIMARY KEY) ENCRYPTION = 'Y'");
                load.awaitTransactions(30);
                server.execute("ALTER INSTANCE ROTATE INNODB MASTER KEY");
                copies.copyTo(copy, recipient, beside, server, stock);
                points = List.copyOf(beside.points());
            } finally {
                storm.close();
            }
            copies.requireExact(
                    server, copy, points.getLast(), MysqlServer.builder(scratch).keyring(other));
        }
    }

    @Test
    void withoutGtidsReplicationGoesOnFromThePosition() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("positions")))
                .option("--gtid-mode=OFF")
                .option("--log-bin=binlog")
                .option("--server-id=77")
                .start()) {
            SampleData.in("sample").mebibytes(10).createIn(server);
            Path copy = scratch.resolve("positions-copy");
            CaptureReport point;
            try (Beside beside = Beside.server(server);
                    WriteLoad load = WriteLoad.start(server, "load", 4)) {
                load.awaitTransactions(100);
                LiveCopies.copyLocally(copy, beside, server);
                load.awaitTransactions(50);
                point = beside.points().getLast();
            }
            // Without DDL all but the point itself is done without the lock.
            assertThat(point.attempts()).isEqualTo(1);
            try (MysqlServer clone = MysqlServer.builder(scratch)
                    .dataDir(copy)
                    .option("--gtid-mode=OFF")
                    .option("--server-id=78")
                    .plugin("mysql_clone.so")
                    .start()) {
                List<String> position = clone.query(
                                "SELECT BINLOG_FILE, BINLOG_POSITION FROM performance_schema.clone_status")
                        .getFirst();
                assertThat(position)
                        .containsExactly(
                                point.point().binaryLog().orElseThrow().file(),
                                String.valueOf(
                                        point.point().binaryLog().orElseThrow().offset()));
                clone.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + server.port()
                        + ", SOURCE_USER = 'root', SOURCE_PASSWORD = '', SOURCE_LOG_FILE = '" + position.getFirst()
                        + "', SOURCE_LOG_POS = " + position.getLast() + "; START REPLICA");
                List<String> end = server.query("SHOW BINARY LOG STATUS").getFirst();
                assertThat(clone.sql()
                                .value("SELECT SOURCE_POS_WAIT('" + end.getFirst() + "', " + end.get(1) + ", 60) >= 0"))
                        .isEqualTo("1");
                clone.execute("STOP REPLICA; RESET REPLICA ALL");
                CloneAssertions.assertSameTables(server.checksums(), clone.checksums());
                WriteLoad.assertConsistent(clone.sql(), "load");
            }
        }
    }

    @Test
    void preparedTransactionsArePreparedInTheClone() throws Exception {
        try (MysqlServer server = copies.server("xa").start()) {
            server.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY)");
            server.execute("XA START 'one'; INSERT INTO d.t VALUES (1); XA END 'one'; XA PREPARE 'one'");
            Path copy = scratch.resolve("xa-copy");
            CaptureReport point;
            try (Beside beside = Beside.server(server);
                    WriteLoad load = WriteLoad.start(server, "load", 2, 100)) {
                load.awaitTransactions(20);
                LiveCopies.copyLocally(copy, beside, server);
                point = beside.points().getLast();
            }
            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                assertThat(clone.gtidExecuted()).isEqualTo(point.point().gtidExecuted());
                assertThat(clone.query("XA RECOVER").getFirst()).contains("one");
                server.execute("XA COMMIT 'one'");
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            }
        }
    }

    @Test
    void fourRecipientsShareOnePointAndOneScan() throws Exception {
        try (MysqlServer server = copies.server("four").start();
                MysqlServer stock1 = copies.stock("four-stock-1");
                MysqlServer stock2 = copies.stock("four-stock-2");
                ExecutorService threads = Executors.newCachedThreadPool()) {
            SampleData.in("sample").mebibytes(60).createIn(server);
            CloneRequests.allowCloning(server);
            List<Path> made = new ArrayList<>();
            List<CaptureReport> points;
            try (Beside beside = Beside.server(server);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    WriteLoad load = WriteLoad.start(server, "load", 4, 100)) {
                List<Future<?>> clones = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Path copy = scratch.resolve("four-copy-" + i);
                    made.add(copy);
                    MysqlServer stock = i == 0 ? stock1 : stock2;
                    clones.add(threads.submit(
                            i < 2
                                    ? () -> LiveCopies.stockClone(stock, served, copy)
                                    : () -> {
                                        new CloneRun(
                                                        CloneEngines.standard(),
                                                        CloneRequests.from(served.endpoint())
                                                                .into(copy),
                                                        event -> {})
                                                .run();
                                        return null;
                                    }));
                }
                for (Future<?> clone : clones) {
                    clone.get();
                }
                load.awaitTransactions(20);
                points = List.copyOf(beside.points());
            }
            assertThat(points.stream().mapToInt(CaptureReport::recipients).sum())
                    .isEqualTo(4);
            for (Path copy : made) {
                try (MysqlServer clone =
                        MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                    String gtids = clone.gtidExecuted();
                    assertThat(points)
                            .anyMatch(report -> report.point().gtidExecuted().equals(gtids));
                    WriteLoad.assertConsistent(clone.sql(), "load");
                    CloneAssertions.assertSameAfterCatchingUp(server, clone);
                }
            }
        }
    }

    @Test
    void inPlaceOfAnotherServersData() throws Exception {
        try (MysqlServer server = copies.server("source").start();
                MysqlServer other = MysqlServer.builder(Files.createDirectory(scratch.resolve("in-place")))
                        .donor()
                        .start()) {
            SampleData.in("sample").mebibytes(10).createIn(server);
            CloneRequests.allowCloning(server);
            other.execute("CREATE SCHEMA old; CREATE TABLE old.t (a INT PRIMARY KEY)");
            List<CaptureReport> points;
            try (Beside beside = Beside.server(server);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    WriteLoad load = WriteLoad.start(server, "load", 2, 100)) {
                load.awaitTransactions(20);
                other.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port() + "'");
                // Nobody is there to start it again (3707), which is not a failure of the clone.
                assertThatThrownBy(() -> other.execute(
                                "CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port() + " IDENTIFIED BY 'secret'"))
                        .hasMessageContaining("3707");
                points = List.copyOf(beside.points());
            }
            other.awaitExit(Duration.ofMinutes(1));
            other.start();
            assertThat(other.gtidExecuted()).isEqualTo(points.getLast().point().gtidExecuted());
            CloneAssertions.assertSameAfterCatchingUp(server, other);
        }
    }

    /** Pages that are written while their file is read, on a server whose log goes no further. */
    @Test
    void whatAServerHasNotWrittenYetThatDoesNothingElse() throws Exception {
        try (MysqlServer server = copies.server(
                        "dirty", "--innodb-max-dirty-pages-pct=99", "--innodb-max-dirty-pages-pct-lwm=0")
                .start()) {
            server.execute("INSTALL COMPONENT 'file://component_mysqlbackup';"
                    + "CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY, b VARCHAR(4000))");
            for (int round = 0; round < 3; round++) {
                // Counters of the dictionary are written at a checkpoint, and go on the log.
                server.execute("SELECT innodb_redo_log_sharp_checkpoint()");
                server.execute("INSERT INTO d.t VALUES (" + round + ", REPEAT('x', 4000)), (" + (100 + round)
                        + ", REPEAT('y', 4000))");
                awaitQuiet(server);
                Path copy = scratch.resolve("dirty-copy-" + round);
                CaptureReport point;
                try (Beside beside = Beside.server(server)) {
                    LiveCopies.copyLocally(copy, beside, server);
                    point = beside.points().getLast();
                }
                copies.requireExact(server, copy, point, MysqlServer.builder(scratch));
            }
        }
    }

    /** The log does not grow by itself any more. */
    private static void awaitQuiet(MysqlServer server) {
        String end = "SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME ="
                + " 'Innodb_redo_log_current_lsn'";
        Awaitility.await().pollInterval(Duration.ofSeconds(1)).until(() -> {
            String before = server.sql().value(end);
            Thread.sleep(1500);
            return server.sql().value(end).equals(before);
        });
    }

    @Test
    void nothingStaysOnTheServer() throws Exception {
        try (MysqlServer server = copies.server("clean").start()) {
            SampleData.in("sample").mebibytes(5).createIn(server);
            try (Beside beside = Beside.server(server)) {
                assertThatThrownBy(() -> Beside.server(server)).hasMessageContaining("another clone-agent is beside");
                LiveCopies.copyLocally(scratch.resolve("clean-copy"), beside, server);
            }
            requireClean(server, "root");
        }
    }

    /** No tracking, no session, no list of pages; the redo log's consumer goes with its session. */
    static void requireClean(MysqlServer server, String user) throws IOException {
        assertThat(server.query("SELECT mysqlbackup_page_track_get_start_lsn(), @@GLOBAL.mysqlbackup.backupid")
                        .getFirst())
                .containsExactly("0", "");
        // The last of them end while the donor is being closed.
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.sql()
                                .value("SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_USER = '"
                                        + user + "' AND PROCESSLIST_ID <> CONNECTION_ID()"))
                        .isEqualTo("0"));
        Path lists = server.dataDir().resolve("#meb");
        if (Files.exists(lists)) {
            try (var left = Files.list(lists)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
