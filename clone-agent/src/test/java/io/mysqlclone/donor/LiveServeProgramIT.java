package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serve --server} as a user has it: an account with what it takes and no more, and recipients with theirs. */
final class LiveServeProgramIT {
    @TempDir
    static Path scratch;

    private static MysqlServer server;
    private static MysqlServer stock;

    @BeforeAll
    static void start() throws IOException {
        server = MysqlServer.builder(Files.createDirectory(scratch.resolve("server")))
                .replicated()
                .start();
        SampleData.in("sample").mebibytes(40).createIn(server);
        server.execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
        server.execute("CREATE USER cloner@localhost IDENTIFIED BY 'secret';"
                + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO cloner@localhost;"
                + "GRANT SELECT ON performance_schema.* TO cloner@localhost;"
                + "CREATE ROLE copier; GRANT BACKUP_ADMIN ON *.* TO copier;"
                + "CREATE USER taker@localhost IDENTIFIED BY 'of clones' DEFAULT ROLE copier; GRANT copier TO taker@localhost;"
                + "CREATE USER nobody@localhost IDENTIFIED BY 'special';"
                + "CREATE USER locked@localhost IDENTIFIED BY 'away' ACCOUNT LOCK");
        stock = MysqlServer.builder(Files.createDirectory(scratch.resolve("stock")))
                .plugin("mysql_clone.so")
                .start();
    }

    @AfterAll
    static void stop() {
        stock.close();
        server.close();
    }

    private static ServingProcess serve(String... more) throws IOException {
        String[] options = new String[more.length + 2];
        options[0] = "--server";
        options[1] = server.socket().toString();
        System.arraycopy(more, 0, options, 2, more.length);
        return ServingProcess.of(server.dataDir(), scratch, options);
    }

    private static void clone(ServingProcess donor, String account, Path copy) {
        stock.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + donor.port() + "'; CLONE INSTANCE FROM "
                + account + " DATA DIRECTORY = '" + copy + "' REQUIRE NO SSL");
    }

    private static String account(ServingProcess donor, String user, String password) {
        return user + "@127.0.0.1:" + donor.port() + " IDENTIFIED BY '" + password + "'";
    }

    @Test
    void recipientsHaveAccountsOfTheServer() throws Exception {
        Path copy = scratch.resolve("accounts-copy");
        try (ServingProcess donor = serve()) {
            try (WriteLoad load = WriteLoad.start(server, "accounts", 2, 50)) {
                load.awaitTransactions(10);

                clone(donor, account(donor, "taker", "of clones"), copy);
            }
            assertThatThrownBy(() -> clone(donor, account(donor, "taker", "of horses"), scratch.resolve("none")))
                    .hasMessageContaining("1045")
                    .hasMessageContaining("Access denied for user 'taker'@'127.0.0.1' (using password: YES)");
            assertThatThrownBy(() -> clone(donor, account(donor, "nobody", "special"), scratch.resolve("none")))
                    .hasMessageContaining("1227")
                    .hasMessageContaining("BACKUP_ADMIN");
            assertThatThrownBy(() -> clone(donor, account(donor, "locked", "away"), scratch.resolve("none")))
                    .hasMessageContaining("3118")
                    .hasMessageContaining("Account is locked");
            assertThat(donor.lines())
                    .filteredOn(line -> line.path("type").asText().equals("point"))
                    .hasSize(1);
        }
        try (MysqlServer started =
                MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
            CloneAssertions.assertSameAfterCatchingUp(server, started);
        }
    }

    @Test
    void withBinaryLogs() throws Exception {
        Path copy = scratch.resolve("logs-copy");
        server.execute("FLUSH BINARY LOGS");
        try (ServingProcess donor = serve("--with-binary-logs", "all")) {
            assertThat(agent(donor, "preflight", copy)).isZero();
            assertThat(agent(donor, "clone", copy)).isZero();
        }
        try (MysqlServer started =
                MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
            assertThat(started.query("SHOW BINARY LOGS").getFirst().getFirst()).isEqualTo("binlog.000001");
            assertThat(started.query("SHOW BINLOG EVENTS IN 'binlog.000001'"))
                    .isEqualTo(server.query("SHOW BINLOG EVENTS IN 'binlog.000001'"));
            CloneAssertions.assertSameAfterCatchingUp(server, started);
        }
        try (ServingProcess donor = serve()) {
            assertThat(agent(donor, "preflight", scratch.resolve("none"))).isEqualTo(3);
            assertThat(agent(donor, "clone", scratch.resolve("none"))).isEqualTo(3);
            assertThat(scratch.resolve("none")).doesNotExist();
        }
    }

    private static int agent(ServingProcess donor, String command, Path copy) throws Exception {
        return started(donor, command, copy, "--with-binary-logs").waitFor();
    }

    private static Process started(ServingProcess donor, String command, Path copy, String... more) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.mysqlclone.agent.Main",
                        command,
                        "--donor=127.0.0.1:" + donor.port(),
                        "--user=taker",
                        "--tls-mode=preferred",
                        "--get-server-public-key",
                        "--data-dir=" + copy)
                .inheritIO();
        builder.command().addAll(List.of(more));
        builder.environment().put("CLONE_AGENT_PASSWORD", "of clones");
        return builder.start();
    }

    /** With 64 MB of them. */
    private static MysqlServer withTables(String name) throws IOException {
        MysqlServer mixed = MysqlServer.builder(Files.createDirectory(scratch.resolve(name)))
                .replicated()
                .start();
        mixed.execute("INSTALL COMPONENT 'file://component_mysqlbackup';"
                + "CREATE USER cloner@localhost IDENTIFIED BY 'secret';"
                + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS, SELECT, LOCK TABLES ON *.* TO"
                + " cloner@localhost; CREATE USER taker@localhost IDENTIFIED BY 'of clones';"
                + "GRANT BACKUP_ADMIN ON *.* TO taker@localhost;"
                + "CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY AUTO_INCREMENT, b LONGTEXT) ENGINE = MyISAM;"
                + "CREATE TABLE d.i (a INT PRIMARY KEY); INSERT INTO d.i VALUES (1)");
        for (int i = 0; i < 8; i++) {
            mixed.execute("INSERT INTO d.t (b) VALUES (REPEAT('" + i + "', 8000000))");
        }
        return mixed;
    }

    private static ServingProcess serveTables(MysqlServer mixed) throws IOException {
        return ServingProcess.of(
                mixed.dataDir(), scratch, "--server", mixed.socket().toString(), "--with-unlogged-tables");
    }

    @Test
    void aRecipientOfTablesThatIsKilledGoesOn() throws Exception {
        Path copy = scratch.resolve("tables-copy");
        try (MysqlServer mixed = withTables("tables");
                ServingProcess donor = serveTables(mixed)) {
            assertThat(started(donor, "preflight", copy, "--with-unlogged-tables")
                            .waitFor())
                    .isZero();
            Path staged = copy.resolve("#clone-agent/staging/engine-9/data/000");
            Process killed = started(donor, "clone", copy, "--with-unlogged-tables", "--max-data-bandwidth=20M/s");
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> size(staged) > 8_000_000);
            killed.destroyForcibly().waitFor();
            mixed.execute("INSERT INTO d.t (b) VALUES ('behind the point')");

            Process second = started(donor, "clone", copy, "--with-unlogged-tables");

            assertThat(second.waitFor()).isZero();
            assertThat(donor.events("point")).isEqualTo(1);
            try (MysqlServer clone =
                    MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
                assertThat(clone.sql().value("SELECT COUNT(*) FROM d.t")).isEqualTo("8");
                CloneAssertions.assertSameAfterCatchingUp(mixed, clone);
            }
        }
    }

    private static long size(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** The lock on the tables is a session's. */
    @Test
    void afterAKillNoTableStaysLocked() throws Exception {
        try (MysqlServer mixed = withTables("locked");
                ServingProcess donor = serveTables(mixed);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            var stopped = new AtomicBoolean();
            // So that all of it is copied again under the lock, which takes a while.
            Future<?> writer = thread.submit(() -> {
                while (!stopped.get()) {
                    mixed.execute("INSERT INTO d.t (b) VALUES ('y')");
                }
            });
            Process clone = started(donor, "clone", scratch.resolve("locked-copy"), "--with-unlogged-tables");
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> mixed.sql()
                            .value(
                                    "SELECT COUNT(*) > 0 FROM performance_schema.metadata_locks WHERE OBJECT_SCHEMA = 'd'"
                                            + " AND LOCK_TYPE = 'SHARED_NO_WRITE' AND LOCK_STATUS = 'GRANTED'")
                            .equals("1"));
            donor.kill();
            mixed.execute("SET SESSION lock_wait_timeout = 10; INSERT INTO d.t (b) VALUES ('z');"
                    + " CREATE TABLE d.after_the_kill (a INT)");
            stopped.set(true);
            writer.get();
            clone.destroyForcibly().waitFor();
            assertThat(mixed.query("SELECT OBJECT_NAME FROM performance_schema.metadata_locks WHERE OBJECT_SCHEMA = 'd'"
                            + " OR OBJECT_TYPE = 'BACKUP LOCK'"))
                    .isEmpty();
        }
    }

    /** What a donor is at when it is killed, as the server sees it. */
    enum Moment {
        PAGES_ARE_TRACKED("SELECT mysqlbackup_page_track_get_start_lsn() > 0"),
        THE_REDO_LOG_IS_HELD(
                "SELECT COUNT(*) > 0 FROM performance_schema.events_statements_current JOIN performance_schema.threads"
                        + " USING (THREAD_ID) WHERE PROCESSLIST_USER = 'cloner' AND SQL_TEXT LIKE"
                        + " '%innodb_redo_log_consumer_%'"),
        DDL_WAITS(
                "SELECT COUNT(*) > 0 FROM performance_schema.metadata_locks JOIN performance_schema.threads ON THREAD_ID ="
                        + " OWNER_THREAD_ID WHERE PROCESSLIST_USER = 'cloner' AND OBJECT_TYPE = 'BACKUP LOCK' AND LOCK_STATUS ="
                        + " 'GRANTED'"),
        THE_POINT_IS_TAKEN("");

        private final String sign;

        Moment(String sign) {
            this.sign = sign;
        }

        /** Waits for it; false when the clone was over before it was seen. */
        boolean isSeen(ServingProcess donor, Future<?> clone) {
            while (!clone.isDone()) {
                boolean now = sign.isEmpty()
                        ? donor.events("point") > 0
                        : server.sql().value(sign).equals("1");
                if (now) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The server itself ends what hangs on sessions; the next donor ends the rest. */
    @ParameterizedTest
    @EnumSource(Moment.class)
    void afterAKillNothingStaysOnceTheNextOneWasThere(Moment moment) throws Exception {
        try (WriteLoad load = WriteLoad.start(server, "kill" + moment, 2, 50);
                ServingProcess donor = serve("--max-data-bandwidth", "40M/s");
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> clone = killedAt(moment, donor, thread);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> server.sql()
                            .value("SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_USER = 'cloner'")
                            .equals("0"));
            assertThat(tracks()).isTrue();
            assertThat(server.sql()
                            .value("SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE OBJECT_TYPE ="
                                    + " 'BACKUP LOCK'"))
                    .isEqualTo("0");
            server.execute(
                    "SET SESSION lock_wait_timeout = 5; CREATE TABLE sample.after_" + moment + " (a INT PRIMARY KEY)");
            load.awaitTransactions(20);

            donor.restart();

            assertThat(tracks()).isFalse();
            donor.terminate();
            assertThat(donor.await()).isZero();
            endWaiting(clone);
        }
        LiveDonorIT.requireClean(server, "cloner");
    }

    /** A stock recipient waits for its donor to come back, unless it had everything. */
    private static void endWaiting(Future<?> clone) {
        for (List<String> id : stock.query(
                "SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_INFO LIKE 'CLONE%'")) {
            stock.execute("KILL QUERY " + id.getFirst());
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(clone::isDone);
    }

    /** Some moments are short, and not seen each time. */
    private static Future<?> killedAt(Moment moment, ServingProcess donor, ExecutorService thread) throws Exception {
        for (int i = 0; i < 10; i++) {
            Path copy = scratch.resolve("killed-" + moment + i);
            Future<?> clone = thread.submit(() -> clone(donor, account(donor, "taker", "of clones"), copy));
            if (moment.isSeen(donor, clone)) {
                donor.kill();
                return clone;
            }
        }
        throw new AssertionError(moment + " was not seen in ten clones");
    }

    private static boolean tracks() {
        return !server.sql()
                .value("SELECT mysqlbackup_page_track_get_start_lsn()")
                .equals("0");
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        try (MysqlServer bare = MysqlServer.builder(Files.createDirectory(scratch.resolve("bare")))
                .replicated()
                .start()) {
            bare.execute("CREATE USER cloner@localhost IDENTIFIED BY 'secret';"
                    + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO cloner@localhost;"
                    + "GRANT SELECT ON performance_schema.* TO cloner@localhost");
            assertThatThrownBy(() -> ServingProcess.of(
                            bare.dataDir(), scratch, "--server", bare.socket().toString()))
                    .hasMessageContaining("INSTALL COMPONENT 'file://component_mysqlbackup'");
            bare.execute("INSTALL COMPONENT 'file://component_mysqlbackup'; REVOKE SYSTEM_VARIABLES_ADMIN ON *.* FROM"
                    + " cloner@localhost");
            assertThatThrownBy(() -> ServingProcess.of(
                            bare.dataDir(), scratch, "--server", bare.socket().toString()))
                    .hasMessageContaining("SYSTEM_VARIABLES_ADMIN");
        }
    }
}
