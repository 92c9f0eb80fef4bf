package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.donor.ServingProcess;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.Keyring;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code preflight --server} tells of real servers; {@code serve} and {@code local} begin with the same checks. */
final class ServerPreflightIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String INSTALL = "INSTALL COMPONENT 'file://component_mysqlbackup'";
    private static final String ACCOUNT = "CREATE USER cloner@localhost IDENTIFIED BY 'secret';"
            + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO cloner@localhost;"
            + "GRANT SELECT ON performance_schema.* TO cloner@localhost";

    @TempDir
    static Path scratch;

    private static MysqlServer server;

    /** What a command ended with. */
    private record Told(int code, Map<String, JsonNode> checks, String err) {
        String verdict(String check) {
            return node(check).path("verdict").asText();
        }

        String message(String check) {
            return node(check).path("message").asText();
        }

        List<String> failed() {
            return checks.keySet().stream()
                    .filter(name -> verdict(name).equals("Failed"))
                    .toList();
        }

        private JsonNode node(String check) {
            JsonNode node = checks.get(check);
            if (node == null) {
                throw new AssertionError("there is no check " + check + " in " + checks);
            }
            return node;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = home("server").start();
        SampleData.in("sample").mebibytes(2).createIn(server);
        server.execute(INSTALL + ";" + ACCOUNT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static MysqlServerBuilder home(String name) throws IOException {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve(name))).replicated();
    }

    private static Told run(String password, String... command) throws IOException {
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", password);
        int code = surroundings.executeNow(command);
        Map<String, JsonNode> checks = new LinkedHashMap<>();
        for (String line : surroundings.out().lines().toList()) {
            if (line.startsWith("{")) {
                MAPPER.readTree(line)
                        .path("checks")
                        .forEach(check -> checks.put(check.path("name").asText(), check));
            }
        }
        return new Told(code, checks, surroundings.err());
    }

    private static Told preflight(MysqlServer mysqld, String user, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "preflight", "--output", "json", "--server", mysqld.socket().toString(), "--user", user));
        command.addAll(List.of(more));
        return run("secret", command.toArray(String[]::new));
    }

    private static Told local(MysqlServer mysqld, Path copy, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "local", "--server", mysqld.socket().toString(), "--user", "cloner", "--data-dir", copy.toString()));
        command.addAll(List.of(more));
        return run("secret", command.toArray(String[]::new));
    }

    /** It is possible in truth, and not only by the table. */
    private static void requirePossible(MysqlServer mysqld, String... more) throws IOException {
        Told told = preflight(mysqld, "cloner", more);
        assertThat(told.failed()).as("%s", told).isEmpty();
        assertThat(told.code()).isZero();
        Path copy = Files.createTempDirectory(scratch, "copy").resolve("data");
        Told cloned = local(mysqld, copy, more);
        assertThat(cloned.code()).as(cloned.err()).isZero();
        try (MysqlServer started =
                MysqlServer.builder(scratch).dataDir(copy).replicated().start()) {
            CloneAssertions.assertSameAs(mysqld, started);
        }
    }

    @Test
    void tellsAllThatIsThereAndChangesNothing() throws Exception {
        Told told = preflight(server, "cloner", "--spool-size", "64M");

        assertThat(told.code()).isZero();
        assertThat(told.checks().keySet())
                .containsExactly(
                        "donor reachable",
                        "donor login",
                        "donor version",
                        "privileges",
                        "no other clone-agent",
                        "performance_schema",
                        "redo log",
                        "page tracking",
                        "read-only",
                        "group replication",
                        "binary log",
                        "data directory",
                        "other directories",
                        "files",
                        "tables without a log",
                        "encryption",
                        "spool");
        assertThat(told.checks().values())
                .allSatisfy(check -> assertThat(check.path("verdict").asText()).isEqualTo("Ok"));
        assertThat(server.sql().value("SELECT mysqlbackup_page_track_get_start_lsn()"))
                .isEqualTo("0");
        assertThat(server.sql().value("SELECT IFNULL(@@GLOBAL.mysqlbackup.backupid, '')"))
                .isEmpty();
        assertThat(server.sql().value("SELECT IFNULL(IS_USED_LOCK('mysqlclone.donor'), 'free')"))
                .isEqualTo("free");
    }

    @Test
    void whoIsNotLetInAndWhoIsNotThere() throws Exception {
        Told wrong = run(
                "wrong",
                "preflight",
                "--output",
                "json",
                "--server",
                server.socket().toString(),
                "--user",
                "cloner");
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.failed()).containsExactly("donor login");
        assertThat(wrong.message("donor login")).contains("1045").contains("Access denied for user 'cloner'");
        assertThat(wrong.verdict("donor reachable")).isEqualTo("Ok");
        assertThat(wrong.verdict("files")).isEqualTo("Skipped");

        Path nowhere = scratch.resolve("nowhere.sock");
        Told absent =
                run("secret", "preflight", "--output", "json", "--server", nowhere.toString(), "--user", "cloner");
        assertThat(absent.code()).isEqualTo(5);
        assertThat(absent.failed()).containsExactly("donor reachable");
        assertThat(absent.message("donor reachable")).contains(nowhere.toString());

        Path copy = scratch.resolve("never");
        for (String first : List.of("local --data-dir " + copy, "serve --listen 127.0.0.1:0")) {
            List<String> command = new ArrayList<>(List.of(first.split(" ")));
            command.addAll(List.of("--user", "cloner", "--server"));
            command.add(nowhere.toString());
            assertThat(run("secret", command.toArray(String[]::new)).code())
                    .as(first)
                    .isEqualTo(5);
            command.set(command.size() - 1, server.socket().toString());
            Told refused = run("wrong", command.toArray(String[]::new));
            assertThat(refused.code()).as(first).isEqualTo(3);
            assertThat(refused.err()).contains("1045").contains("Access denied for user 'cloner'");
        }
        assertThat(copy).doesNotExist();
    }

    @Test
    void allPrivilegesThatAreMissingWithAndWithoutTheComponent() throws Exception {
        server.execute("CREATE USER none@localhost IDENTIFIED BY 'secret'");
        Told there = preflight(server, "none");
        assertThat(there.code()).isEqualTo(3);
        assertThat(there.failed()).containsExactly("privileges");
        assertThat(there.message("privileges"))
                .contains("GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO 'none'@'localhost';"
                        + " GRANT SELECT ON performance_schema.* TO 'none'@'localhost'");

        try (MysqlServer bare = home("bare").start()) {
            bare.execute(ACCOUNT + "; CREATE USER none@localhost IDENTIFIED BY 'secret';"
                    + "CREATE ROLE copier; GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO copier;"
                    + "GRANT SELECT ON performance_schema.* TO copier;"
                    + "CREATE USER by_role@localhost IDENTIFIED BY 'secret' DEFAULT ROLE copier;"
                    + "GRANT copier TO by_role@localhost");
            SampleData.in("sample").mebibytes(2).createIn(bare);

            Told absent = preflight(bare, "none");
            assertThat(absent.failed()).containsExactly("privileges", "page tracking");
            assertThat(absent.message("privileges"))
                    .contains("GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO");
            assertThat(absent.message("page tracking")).contains(INSTALL).contains("--install-component");
            assertThat(preflight(bare, "cloner").failed()).containsExactly("page tracking");
            assertThat(preflight(bare, "by_role").failed()).containsExactly("page tracking");
            Told local = local(bare, scratch.resolve("never"));
            assertThat(local.code()).isEqualTo(3);
            assertThat(local.err()).contains(INSTALL);

            Told noInsert = preflight(bare, "cloner", "--install-component");
            assertThat(noInsert.failed()).containsExactly("privileges");
            String grant = "GRANT INSERT ON mysql.component TO 'cloner'@'localhost'";
            assertThat(noInsert.message("privileges")).contains(": " + grant);
            bare.execute(grant);
            bare.execute("SET GLOBAL super_read_only = ON");
            Told readOnly = preflight(bare, "cloner", "--install-component");
            assertThat(readOnly.failed()).containsExactly("page tracking");
            assertThat(readOnly.message("page tracking")).contains("super_read_only");
            bare.execute("SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF");
            assertThat(preflight(bare, "cloner", "--install-component").code()).isZero();
            assertThat(bare.sql().value("SELECT COUNT(*) FROM mysql.component")).isEqualTo("0");

            requirePossible(bare, "--install-component");
            assertThat(bare.sql().value("SELECT COUNT(*) FROM mysql.component")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatWritesNoRedoLog() throws Exception {
        server.execute("ALTER INSTANCE DISABLE INNODB REDO_LOG");
        try {
            Told told = preflight(server, "cloner");
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("redo log");
            assertThat(told.message("redo log"))
                    .contains("ALTER INSTANCE ENABLE INNODB REDO_LOG")
                    .contains("3983");
            Told local = local(server, scratch.resolve("never"));
            assertThat(local.code()).isEqualTo(3);
            assertThat(local.err())
                    .contains("ALTER INSTANCE ENABLE INNODB REDO_LOG")
                    .contains("3983");
        } finally {
            server.execute("ALTER INSTANCE ENABLE INNODB REDO_LOG");
        }
        assertThat(preflight(server, "cloner").code()).isZero();
    }

    @Test
    void aReadOnlyServer() throws Exception {
        server.execute("SET GLOBAL super_read_only = ON");
        try {
            assertThat(preflight(server, "cloner").message("read-only")).contains("no hindrance");
            requirePossible(server);
        } finally {
            server.execute("SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF");
        }
    }

    @Test
    void directoriesElsewhere() throws Exception {
        Path undo = Files.createDirectory(scratch.resolve("undo"));
        Path redo = Files.createDirectory(scratch.resolve("redo"));
        Path system = Files.createDirectory(scratch.resolve("system"));
        Path dataDir;
        try (MysqlServer plain = home("spread").start()) {
            plain.execute(INSTALL + ";" + ACCOUNT);
            SampleData.in("sample").mebibytes(2).createIn(plain);
            dataDir = plain.dataDir();
            plain.stop();
        }
        for (String name : List.of("undo_001", "undo_002")) {
            Files.move(dataDir.resolve(name), undo.resolve(name));
        }
        Files.move(dataDir.resolve("#innodb_redo"), redo.resolve("#innodb_redo"));
        try (MysqlServer spread = MysqlServer.builder(Files.createDirectory(scratch.resolve("spread-run")))
                .dataDir(dataDir)
                .replicated()
                .option("--innodb-undo-directory=" + undo)
                .option("--innodb-log-group-home-dir=" + redo)
                .start()) {
            Told told = preflight(spread, "cloner");
            assertThat(told.message("other directories"))
                    .contains(undo.toString())
                    .contains(redo.toString());
            assertThat(told.verdict("data directory")).isEqualTo("Ok");
            requirePossible(spread);
            spread.stop();
        }
        Files.move(dataDir.resolve("ibdata1"), system.resolve("ibdata1"));
        try (MysqlServer spread = MysqlServer.builder(Files.createDirectory(scratch.resolve("spread-more")))
                .dataDir(dataDir)
                .replicated()
                .option("--innodb-undo-directory=" + undo)
                .option("--innodb-log-group-home-dir=" + redo)
                .option("--innodb-data-home-dir=" + system)
                .start()) {
            Told told = preflight(spread, "cloner");
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("other directories");
            assertThat(told.message("other directories"))
                    .contains("system tablespace")
                    .contains(system.toString())
                    .contains("innodb_data_home_dir");
        }
    }

    @Test
    void aMemberOfAGroup() throws Exception {
        try (MysqlServer member = home("member")
                .option("--plugin-load-add=group_replication.so")
                .option("--loose-group-replication-start-on-boot=OFF")
                .start()) {
            member.execute(INSTALL + ";" + ACCOUNT);
            SampleData.in("sample").mebibytes(2).createIn(member);
            assertThat(preflight(member, "cloner").message("group replication")).contains("OFFLINE");
            member.execute("SET GLOBAL group_replication_group_name = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',"
                    + " GLOBAL group_replication_local_address = '127.0.0.1:" + freePort() + "',"
                    + " GLOBAL group_replication_bootstrap_group = ON; START GROUP_REPLICATION");
            Told told = preflight(member, "cloner");
            assertThat(told.message("group replication")).contains("PRIMARY ONLINE");
            requirePossible(member);
            member.execute("STOP GROUP_REPLICATION");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void anotherServersDirectory() throws Exception {
        try (MysqlServer other = home("other").start()) {
            Told told =
                    preflight(server, "cloner", "--data-dir", other.dataDir().toString());
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("data directory");
            assertThat(told.message("data directory"))
                    .contains("another server")
                    .contains("server_uuid");
            Told local = local(
                    server,
                    scratch.resolve("never"),
                    "--from-dir",
                    other.dataDir().toString());
            assertThat(local.code()).isEqualTo(3);
            assertThat(local.err()).contains("another server");
        }
    }

    @Test
    void encryptionWithoutItsKeys() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("keys")));
        try (MysqlServer encrypted = home("encrypted")
                .keyring(keyring)
                .option("--innodb-redo-log-encrypt=ON")
                .start()) {
            encrypted.execute(INSTALL + ";" + ACCOUNT);
            Told log = preflight(encrypted, "cloner");
            assertThat(log.failed()).containsExactly("encryption");
            assertThat(log.message("encryption")).contains("--keyring").contains("innodb_redo_log_encrypt");
            encrypted.execute("CREATE SCHEMA a; CREATE TABLE a.t (a INT PRIMARY KEY) ENCRYPTION = 'Y'");
            Told table = preflight(encrypted, "cloner");
            assertThat(table.failed()).containsExactly("encryption");
            assertThat(table.message("encryption")).contains("3872");
            Told told =
                    preflight(encrypted, "cloner", "--keyring", keyring.keys().toString());
            assertThat(told.code()).as("%s", told).isZero();
            assertThat(told.message("encryption")).contains("fit");
        }
    }

    /** Its keys are the server's: a recipient could not read what it is given. */
    @Test
    void anEncryptedBinaryLogIsNotGiven() throws Exception {
        Keyring keyring = Keyring.in(Files.createDirectory(scratch.resolve("log-keys")));
        try (MysqlServer encrypted = home("encrypted-log")
                .keyring(keyring)
                .option("--binlog-encryption=ON")
                .start()) {
            encrypted.execute(INSTALL + ";" + ACCOUNT);
            assertThat(preflight(encrypted, "cloner").code()).isZero();

            Told told = preflight(encrypted, "cloner", "--with-binary-logs");

            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("binary log");
            assertThat(told.message("binary log"))
                    .contains("binlog_encryption=ON")
                    .contains("3872");
            Told local = local(encrypted, scratch.resolve("never"), "--with-binary-logs", "current");
            assertThat(local.code()).isEqualTo(3);
            assertThat(local.err()).contains("binlog_encryption=ON").contains("--with-binary-logs none");
            assertThat(scratch.resolve("never")).doesNotExist();
        }
    }

    @Test
    void tablesWithoutALog() throws Exception {
        try (MysqlServer mixed = home("mixed").start()) {
            mixed.execute(INSTALL + ";" + ACCOUNT + "; CREATE SCHEMA d; CREATE TABLE d.i (a INT PRIMARY KEY)");
            assertThat(preflight(mixed, "cloner").message("tables without a log"))
                    .isEqualTo("The server has none.");
            for (int i = 1; i < 8; i++) {
                mixed.execute(
                        "CREATE TABLE d.`t-" + i + "` (a INT) ENGINE = MyISAM; INSERT INTO d.`t-" + i + "` VALUES (1)");
            }

            Told without = preflight(mixed, "cloner");
            assertThat(without.code()).isZero();
            assertThat(without.verdict("tables without a log")).isEqualTo("Warning");
            assertThat(without.message("tables without a log"))
                    .contains("d.t@002d1, d.t@002d2", " and 2 more", "without their rows", "--with-unlogged-tables");

            Told ungranted = preflight(mixed, "cloner", "--with-unlogged-tables");
            assertThat(ungranted.failed()).containsExactly("privileges");
            String grant = "GRANT SELECT, LOCK TABLES ON *.* TO 'cloner'@'localhost'";
            assertThat(ungranted.message("privileges")).contains(grant);
            mixed.execute(grant);
            Told granted = preflight(mixed, "cloner", "--with-unlogged-tables");
            assertThat(granted.code()).isZero();
            assertThat(granted.message("tables without a log")).contains("come along");
            requirePossible(mixed, "--with-unlogged-tables");
        }
    }

    @Test
    void withoutPerformanceSchema() throws Exception {
        try (MysqlServer blind =
                home("blind").option("--performance-schema=OFF").start()) {
            blind.execute(INSTALL + ";" + ACCOUNT);
            Told told = preflight(blind, "cloner");
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("performance_schema");
        }
    }

    @Test
    void anotherAgentAndTooLittleRoom() throws Exception {
        try (ServingProcess _ = ServingProcess.of(
                server.dataDir(), scratch, "--server", server.socket().toString())) {
            Told told = preflight(server, "cloner", "--spool-size", "900000G");
            assertThat(told.code()).isEqualTo(3);
            assertThat(told.failed()).containsExactly("no other clone-agent");
            assertThat(told.message("no other clone-agent")).contains("3634");
            assertThat(told.verdict("spool")).isEqualTo("Warning");
            Told local = local(server, scratch.resolve("never"));
            assertThat(local.code()).isEqualTo(3);
            assertThat(local.err()).contains("nother clone-agent is beside");
        }
        assertThat(preflight(server, "cloner").code()).isZero();
    }

    @Test
    void aPointIsToldByLocal() throws Exception {
        Path copy = scratch.resolve("told");
        var surroundings = new FakeSurroundings();
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "secret");
        int code = surroundings.executeNow(
                "local",
                "--output",
                "json",
                "--server",
                server.socket().toString(),
                "--user",
                "cloner",
                "--data-dir",
                copy.toString());
        assertThat(code).as(surroundings.err()).isZero();
        List<JsonNode> points = new ArrayList<>();
        for (String line : surroundings.out().lines().toList()) {
            JsonNode node = MAPPER.readTree(line);
            if (node.path("type").asText().equals("point")) {
                points.add(node);
            }
        }
        assertThat(points).singleElement().satisfies(point -> {
            assertThat(point.path("gtidExecuted").asText()).isEqualTo(server.gtidExecuted());
            assertThat(point.path("lockHeldMillis").isNumber()).isTrue();
            assertThat(point.path("binaryLogFile").asText()).startsWith("binlog.");
        });
    }
}
