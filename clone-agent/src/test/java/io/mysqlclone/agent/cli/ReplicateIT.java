package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import io.mysqlclone.testbed.WriteLoad;
import io.mysqlclone.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a live donor to a replica of it, by the commands and variables that the operator uses. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ReplicateIT {
    private static final String PASSWORD = "it's \\ a \"secret\"";
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private static Path shared;

    private static CertificateAuthority authority;
    private static CertificateAuthority.Issued certificate;
    private static MysqlServer donor;

    @TempDir
    private Path scratch = Path.of("");

    @BeforeAll
    static void startDonor() {
        authority = CertificateAuthority.create(shared, "authority");
        certificate = authority.issue("donor", "donor", "127.0.0.1");
        donor = donor(shared).donor().start();
        allowEverything(donor);
        SampleData.in("sample").mebibytes(2).createIn(donor);
    }

    private static MysqlServerBuilder donor(Path directory) {
        return MysqlServer.builder(directory).tls(authority, certificate);
    }

    private static void allowEverything(MysqlServer server) {
        server.createCloneUser("cloner", "secret");
        String quoted = "'" + PASSWORD.replace("\\", "\\\\").replace("'", "\\'") + "'";
        server.execute("CREATE USER repl@'%' IDENTIFIED BY " + quoted
                + "; GRANT REPLICATION SLAVE, REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT ON *.* TO repl@'%'");
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private Path data() {
        return scratch.resolve("copy");
    }

    private MysqlServerBuilder copy(Path data) throws IOException {
        return MysqlServer.builder(Files.createTempDirectory(scratch, "server"))
                .dataDir(data)
                .donor();
    }

    @Test
    void followsALiveDonorThroughRestartsAndIsDoneOnce() throws Exception {
        WriteLoad load = WriteLoad.start(donor, "load", 2);
        try {
            load.awaitTransactions(200);
            assertDone(clone(donor, data()));
            try (MysqlServer copy = copy(data()).start()) {
                load.awaitTransactions(200);
                JsonNode first = replicate(copy, donor, Map.of());
                assertDone(first);
                assertThat(first.get("state").textValue()).isEqualTo("Recovered");
                assertThat(first.get("gtidExecuted").textValue()).contains(serverUuid(donor));
                assertThat(first.get("source").textValue()).isEqualTo("127.0.0.1:" + donor.port());
                assertThat(first.get("channel").textValue()).isEmpty();
                assertThat(first.get("autoPosition").booleanValue()).isTrue();
                assertThat(first.get("ioState").textValue()).isEqualTo("Yes");
                assertThat(first.get("sqlState").textValue()).isEqualTo("Yes");
                assertThat(first.get("lagSeconds").isIntegralNumber()).isTrue();
                assertThat(first.get("alreadyRunning").booleanValue()).isFalse();

                JsonNode second = replicate(copy, donor, Map.of());
                assertDone(second);
                assertThat(second.get("alreadyRunning").booleanValue()).isTrue();

                Path ca = data().resolve("clone-agent-replication.ca.pem");
                assertThat(ca).hasSameTextualContentAs(authority.certificate());
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ca)))
                        .isEqualTo("rw-------");
                copy.restart();
                load.awaitTransactions(50);
                load.close();
                awaitSame(donor, copy);
            }
        } finally {
            load.close();
            donor.execute("DROP SCHEMA `load`");
        }
    }

    @Test
    void beginsAtTheBinaryLogPositionOfADonorWithoutGtids() throws Exception {
        String[] options = {"--gtid-mode=OFF", "--enforce-gtid-consistency=OFF", "--log-bin=binlog"};
        MysqlServerBuilder builder = donor(scratch).plugin("mysql_clone.so").option("--server-id=11");
        for (String option : options) {
            builder.option(option);
        }
        try (MysqlServer old = builder.start()) {
            allowEverything(old);
            old.execute("CREATE SCHEMA d");
            WriteLoad load = WriteLoad.start(old, "load", 2);
            try {
                load.awaitTransactions(100);
                assertDone(clone(old, data()));
                load.awaitTransactions(100);
                MysqlServerBuilder copied = MysqlServer.builder(Files.createTempDirectory(scratch, "server"))
                        .dataDir(data())
                        .option("--server-id=12");
                for (String option : options) {
                    copied.option(option);
                }
                try (MysqlServer copy = copied.start()) {
                    assertThat(failure(copy, old, Map.of("REPLICATION_AUTO_POSITION", "true"))
                                    .get("cause")
                                    .textValue())
                            .isEqualTo("GtidModeOff");
                    JsonNode result = replicate(copy, old, Map.of("REPLICATION_CHANNEL", "from_old"));
                    assertDone(result);
                    assertThat(result.get("autoPosition").booleanValue()).isFalse();
                    assertThat(result.get("channel").textValue()).isEqualTo("from_old");
                    load.awaitTransactions(50);
                    copy.execute("STOP REPLICA FOR CHANNEL 'from_old'");
                    load.awaitTransactions(50);
                    assertDone(replicate(copy, old, Map.of("REPLICATION_CHANNEL", "from_old")));
                    load.close();
                    String written = old.sql().value("SELECT COUNT(*) FROM `load`.movement");
                    await().atMost(Duration.ofMinutes(2))
                            .until(() -> copy.sql()
                                    .value("SELECT COUNT(*) FROM `load`.movement")
                                    .equals(written));
                    WriteLoad.assertConsistent(copy.sql(), "load");
                    assertThat(copy.checksums()).isEqualTo(old.checksums());
                }
            } finally {
                load.close();
            }
        }
    }

    @Test
    void aCloneOfAReplicaFollowsTheReplicaOrItsSource() throws Exception {
        assertDone(clone(donor, data()));
        try (MysqlServer replica = copy(data()).tls(authority, certificate).start()) {
            assertDone(replicate(replica, donor, Map.of("REPLICATION_CHANNEL", "up")));

            Path below = scratch.resolve("below");
            assertDone(clone(replica, below));
            try (MysqlServer copy = copy(below).start()) {
                JsonNode denied = failure(copy, replica, below, Map.of());
                assertFailure(denied, "PrivilegeMissing", "RELOAD");
                copy.execute("SET sql_log_bin = 0; GRANT RELOAD ON *.* TO repl@'%'");
                JsonNode result = replicate(copy, replica, below, Map.of());
                assertDone(result);
                assertThat(result.get("removedChannels").toString()).isEqualTo("[\"up\"]");
                assertThat(copy.query("SELECT CHANNEL_NAME, PORT FROM performance_schema"
                                + ".replication_connection_configuration"))
                        .containsExactly(List.of("", Integer.toString(replica.port())));
                donor.execute("CREATE SCHEMA through_two");
                awaitSame(donor, copy);
            }

            Path beside = scratch.resolve("beside");
            assertDone(clone(replica, beside));
            try (MysqlServer copy = copy(beside).start()) {
                JsonNode denied = failure(copy, donor, beside, Map.of("REPLICATION_CHANNEL", "up"));
                assertFailure(denied, "PrivilegeMissing", "RELOAD");
                copy.execute("SET sql_log_bin = 0; GRANT RELOAD ON *.* TO repl@'%'");
                JsonNode result = replicate(copy, donor, beside, Map.of("REPLICATION_CHANNEL", "up"));
                assertDone(result);
                assertThat(result.get("removedChannels")).isEmpty();
                donor.execute("DROP SCHEMA through_two");
                awaitSame(donor, copy);
            }
        }
    }

    @Test
    void whatIsWrongIsSaidByMysqlsNumbersAndCanBePutRight() throws Exception {
        assertDone(clone(donor, data()));
        JsonNode early = failure(donor, donor, Map.of("WAIT", "0s", "RECIPIENT", "127.0.0.1:1"));
        assertThat(early.get("kind").textValue()).isEqualTo("Refused");
        assertThat(early.get("cause").textValue()).isEqualTo("NotRecovered");
        try (MysqlServer copy = copy(data()).start()) {
            assertFailure(
                    failure(copy, donor, Map.of("WAIT", "0s", "RECIPIENT", "127.0.0.1:1")),
                    "RecipientUnreachable",
                    "127.0.0.1:1");
            assertFailure(
                    failure(copy, donor, Map.of("RECIPIENT", "127.0.0.1:" + donor.port())),
                    "OtherServer",
                    serverUuid(donor));
            assertFailure(
                    failure(copy, donor, Map.of("RECIPIENT_USER", "repl", "RECIPIENT_PASSWORD", "wrong")),
                    "RecipientAuthenticationFailed",
                    "1045");
            assertFailure(
                    failure(copy, donor, Map.of("RECIPIENT_USER", "cloner", "RECIPIENT_PASSWORD", "secret")),
                    "PrivilegeMissing",
                    "REPLICATION CLIENT");
            JsonNode denied = failure(copy, donor, account("nobody", "at all"));
            assertFailure(denied, "SourceAuthenticationFailed", "1045");
            assertThat(denied.get("kind").textValue()).isEqualTo("ReplicationFailed");
            assertThat(denied.get("mysqlError").intValue()).isEqualTo(1045);
            CertificateAuthority stranger = CertificateAuthority.create(scratch, "stranger");
            assertFailure(
                    failure(copy, donor, Map.of("REPLICATION_TLS_CA_PEM", Files.readString(stranger.certificate()))),
                    "TlsFailed",
                    "2026");
            assertFailure(
                    failure(copy, donor, Map.of("WAIT", "2s", "REPLICATION_SOURCE", "127.0.0.1:1")),
                    "TimedOut",
                    "2003");
            copy.execute("SET GLOBAL server_id = " + donor.sql().value("SELECT @@server_id"));
            assertFailure(failure(copy, donor, Map.of()), "SameServerId", "server_id");
            copy.execute("SET GLOBAL server_id = 4711");

            assertDone(replicate(copy, donor, Map.of("REPLICATION_START", "false")));
            assertThat(copy.query("SHOW REPLICA STATUS").toString()).contains("127.0.0.1");
            assertDone(replicate(
                    copy,
                    donor,
                    Map.of("REPLICATION_TLS_MODE", "disabled", "REPLICATION_GET_SOURCE_PUBLIC_KEY", "true")));
            assertThat(data().resolve("clone-agent-replication.ca.pem")).doesNotExist();
            awaitSame(donor, copy);
        }
    }

    /** As with {@code bind-address=::1}, and an account such as {@code 'repl'@'10.%'} in a pod. */
    @Test
    void aRecipientIsReachedByItsOtherAddressesToo() throws Exception {
        String own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseThrow();
        donor.execute("CREATE USER net@'" + own + "' IDENTIFIED BY 'secret';"
                + " GRANT REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT ON *.* TO net@'" + own + "';"
                + " CREATE USER locks@'%' IDENTIFIED BY 'secret' FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME UNBOUNDED;"
                + " GRANT REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT ON *.* TO locks@'%'");
        assertDone(clone(donor, data()));
        Map<String, String> net = Map.of("RECIPIENT_USER", "net", "RECIPIENT_PASSWORD", "secret");
        try (MysqlServer copy =
                copy(data()).option("--bind-address=127.0.0.1,::1," + own).start()) {
            String loopback = "127.0.0.1:" + copy.port();
            Map<String, String> variables = new HashMap<>(net);
            variables.put("RECIPIENT", loopback);
            assertDone(replicate(copy, donor, variables));
            variables.put("RECIPIENT", "localhost:" + copy.port());
            assertFailure(failure(copy, donor, variables), "RecipientAuthenticationFailed", "1045");
            variables.putAll(Map.of("RECIPIENT", loopback, "RECIPIENT_PASSWORD", "wrong"));
            JsonNode refused = failure(copy, donor, variables);
            assertFailure(refused, "RecipientAuthenticationFailed", "recipient at " + loopback);
            assertFailure(refused, "RecipientAuthenticationFailed", ", nor at " + own + ":" + copy.port());

            // One mistake does not lock an account that three of them would.
            variables.put("RECIPIENT_USER", "locks");
            assertFailure(failure(copy, donor, variables), "RecipientAuthenticationFailed", "1045");
            variables.put("RECIPIENT_PASSWORD", "secret");
            assertDone(replicate(copy, donor, variables));
        }
        // As with a bind_address that is not 127.0.0.1: nobody is there, and somebody at another address.
        try (MysqlServer copy = copy(data()).start()) {
            for (InetAddress address : List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral(own))) {
                try (FaultProxy elsewhere = FaultProxy.at(address, copy.port())) {
                    assertDone(replicate(copy, donor, Map.of("RECIPIENT", "127.0.0.1:" + elsewhere.port())));
                }
            }
        }
        donor.execute("DROP USER net@'" + own + "', locks@'%'");
    }

    @Test
    void thereIsNothingToReplicateOnWhereMysqldHasGoneBackToTheOldData() throws Exception {
        try (MysqlServer server = MysqlServer.builder(scratch).donor().start()) {
            assertThat(failure(server, donor, server.dataDir(), Map.of())
                            .get("cause")
                            .textValue())
                    .isEqualTo("NoClone");
            assertDone(clone(donor, server.dataDir(), Map.of("IN_PLACE", "true", "OVERWRITE", "never")));
            server.stop();
            assertDone(run("commit", Map.of("DATA_DIR", server.dataDir().toString())));
            try (var damaged = new RandomAccessFile(
                    server.dataDir().resolve("ibdata1.#clone").toFile(), "rw")) {
                damaged.write(new byte[1 << 20]);
            }
            try {
                server.start();
            } catch (MysqlServer.StartException expected) {
                server.start();
            }
            JsonNode failure = failure(server, donor, server.dataDir(), Map.of());
            assertThat(failure.get("cause").textValue()).isEqualTo("RolledBack");
            assertThat(failure.get("exitCode").intValue()).isEqualTo(3);
            assertThat(server.query("SHOW REPLICA STATUS")).isEmpty();
        }
    }

    private static void awaitSame(MysqlServer source, MysqlServer copy) {
        String outcome = copy.sql().value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + source.gtidExecuted() + "', 120)");
        assertThat(outcome)
                .as(() -> copy.query("SHOW REPLICA STATUS").toString())
                .isEqualTo("0");
        CloneAssertions.assertSameAs(source, copy);
    }

    private static String serverUuid(MysqlServer server) {
        return server.sql().value("SELECT @@server_uuid");
    }

    private static JsonNode clone(MysqlServer from, Path into) throws IOException {
        return clone(from, into, Map.of());
    }

    private static JsonNode clone(MysqlServer from, Path into, Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DONOR",
                "127.0.0.1:" + from.port(),
                "USER",
                "cloner",
                "PASSWORD",
                "secret",
                "TLS_CA_PEM",
                Files.readString(authority.certificate()),
                "DATA_DIR",
                into.toString()));
        variables.putAll(more);
        return run("clone", variables);
    }

    private JsonNode replicate(MysqlServer copy, MysqlServer source, Map<String, String> more) throws IOException {
        return replicate(copy, source, data(), more);
    }

    private static JsonNode replicate(MysqlServer copy, MysqlServer source, Path data, Map<String, String> more)
            throws IOException {
        Map<String, String> variables = new HashMap<>(account("repl", PASSWORD));
        variables.putAll(Map.of(
                "DATA_DIR",
                data.toString(),
                "RECIPIENT",
                copy.socket().toString(),
                "REPLICATION_SOURCE",
                "127.0.0.1:" + source.port(),
                "REPLICATION_CHANNEL",
                "",
                "REPLICATION_TLS_MODE",
                "verify-identity",
                "REPLICATION_TLS_CA_PEM",
                Files.readString(authority.certificate()),
                "WAIT",
                "120s"));
        variables.putAll(Map.of("RECIPIENT_USER", "repl", "RECIPIENT_PASSWORD", PASSWORD));
        variables.putAll(more);
        return run("replicate", variables);
    }

    private JsonNode failure(MysqlServer copy, MysqlServer source, Map<String, String> more) throws IOException {
        return failure(copy, source, data(), more);
    }

    private static JsonNode failure(MysqlServer copy, MysqlServer source, Path data, Map<String, String> more)
            throws IOException {
        JsonNode result = replicate(copy, source, data, more);
        assertThat(result.get("type").textValue()).as(result.toString()).isEqualTo("failure");
        assertThat(result.toString()).doesNotContain(PASSWORD).doesNotContain("secret");
        return result;
    }

    private static Map<String, String> account(String user, String password) {
        return Map.of("REPLICATION_USER", user, "REPLICATION_PASSWORD", password);
    }

    private static JsonNode run(String command, Map<String, String> variables) throws IOException {
        var surroundings = new FakeSurroundings();
        variables.forEach((name, value) -> surroundings.environment.put("CLONE_AGENT_" + name, value));
        surroundings.environment.put("CLONE_AGENT_OUTPUT", "json");
        int code = surroundings.executeNow(command);
        var last = MAPPER.readTree(surroundings.out().lines().reduce("{}", (before, line) -> line));
        assertThat(last.path("exitCode").intValue()).isEqualTo(code);
        return last;
    }

    private static void assertDone(JsonNode result) {
        assertThat(result.path("exitCode").asInt(-1)).as(result.toString()).isZero();
    }

    private static void assertFailure(JsonNode failure, String cause, String words) {
        assertThat(failure.get("cause").textValue()).as(failure.toString()).isEqualTo(cause);
        assertThat(failure.get("message").textValue()).contains(words);
    }
}
