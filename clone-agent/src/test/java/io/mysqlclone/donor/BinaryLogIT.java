package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a running server with its binary logs: such a clone is a source with the history of its donor. */
final class BinaryLogIT {
    @TempDir
    static Path scratch;

    private static MysqlServerBuilder server(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name))).replicated();
    }

    /** Some logs, the oldest purged, and transactions that are in no table of InnoDB's. */
    private static void fill(MysqlServer server) {
        SampleData.in("sample").mebibytes(5).createIn(server);
        CloneRequests.allowCloning(server);
        server.execute("FLUSH BINARY LOGS; CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); FLUSH BINARY LOGS");
        for (int i = 0; i < 200; i++) {
            server.execute("INSERT INTO d.t VALUES (" + i + ")");
        }
        server.execute("FLUSH BINARY LOGS; DROP TABLE IF EXISTS d.nothing; FLUSH BINARY LOGS");
        server.execute("PURGE BINARY LOGS TO '" + logs(server).get(1) + "'");
    }

    private static List<String> logs(MysqlServer server) {
        return server.query("SHOW BINARY LOGS").stream().map(List::getFirst).toList();
    }

    private static CaptureReport copy(MysqlServer server, Path copy, DonorSource.Logs logs, boolean wire)
            throws Exception {
        try (Beside beside = Beside.server(server, Optional.empty(), logs);
                WriteLoad load = WriteLoad.start(server, "load", 4, 100)) {
            load.awaitTransactions(50);
            if (wire) {
                try (Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)))) {
                    overWire(served.endpoint(), copy);
                }
            } else {
                var request = new CloneRequest(
                        new CloneRequest.Source.Directory(server.dataDir()),
                        new CloneRequest.Target(copy, false, List.of()),
                        new CloneRequest.Concurrency.Fixed(2),
                        new Limits(0, 0),
                        new CloneRequest.DdlPolicy(Duration.ZERO, false),
                        Duration.ZERO,
                        Duration.ZERO,
                        true,
                        CloneRequest.MIN_BUFFER_SIZE,
                        CloneRequest.Commit.IF_STOPPED);
                new CloneRun(CloneEngines.with(true, false), request, beside::engines, event -> {}).run();
            }
            load.awaitTransactions(20);
            return beside.points().getLast();
        }
    }

    private static void overWire(Endpoint endpoint, Path copy) throws Exception {
        new CloneRun(
                        CloneEngines.with(true, false),
                        CloneRequests.from(endpoint).into(copy),
                        event -> {})
                .run();
    }

    /** A replica of the clone that has nothing gets the donor's whole history from it. */
    @Test
    void allLogsMakeASourceWithHistory() throws Exception {
        try (MysqlServer server = server("all").start()) {
            fill(server);
            List<String> before = logs(server);
            Path copy = scratch.resolve("all-copy");

            CaptureReport point = copy(server, copy, DonorSource.Logs.ALL, true);

            String last = point.point().binaryLog().orElseThrow().file();
            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                assertThat(clone.gtidExecuted()).isEqualTo(point.point().gtidExecuted());
                assertThat(logs(clone))
                        .startsWith(before.toArray(String[]::new))
                        .contains(last);
                requireSameBytes(server, clone, logs(clone), last);
                requireSameEvents(server, clone, before.get(1));
                assertThat(clone.sql().value("SELECT @@GLOBAL.gtid_purged")).isEqualTo(purgedOf(server));
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            }
        }
    }

    private static String purgedOf(MysqlServer server) {
        return server.sql().value("SELECT @@GLOBAL.gtid_purged");
    }

    /** Up to the point, and but for the flag that says whether a log is in use. */
    private static void requireSameBytes(MysqlServer server, MysqlServer clone, List<String> names, String last)
            throws IOException {
        for (String name : names) {
            byte[] mine = Files.readAllBytes(clone.dataDir().resolve(name));
            byte[] theirs = Files.readAllBytes(server.dataDir().resolve(name));
            mine[21] = theirs[21];
            assertThat(mine.length).isLessThanOrEqualTo(theirs.length);
            assertThat(mine).as(name).isEqualTo(Arrays.copyOf(theirs, mine.length));
            if (name.equals(last)) {
                return;
            }
            assertThat(mine).as(name).hasSameSizeAs(theirs);
        }
    }

    private static void requireSameEvents(MysqlServer server, MysqlServer clone, String log) {
        String events = "SHOW BINLOG EVENTS IN '" + log + "'";
        assertThat(clone.query(events)).isEqualTo(server.query(events));
    }

    @Test
    void theCurrentLogAlone() throws Exception {
        try (MysqlServer server = server("current").start()) {
            fill(server);
            Path copy = scratch.resolve("current-copy");

            CaptureReport point = copy(server, copy, DonorSource.Logs.CURRENT, false);

            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                assertThat(clone.gtidExecuted()).isEqualTo(point.point().gtidExecuted());
                assertThat(logs(clone))
                        .startsWith(point.point().binaryLog().orElseThrow().file());
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            }
        }
    }

    /** The logs of a point are open: what the server does with theirs afterwards is its own affair. */
    @Test
    void purgedWhileTheyAreCopiedAndTheConnectionIsLost() throws Exception {
        try (MysqlServer server = server("purged").start()) {
            fill(server);
            server.execute("CREATE TABLE d.big (a INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB)");
            for (int i = 0; i < 24; i++) {
                server.execute("INSERT INTO d.big (b) VALUES (REPEAT('" + i + "', 1000000))");
            }
            List<String> before = logs(server);
            Path copy = scratch.resolve("purged-copy");
            List<CloneEvent> events = new CopyOnWriteArrayList<>();
            try (Beside beside = Beside.server(server, Optional.empty(), DonorSource.Logs.ALL);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    FaultProxy proxy = FaultProxy.to(served.port())) {
                Thread purge = Thread.ofPlatform().start(() -> {
                    // Behind the point: cut in the middle of the logs, of which 24 MB are on their way.
                    Awaitility.await()
                            .pollInterval(Duration.ofMillis(20))
                            .atMost(Duration.ofMinutes(1))
                            .until(() -> sendsLogs(served));
                    server.execute("FLUSH BINARY LOGS; PURGE BINARY LOGS TO '"
                            + logs(server).getLast() + "'");
                    proxy.cutAll(Fault.Cut.RST);
                });
                new CloneRun(
                                CloneEngines.with(true, false),
                                CloneRequests.from(new Endpoint.Tcp("127.0.0.1", proxy.port()))
                                        .limits(new Limits(20 << 20, 0))
                                        .into(copy),
                                events::add)
                        .run();
                purge.join();
            }
            assertThat(events).hasAtLeastOneElementOfType(CloneEvent.Reconnected.class);
            assertThat(logs(server)).doesNotContainAnyElementsOf(before);
            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                assertThat(logs(clone)).containsAll(before);
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            }
        }
    }

    private static boolean sendsLogs(Served served) {
        return served.donor().progress().stream()
                .anyMatch(recipient -> recipient.stage().equals("BINARY LOG"));
    }

    @Test
    void whoNamesInnodbOnlyGetsThatOnly() throws Exception {
        try (MysqlServer server = server("both").start();
                MysqlServer stock = MysqlServer.builder(Files.createDirectory(scratch.resolve("stock")))
                        .plugin("mysql_clone.so")
                        .start()) {
            fill(server);
            Path ours = scratch.resolve("both-ours");
            Path theirs = scratch.resolve("both-theirs");
            try (Beside beside = Beside.server(server, Optional.empty(), DonorSource.Logs.ALL);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)))) {
                stock.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + served.port()
                        + "'; CLONE INSTANCE FROM cloner@127.0.0.1:" + served.port()
                        + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + theirs + "'");
                new CloneRun(
                                CloneEngines.standard(),
                                CloneRequests.from(served.endpoint()).into(ours),
                                event -> {})
                        .run();
            }
            for (Path copy : List.of(ours, theirs)) {
                try (Stream<Path> files = Files.list(copy)) {
                    assertThat(files.map(file -> file.getFileName().toString()))
                            .noneMatch(name -> name.contains("binlog") || name.contains("bin."));
                }
                try (MysqlServer clone =
                        MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                    CloneAssertions.assertSameAfterCatchingUp(server, clone);
                }
            }
        }
    }

    @Test
    void aServerWithoutAnAgentHasNoneToGive() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("plain")))
                .donor()
                .start()) {
            CloneRequests.allowCloning(server);
            Path copy = scratch.resolve("plain-copy");

            CloneFailure failure = Objects.requireNonNull(catchThrowableOfType(
                    CloneFailure.class, () -> overWire(new Endpoint.Tcp("127.0.0.1", server.port()), copy)));

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure)
                    .hasMessage("the donor gives no binlog: a clone with binary logs needs clone-agent serve --server"
                            + " there, with --with-binary-logs");
        }
    }

    @Test
    void logsThatCannotBeGivenAreRefusedAtTheBeginning() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("none")))
                .option("--skip-log-bin")
                .start()) {
            assertThatThrownBy(() -> Beside.server(server, Optional.empty(), DonorSource.Logs.ALL))
                    .hasMessageContaining("log_bin=OFF");
        }
    }
}
