package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.run.DonorSource;
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
import io.mysqlclone.testbed.WriteLoad;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a running server with its tables of MyISAM, MERGE, CSV and ARCHIVE. */
final class UnloggedTablesIT {
    private static final DonorSource.Besides TABLES = new DonorSource.Besides(DonorSource.Logs.NONE, true);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    static Path scratch;

    private static MysqlServerBuilder server(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .option("--symbolic-links=1")
                .replicated();
    }

    private static void fill(MysqlServer server, Path elsewhere) throws IOException {
        CloneRequests.allowCloning(server);
        Files.createDirectory(elsewhere);
        server.execute("CREATE SCHEMA d; CREATE SCHEMA nothing; CREATE SCHEMA `s-ö`;"
                + "CREATE TABLE d.inno (a INT PRIMARY KEY, b TEXT); INSERT INTO d.inno VALUES (1, 'x');"
                + "CREATE TABLE d.words (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(100), FULLTEXT (b))"
                + " ENGINE = MyISAM; INSERT INTO d.words (b) VALUES ('hello world'), ('nothing else');"
                + "CREATE TABLE d.`a-b` (a INT NOT NULL, b VARCHAR(20) NOT NULL) ENGINE = CSV;"
                + "INSERT INTO d.`a-b` VALUES (1, 'one'), (2, 'two');"
                + "CREATE TABLE d.`ä` (a INT PRIMARY KEY) ENGINE = MyISAM; INSERT INTO d.`ä` VALUES (7);"
                + "CREATE TABLE d.`a.b` (a INT PRIMARY KEY) ENGINE = MyISAM; INSERT INTO d.`a.b` VALUES (8);"
                + "CREATE TABLE d.old (a INT, b VARCHAR(30)) ENGINE = ARCHIVE;"
                + "INSERT INTO d.old VALUES (1, 'a'), (2, 'b');"
                + "CREATE TABLE d.m1 (a INT) ENGINE = MyISAM; CREATE TABLE `s-ö`.m2 (a INT) ENGINE = MyISAM;"
                + "INSERT INTO d.m1 VALUES (1); INSERT INTO `s-ö`.m2 VALUES (2);"
                + "CREATE TABLE d.both (a INT) ENGINE = MERGE UNION = (d.m1, `s-ö`.m2) INSERT_METHOD = LAST;"
                + "CREATE TABLE d.linked (a INT) ENGINE = MyISAM DATA DIRECTORY = '" + elsewhere + "';"
                + "INSERT INTO d.linked VALUES (5);"
                + "CREATE TABLE mysql.mine (a INT) ENGINE = MyISAM; INSERT INTO mysql.mine VALUES (6);"
                + "CREATE TABLE d.void (a INT) ENGINE = BLACKHOLE;"
                + "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON; SELECT 'logged'");
    }

    private static Map<String, String> checks(MysqlServer server) {
        Map<String, String> checks = new TreeMap<>();
        List<List<String>> tables = server.query("SELECT CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') FROM"
                + " information_schema.TABLES WHERE ENGINE IN ('MyISAM', 'CSV', 'ARCHIVE', 'MRG_MYISAM')");
        for (List<String> table : tables) {
            checks.put(
                    table.getFirst(),
                    server.query("CHECK TABLE " + table.getFirst()).getLast().get(3));
        }
        return checks;
    }

    private static void requireGood(MysqlServer clone) {
        assertThat(checks(clone))
                .isNotEmpty()
                .allSatisfy((table, verdict) -> assertThat(verdict).as(table).isEqualTo("OK"));
        assertThat(clone.errorLog()).doesNotContain("MY-013461");
        // What a server logs to works from the beginning.
        clone.execute("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON; SELECT 'seen';"
                + " SET GLOBAL general_log = OFF");
        assertThat(clone.sql().value("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '%logged%'"))
                .isEqualTo("0");
        assertThat(clone.sql().value("SELECT COUNT(*) > 0 FROM mysql.general_log"))
                .isEqualTo("1");
    }

    private static void overWire(Endpoint endpoint, Path copy) throws Exception {
        new CloneRun(
                        CloneEngines.with(false, true),
                        CloneRequests.from(endpoint).into(copy),
                        event -> {})
                .run();
    }

    private static void locally(MysqlServer server, Beside beside, Path copy) throws Exception {
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
        new CloneRun(CloneEngines.with(false, true), request, beside::engines, event -> {}).run();
    }

    private static MysqlServer started(Path copy) {
        return MysqlServer.builder(scratch).dataDir(copy).replicated().start();
    }

    @Test
    void tablesOfEachEngineAndName() throws Exception {
        try (MysqlServer server = server("kinds").start()) {
            Path elsewhere = scratch.resolve("kinds-elsewhere");
            fill(server, elsewhere);
            Path wire = scratch.resolve("kinds-wire");
            Path local = scratch.resolve("kinds-local");
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)))) {
                overWire(served.endpoint(), wire);
                // Nothing stays locked.
                server.execute("INSERT INTO d.words (b) VALUES ('written behind the point')");
            }
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND)) {
                locally(server, beside, local);
            }
            assertThat(Files.isSymbolicLink(server.dataDir().resolve("d/linked.MYD")))
                    .isTrue();
            for (Path copy : List.of(wire, local)) {
                assertThat(Files.isRegularFile(copy.resolve("d/linked.MYD"), LinkOption.NOFOLLOW_LINKS))
                        .isTrue();
                try (MysqlServer clone = started(copy)) {
                    requireGood(clone);
                    assertThat(clone.query("SHOW SCHEMAS LIKE 'nothing'")).hasSize(1);
                    clone.execute("CREATE TABLE nothing.t (a INT) ENGINE = MyISAM; DROP SCHEMA nothing");
                    assertThat(clone.query("SELECT a FROM d.words WHERE MATCH (b) AGAINST ('+world' IN BOOLEAN MODE)"))
                            .hasSize(1);
                    assertThat(clone.query("SELECT a FROM d.both ORDER BY a"))
                            .isEqualTo(List.of(List.of("1"), List.of("2")));
                    assertThat(clone.sql().value("SELECT a FROM mysql.mine")).isEqualTo("6");
                    clone.execute(
                            "INSERT INTO d.both VALUES (3); INSERT INTO d.linked VALUES (9);"
                                    + " INSERT INTO d.void VALUES (1); INSERT INTO d.`ä` VALUES (9); DROP TABLE d.`a.b`, d.void");
                    CloneAssertions.assertHealthyRestart(clone);
                }
            }
        }
    }

    /**
     * Whatever a statement has written to a table is in the clone if, and only if, its transaction is in the clone's set: else
     * replication meets a duplicate key, or a row that is not there.
     */
    @Test
    void eachStatementIsWhollyInOrWhollyOut() throws Exception {
        try (MysqlServer server = server("exact").start()) {
            CloneRequests.allowCloning(server);
            List<Path> copies = new ArrayList<>();
            try (WriteLoad load = WriteLoad.start(server, "load", 2, 100);
                    TableLoad tables = new TableLoad(server, 4)) {
                load.awaitTransactions(50);
                for (int i = 0; i < 3; i++) {
                    Path copy = scratch.resolve("exact-" + i);
                    copies.add(copy);
                    try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND)) {
                        locally(server, beside, copy);
                    }
                    load.awaitTransactions(20);
                }
                assertThat(tables.failures()).isEmpty();
            }
            for (Path copy : copies) {
                try (MysqlServer clone = started(copy)) {
                    assertThat(checks(clone))
                            .allSatisfy((table, verdict) ->
                                    assertThat(verdict).as(table).isEqualTo("OK"));
                    CloneAssertions.assertSameAfterCatchingUp(server, clone);
                }
            }
        }
    }

    @Test
    void whoNamesInnodbOnlyGetsThatOnlyAndLocksNothing() throws Exception {
        try (MysqlServer server = server("both").start();
                MysqlServer stock = MysqlServer.builder(Files.createDirectory(scratch.resolve("stock")))
                        .plugin("mysql_clone.so")
                        .start()) {
            fill(server, scratch.resolve("both-elsewhere"));
            Path ours = scratch.resolve("both-ours");
            Path theirs = scratch.resolve("both-theirs");
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    Connection writer = server.connect();
                    var statement = writer.createStatement()) {
                statement.execute("LOCK TABLES d.words WRITE");
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
                try (MysqlServer clone = started(copy)) {
                    assertThat(clone.sql().value("SELECT COUNT(*) FROM d.words"))
                            .isEqualTo("0");
                    assertThat(clone.sql().value("SELECT COUNT(*) FROM d.inno")).isEqualTo("1");
                }
            }
        }
    }

    @Test
    void aTableThatIsInUseIsNamedAndNobodyWaitsForLong() throws Exception {
        try (MysqlServer server = server("used").start()) {
            fill(server, scratch.resolve("used-elsewhere"));
            Path copy = scratch.resolve("used-copy");
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, Duration.ofMillis(600), 3);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    Connection writer = server.connect();
                    var statement = writer.createStatement();
                    var meanwhile = new SlowestWrite(server)) {
                statement.execute("LOCK TABLES d.`a.b` WRITE");

                CloneFailure failure = Objects.requireNonNull(
                        catchThrowableOfType(CloneFailure.class, () -> overWire(served.endpoint(), copy)));

                assertThat(failure)
                        .hasMessageContaining("in 3 attempts")
                        .hasMessageContaining("the table d.a.b is in use by a statement or a transaction")
                        .hasMessageContaining("--with-unlogged-tables");
                assertThat(meanwhile.longest()).isLessThan(Duration.ofSeconds(3));
                statement.execute("UNLOCK TABLES");
                assertThat(server.query("SELECT OBJECT_NAME FROM performance_schema.metadata_locks WHERE LOCK_TYPE ="
                                + " 'SHARED_NO_WRITE' OR OBJECT_TYPE = 'BACKUP LOCK'"))
                        .isEmpty();
            }
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND)) {
                locally(server, beside, scratch.resolve("used-then"));
            }
        }
    }

    @Test
    void aTableThatIsTooBigAndWrittenToAllTheTimeIsNamed() throws Exception {
        try (MysqlServer server = server("big").start()) {
            CloneRequests.allowCloning(server);
            server.execute("CREATE SCHEMA d; CREATE TABLE d.words (b TEXT) ENGINE = MyISAM;"
                    + "CREATE TABLE d.big (a LONGTEXT) ENGINE = MyISAM");
            for (int i = 0; i < 12; i++) {
                server.execute("INSERT INTO d.big VALUES (REPEAT('x', 16000000))");
            }
            AtomicBoolean stopped = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!stopped.get()) {
                    server.execute("INSERT INTO d.big VALUES ('y')");
                }
            });
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, Duration.ofMillis(60), 1);
                    var meanwhile = new SlowestWrite(server)) {
                String said = "";
                // With so little time a point fails for other reasons too, where the machine is busy.
                for (int i = 0; i < 20 && !said.contains("tables without a log"); i++) {
                    Path copy = scratch.resolve("big-copy" + i);
                    CloneFailure failure =
                            catchThrowableOfType(CloneFailure.class, () -> locally(server, beside, copy));
                    said = failure == null ? "cloned" : String.valueOf(failure.getMessage());
                }
                assertThat(said)
                        .contains("in 1 attempts")
                        .containsPattern(
                                "the file d/big.MYD of 1\\d\\d MiB was written to|the table d.big is in use|2 such as d")
                        .contains("--with-unlogged-tables");
                assertThat(meanwhile.longest()).isLessThan(Duration.ofSeconds(3));
            } finally {
                stopped.set(true);
                writer.join();
            }
        }
    }

    /** The copies of a point outlive the lock: what the server does with its tables afterwards is its own affair. */
    @Test
    void goesOnAtTheByteWhenTheConnectionIsLost() throws Exception {
        try (MysqlServer server = server("cut").start()) {
            fill(server, scratch.resolve("cut-elsewhere"));
            server.execute("CREATE TABLE d.big (a LONGBLOB) ENGINE = MyISAM");
            for (int i = 0; i < 24; i++) {
                server.execute("INSERT INTO d.big VALUES (REPEAT('" + i + "', 1000000))");
            }
            Path copy = scratch.resolve("cut-copy");
            List<CloneEvent> events = new CopyOnWriteArrayList<>();
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND);
                    Served served = Served.engines(beside.engines(), Served.limits(Duration.ofMinutes(5)));
                    FaultProxy proxy = FaultProxy.to(served.port())) {
                Thread cut = Thread.ofPlatform().start(() -> {
                    Awaitility.await()
                            .pollInterval(Duration.ofMillis(20))
                            .atMost(Duration.ofMinutes(1))
                            .until(() -> served.donor().progress().stream()
                                    .anyMatch(recipient -> recipient.stage().equals("TABLE FILES")));
                    server.execute("INSERT INTO d.big VALUES ('late'); INSERT INTO d.m1 VALUES (77)");
                    proxy.cutAll(Fault.Cut.RST);
                });
                new CloneRun(
                                CloneEngines.with(false, true),
                                CloneRequests.from(new Endpoint.Tcp("127.0.0.1", proxy.port()))
                                        .limits(new Limits(20 << 20, 0))
                                        .into(copy),
                                events::add)
                        .run();
                cut.join();
            }
            assertThat(events).hasAtLeastOneElementOfType(CloneEvent.Reconnected.class);
            try (MysqlServer clone = started(copy)) {
                assertThat(clone.sql().value("SELECT COUNT(*) FROM d.big")).isEqualTo("24");
                CloneAssertions.assertSameAfterCatchingUp(server, clone);
            }
        }
    }

    /** Nothing makes a server empty its tables then: it may end at any moment of its first start, and start again. */
    @Test
    void aServerThatIsKilledInItsFirstStartKeepsTheRows() throws Exception {
        try (MysqlServer server = server("killed").start()) {
            fill(server, scratch.resolve("killed-elsewhere"));
            Path copy = scratch.resolve("killed-copy");
            try (Beside beside = Beside.server(server, Optional.empty(), TABLES, A_SECOND)) {
                locally(server, beside, copy);
            }
            for (String sign : List.of("#clone/#status_recovery", "#innodb_temp", "auto.cnf")) {
                KilledStart.of(copy, scratch, copy.resolve(sign));
            }
            try (MysqlServer clone = started(copy)) {
                requireGood(clone);
                CloneAssertions.assertSameTables(server.checksums(), clone.checksums());
            }
        }
    }

    /** A start of mysqld that ends as soon as a file is seen. */
    private static final class KilledStart {
        static void of(Path dataDir, Path scratch, Path sign) throws Exception {
            Thread killer = Thread.ofPlatform().start(() -> {
                while (!Files.exists(sign)) {
                    Thread.onSpinWait();
                }
                ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .commandLine()
                                .filter(line -> line.contains("--datadir=" + dataDir + " ")
                                        || line.contains("--datadir=" + dataDir))
                                .isPresent())
                        .forEach(ProcessHandle::destroyForcibly);
            });
            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(dataDir).replicated().start()) {
                clone.kill();
            } catch (MysqlServer.StartException e) {
                // It was killed before it answered.
            }
            killer.join();
        }
    }

    @Test
    void aServerWithoutAnAgentHasNoneToGive() throws Exception {
        try (MysqlServer server = MysqlServer.builder(Files.createDirectory(scratch.resolve("plain")))
                .donor()
                .start()) {
            CloneRequests.allowCloning(server);

            CloneFailure failure = Objects.requireNonNull(catchThrowableOfType(
                    CloneFailure.class,
                    () -> overWire(new Endpoint.Tcp("127.0.0.1", server.port()), scratch.resolve("plain-copy"))));

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.REFUSED);
            assertThat(failure)
                    .hasMessage(
                            "the donor gives no tablefiles: a clone with tables without a log needs clone-agent serve"
                                    + " --server there, with --with-unlogged-tables");
        }
    }
}
