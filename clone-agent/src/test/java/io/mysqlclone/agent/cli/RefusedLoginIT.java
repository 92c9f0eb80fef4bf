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
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts that a real server does not let in: each is told in one sentence, and tried once. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class RefusedLoginIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch = Path.of("");

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(shared)
                .donor()
                .option("--plugin-load-add=authentication_webauthn.so")
                .option("--loose-authentication-webauthn-rp-id=mysql.example")
                .start();
        SampleData.in("sample").mebibytes(1).createIn(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PASSWORD EXPIRE|1862|the password has expired",
                "ACCOUNT LOCK|3118|ACCOUNT UNLOCK",
                "REQUIRE X509|1045|check user and password",
                "IDENTIFIED BY 'another'|1045|check user and password"
            })
    void whatAnAccountLacksIsToldBeforeAnythingIsCopied(String alteration, int code, String advice) throws IOException {
        account("lacking");
        donor.execute("ALTER USER lacking@'%' " + alteration);

        JsonNode failure = clone("lacking", "secret");

        assertThat(failure.get("exitCode").intValue()).isEqualTo(4);
        assertThat(failure.get("cause").textValue()).isEqualTo("AuthenticationFailed");
        assertThat(failure.get("mysqlError").intValue()).isEqualTo(code);
        assertThat(failure.get("hint").textValue()).containsIgnoringCase(advice);
        assertThat(failure.toString()).doesNotContain("secret");
        assertThat(scratch.resolve("copy")).doesNotExist();
    }

    /** Where the server lets it in all the same, it may do nothing but change the password. */
    @Test
    void anExpiredPasswordOfAServerThatDoesNotDisconnectIsTold() throws IOException {
        try (MysqlServer lenient = MysqlServer.builder(scratch)
                .donor()
                .option("--disconnect-on-expired-password=OFF")
                .start()) {
            lenient.createCloneUser("sandboxed", "secret");
            lenient.execute("ALTER USER sandboxed@'%' PASSWORD EXPIRE");

            JsonNode failure = run(lenient, "clone", "sandboxed", "secret");

            assertThat(failure.get("cause").textValue()).isEqualTo("AuthenticationFailed");
            assertThat(failure.get("mysqlError").intValue()).isEqualTo(1820);
            assertThat(failure.get("hint").textValue()).startsWith("The password has expired");
        }
    }

    @Test
    void anAccountWithTwoFactorsIsTold() throws IOException {
        donor.execute("CREATE USER twice@'%' IDENTIFIED BY 'secret' AND IDENTIFIED WITH authentication_webauthn;"
                + " GRANT BACKUP_ADMIN ON *.* TO twice@'%'");

        JsonNode failure = clone("twice", "secret");

        assertThat(failure.get("cause").textValue()).isEqualTo("AuthenticationFailed");
        assertThat(failure.get("message").textValue()).contains("multi-factor accounts are not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "preflight"})
    void aWrongPasswordIsTriedOnceInARun(String command) throws IOException {
        donor.execute("DROP USER IF EXISTS locking@'%'");
        account("locking");
        donor.execute("ALTER USER locking@'%' FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME UNBOUNDED");

        assertThat(run(command, "locking", "wrong").toString()).contains("1045");
        assertThat(run(command, "locking", "wrong").toString()).contains("1045");
        logIn("locking", "secret");
        assertThat(run(command, "locking", "wrong").toString()).contains("1045");
        assertThat(run(command, "locking", "wrong").toString()).contains("1045");
        JsonNode last = run(command, "locking", "wrong");

        assertThat(last.toString()).contains("3955").contains("ACCOUNT UNLOCK");
        assertThatThrownBy(() -> logIn("locking", "secret")).hasMessageContaining("3955");
    }

    private static void account(String name) {
        donor.execute("DROP USER IF EXISTS " + name + "@'%'");
        donor.createCloneUser(name, "secret");
    }

    private static void logIn(String user, String password) throws IOException {
        MysqlConnection.open(new ConnectionOptions(
                        new Endpoint.Tcp("127.0.0.1", donor.port()),
                        new Credentials(user, Secret.of(password)),
                        TlsOptions.of(TlsMode.REQUIRED),
                        Compression.NONE,
                        Duration.ofSeconds(30)))
                .close();
    }

    private JsonNode clone(String user, String password) throws IOException {
        return run("clone", user, password);
    }

    private JsonNode run(String command, String user, String password) throws IOException {
        return run(donor, command, user, password);
    }

    private JsonNode run(MysqlServer server, String command, String user, String password) throws IOException {
        return run(
                command,
                Map.of(
                        "DONOR",
                        "127.0.0.1:" + server.port(),
                        "USER",
                        user,
                        "PASSWORD",
                        password,
                        "TLS_MODE",
                        "required",
                        "DATA_DIR",
                        scratch.resolve("copy").toString()));
    }

    private static JsonNode run(String command, Map<String, String> variables) throws IOException {
        FakeSurroundings surroundings = new FakeSurroundings();
        variables.forEach((name, value) -> surroundings.environment.put("CLONE_AGENT_" + name, value));
        surroundings.environment.put("CLONE_AGENT_OUTPUT", "json");
        surroundings.executeNow(command);
        return MAPPER.readTree(surroundings.out().lines().reduce("{}", (before, line) -> line));
    }
}
