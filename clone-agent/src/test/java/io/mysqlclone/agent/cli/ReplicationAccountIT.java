package io.mysqlclone.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts and keys of {@code replicate}, on a server that was started on a clone. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ReplicationAccountIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private static Path scratch;

    private static CertificateAuthority authority;
    private static MysqlServer donor;
    private static MysqlServer copy;

    @BeforeAll
    static void startDonorAndCopy() throws Exception {
        authority = CertificateAuthority.create(scratch, "authority");
        CertificateAuthority.Issued certificate = authority.issue("donor", "donor", "127.0.0.1");
        Path clients = Files.writeString(scratch.resolve("clients.pem"), pem("ca.pem"));
        donor = MysqlServer.builder(scratch)
                .donor()
                .option("--ssl-ca=" + clients)
                .option("--ssl-cert=" + certificate.certificate())
                .option("--ssl-key=" + certificate.key())
                .start();
        donor.createCloneUser("cloner", "secret");
        for (String name : new String[] {"repl", "certified", "locking"}) {
            donor.execute("CREATE USER " + name + "@'%' IDENTIFIED BY 'secret'; GRANT REPLICATION SLAVE,"
                    + " REPLICATION_SLAVE_ADMIN, REPLICATION CLIENT ON *.* TO " + name + "@'%'");
        }
        donor.execute("ALTER USER certified@'%' REQUIRE X509;"
                + " ALTER USER locking@'%' FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME UNBOUNDED;"
                + " CREATE USER elsewhere@'10.%' IDENTIFIED BY 'secret'");
        Path data = scratch.resolve("copy");
        JsonNode cloned = run(
                "clone",
                Map.of(
                        "DONOR",
                        "127.0.0.1:" + donor.port(),
                        "USER",
                        "cloner\n",
                        "PASSWORD",
                        "secret\r\n",
                        "TLS_MODE",
                        "required",
                        "DATA_DIR",
                        data.toString()));
        assertThat(cloned.path("exitCode").asInt(-1)).as(cloned.toString()).isZero();
        copy = MysqlServer.builder(Files.createTempDirectory(scratch, "server"))
                .dataDir(data)
                .donor()
                .start();
    }

    @AfterAll
    static void stop() {
        copy.close();
        donor.close();
    }

    private static String pem(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReplicationAccountIT.class.getResourceAsStream("/pem/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** mysqld reads the files itself. */
    @ParameterizedTest
    @ValueSource(strings = {"ec-sec1-with-parameters", "ed25519-pkcs8", "rsa-pkcs1"})
    void theReplicaShowsItsCertificateWhateverTheFormOfItsKey(String name) throws IOException {
        JsonNode result = replicate(Map.of(
                "REPLICATION_USER",
                "certified\n",
                "REPLICATION_PASSWORD",
                "secret\n",
                "REPLICATION_TLS_CERT_PEM",
                pem(name + ".pem"),
                "REPLICATION_TLS_KEY_PEM",
                pem(name + ".key")));
        assertThat(result.path("exitCode").asInt(-1)).as(result.toString()).isZero();
        assertThat(result.get("ioState").textValue()).isEqualTo("Yes");
    }

    @Test
    void whatMysqldCouldNotUseIsToldBeforeAnythingIsChanged() throws IOException {
        copy.execute("STOP REPLICA; RESET REPLICA ALL");

        JsonNode encrypted = replicate(Map.of(
                "REPLICATION_TLS_CERT_PEM",
                pem("ec-pkcs8.pem"),
                "REPLICATION_TLS_KEY_PEM",
                pem("encrypted-pkcs8.key")));
        assertThat(encrypted.get("cause").textValue()).isEqualTo("TlsFailed");
        assertThat(encrypted.get("message").textValue())
                .contains("CLONE_AGENT_REPLICATION_TLS_KEY_PEM")
                .contains("is encrypted");

        JsonNode tooLong = replicate(Map.of("REPLICATION_PASSWORD", "x".repeat(33)));
        assertThat(tooLong.get("exitCode").intValue()).isEqualTo(2);
        assertThat(tooLong.get("message").textValue()).contains("33 bytes").contains("no more than 32");

        assertThat(copy.query("SHOW REPLICA STATUS")).isEmpty();
    }

    @Test
    void theRecipientIsTriedOnceInARun() throws IOException {
        Map<String, String> wrong = Map.of("RECIPIENT_USER", "locking", "RECIPIENT_PASSWORD", "wrong");
        assertTriedOnce(copy, wrong, "RecipientAuthenticationFailed");
    }

    /** mysqld would log in again and again by itself. */
    @Test
    void theSourceIsTriedOnceInARun() throws IOException {
        Map<String, String> wrong = Map.of("REPLICATION_USER", "locking", "REPLICATION_PASSWORD", "wrong");
        assertTriedOnce(donor, wrong, "SourceAuthenticationFailed");
        assertThat(copy.sql().value("SELECT SERVICE_STATE FROM performance_schema.replication_connection_status"))
                .isEqualTo("OFF");
    }

    private static void assertTriedOnce(MysqlServer server, Map<String, String> wrong, String cause)
            throws IOException {
        server.execute("SET sql_log_bin = 0; ALTER USER locking@'%' ACCOUNT UNLOCK");
        for (int i = 0; i < 2; i++) {
            JsonNode failure = replicate(wrong);
            assertThat(failure.path("cause").asText()).as(failure.toString()).isEqualTo(cause);
            assertThat(failure.get("mysqlError").intValue()).isEqualTo(1045);
        }
        logIn(server);
        for (int i = 0; i < 2; i++) {
            assertThat(replicate(wrong).get("mysqlError").intValue()).isEqualTo(1045);
        }
        JsonNode last = replicate(wrong);
        assertThat(last.get("mysqlError").intValue()).isEqualTo(3955);
        assertThat(last.get("message").textValue()).contains("ACCOUNT UNLOCK");
        assertThatThrownBy(() -> logIn(server)).hasMessageContaining("3955");
    }

    @Test
    void anAccountForOtherHostsOnlyIsTold() throws IOException {
        JsonNode failure = replicate(Map.of("RECIPIENT_USER", "elsewhere"));
        assertThat(failure.get("cause").textValue()).isEqualTo("RecipientAuthenticationFailed");
        assertThat(failure.get("message").textValue())
                .contains("an account for other hosts only is of no use here")
                .contains("--recipient-user");
    }

    private static void logIn(MysqlServer server) throws IOException {
        MysqlConnection.open(new ConnectionOptions(
                        new Endpoint.Tcp("127.0.0.1", server.port()),
                        new Credentials("locking", Secret.of("secret")),
                        TlsOptions.of(TlsMode.REQUIRED),
                        Compression.NONE,
                        Duration.ofSeconds(30)))
                .close();
    }

    private static JsonNode replicate(Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATA_DIR", copy.dataDir().toString(),
                "RECIPIENT", "127.0.0.1:" + copy.port(),
                "RECIPIENT_USER", "repl",
                "RECIPIENT_PASSWORD", "secret",
                "REPLICATION_SOURCE", "127.0.0.1:" + donor.port(),
                "REPLICATION_USER", "repl",
                "REPLICATION_PASSWORD", "secret",
                "REPLICATION_TLS_CA_PEM", Files.readString(authority.certificate()),
                "WAIT", "60s"));
        variables.putAll(more);
        return run("replicate", variables);
    }

    private static JsonNode run(String command, Map<String, String> variables) throws IOException {
        FakeSurroundings surroundings = new FakeSurroundings();
        variables.forEach((name, value) -> surroundings.environment.put("CLONE_AGENT_" + name, value));
        surroundings.environment.put("CLONE_AGENT_OUTPUT", "json");
        surroundings.executeNow(command);
        return MAPPER.readTree(surroundings.out().lines().reduce("{}", (before, line) -> line));
    }
}
