package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may clone, and what those are told who may not. */
final class AuthenticationIT {
    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(scratch).donor().start();
        donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1), (2);"
                + "CREATE USER plain IDENTIFIED BY 'secret'");
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private CloneFailure failure(CloneRequests requests) {
        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class,
                () -> new CloneRun(CloneEngines.standard(), requests.into(target), event -> {}).run());
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
        assertThat(target).isEmptyDirectory();
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "caching_sha2_password, DISABLED",
        "caching_sha2_password, REQUIRED",
        "sha256_password, DISABLED",
        "sha256_password, REQUIRED"
    })
    void clonesWithEveryAuthentication(String plugin, TlsMode tls) throws Exception {
        String user = plugin + "_" + tls;
        // Without TLS the first login exchanges the password under the donor's RSA key, the next ones need not.
        donor.createCloneUser(user, "IDENTIFIED WITH " + plugin + " BY 'geheim-ü'", "");

        CloneResult result = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor)
                                .user(user, "geheim-ü")
                                .tls(tls)
                                .connections(4)
                                .into(target),
                        event -> {})
                .run();

        StartedCopy.assertEquals(donor, result);
    }

    @Test
    void clonesThroughAUnixSocket() throws Exception {
        CloneRequest request = CloneRequests.from(donor)
                .endpoint(new Endpoint.UnixSocket(donor.socket()))
                .into(target);

        StartedCopy.assertEquals(donor, new CloneRun(CloneEngines.standard(), request, event -> {}).run());
    }

    @Test
    void tellsOfAWrongPassword() {
        CloneFailure failure = failure(CloneRequests.from(donor).user(CloneRequests.USER, "wrong"));

        assertThat(failure.mysqlError()).hasValue(1045);
        assertThat(failure)
                .hasMessage("ERROR 1045 (28000): Access denied for user 'cloner'@'127.0.0.1' (using password: YES);"
                        + " check user and password, and the hosts that the account is allowed from");
    }

    /** The server says the same as of a wrong password. */
    @Test
    void tellsThatAnAccountMayNeedTls() {
        donor.createCloneUser("sealed", "IDENTIFIED WITH sha256_password BY 'secret'", "REQUIRE SSL");

        CloneFailure failure =
                failure(CloneRequests.from(donor).user("sealed", "secret").tls(TlsMode.DISABLED));

        assertThat(failure.mysqlError()).hasValue(1045);
        assertThat(failure.hint().orElseThrow())
                .startsWith("check user and password")
                .endsWith("when the account REQUIREs SSL, use --tls-mode required or a stricter one");
    }

    @Test
    void tellsOfAMissingPrivilege() {
        CloneFailure failure = failure(CloneRequests.from(donor).user("plain", "secret"));

        assertThat(failure.mysqlError()).hasValue(1227);
        assertThat(failure)
                .hasMessage(
                        "ERROR 1227 (42000): Access denied; you need (at least one of) the BACKUP_ADMIN"
                                + " privilege(s) for this operation; on the donor (a managed service such as RDS, Aurora, Cloud SQL or Azure does not allow it): GRANT BACKUP_ADMIN ON *.* TO 'plain'@'%';");
    }

    @Test
    void tellsOfAMissingPlugin() {
        try (MysqlServer without =
                MysqlServer.builder(scratch.resolve("without-plugin")).start()) {
            CloneRequests.allowCloning(without);

            CloneFailure failure = failure(CloneRequests.from(without));

            assertThat(failure.mysqlError()).hasValue(1524);
            assertThat(failure)
                    .hasMessage(
                            "ERROR 1524 (HY000): Plugin 'clone' is not loaded;"
                                    + " on the donor (a managed service such as RDS, Aurora, Cloud SQL or Azure does not allow it): INSTALL PLUGIN clone SONAME 'mysql_clone.so';");
        }
    }
}
