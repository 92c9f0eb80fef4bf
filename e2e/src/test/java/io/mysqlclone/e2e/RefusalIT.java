package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.testbed.CloneAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What must not be cloned, is not, and the recipient serves what it served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalIT {

    /** A directory of the servers' image that is not their data directory. */
    private static final String ELSEWHERE = "/var/lib/mysql-files";

    private Scene scene;
    private MysqlSet donor;
    private MysqlSet replica;

    @BeforeAll
    void startServers() {
        scene = Scene.open("refusal");
        donor = MysqlSet.in(scene, "donor", 1).start().donor(48);
        replica = MysqlSet.in(scene, "replica", 11).start();
        replica.sql(0)
                .execute("CREATE SCHEMA precious; CREATE TABLE precious.rows (id INT PRIMARY KEY);"
                        + "INSERT INTO precious.rows VALUES (1), (2)");
    }

    @AfterAll
    void endScene() {
        scene.close();
    }

    private String spec(String host, String secret, String overwrite) {
        return """
                donor:
                  host: %s
                  credentialsSecretRef: {name: %s}
                  tls: {mode: Required}
                recipient:
                  pod: {name: replica-0}
                  overwrite: %s
                backoffLimit: 0
                """.formatted(host, secret, overwrite);
    }

    private void assertServesItsOwnData() {
        assertThat(replica.sql(0).value("SELECT COUNT(*) FROM precious.rows")).isEqualTo("2");
        assertThat(scene.kubectl("exec", "replica-0", "-c", "mysql", "--", "ls", "-A", "/var/lib/mysql"))
                .doesNotContain("#clone-agent");
    }

    @Test
    void dataIsNotOverwrittenUnlessAskedFor() {
        Clone clone = scene.clone("never", spec(donor.host(0), "donor", "Never"));

        MySQLCloneStatus status = clone.awaitFailed(Reason.RECIPIENT_NOT_EMPTY);

        assertThat(status.message()).contains("precious");
        assertThat(status.condition(ConditionType.PREFLIGHT_PASSED)
                        .orElseThrow()
                        .getStatus())
                .isEqualTo("False");
        assertServesItsOwnData();
    }

    @Test
    void aWrongPasswordIsToldAndCanBeCorrected() {
        scene.secret("wrong", "clone", "not-the-password");

        MySQLCloneStatus status = scene.clone("password", spec(donor.host(0), "wrong", "Always"))
                .awaitFailed(Reason.AUTHENTICATION_FAILED);

        assertThat(status.message()).contains("1045").doesNotContain("not-the-password");
        assertServesItsOwnData();
    }

    @Test
    void aMissingSecretIsWaitedFor() {
        Clone clone = scene.clone("secret", spec(donor.host(0), "absent", "Always"));

        MySQLCloneStatus status = clone.awaitReason(Reason.AGENT_NOT_STARTING);

        assertThat(status.message()).contains("absent");
        clone.delete();
        assertServesItsOwnData();
    }

    @Test
    void aDonorWithoutTheClonePluginIsTold() {
        MysqlSet plain =
                MysqlSet.in(scene, "plain", 31).without("plugin-load-add").start();
        plain.sql(0)
                .execute("CREATE USER clone@'%' IDENTIFIED BY 'clone-secret'; GRANT BACKUP_ADMIN ON *.* TO clone@'%'");

        MySQLCloneStatus status = scene.clone("plugin", spec(plain.host(0), "donor", "Always"))
                .await("Failed", seen -> seen.phase() == Phase.FAILED);

        assertThat(status.message()).contains("INSTALL PLUGIN clone");
        assertServesItsOwnData();
    }

    @Test
    void aRecipientThatIsTheDonorIsRefused() {
        Clone clone = scene.clone("itself", """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  pod: {name: donor-0}
                  overwrite: Always
                backoffLimit: 0
                """.formatted(donor.host(0)));

        MySQLCloneStatus status = clone.awaitFailed(Reason.RECIPIENT_IS_DONOR);

        assertThat(status.holds(ConditionType.PREFLIGHT_PASSED)).isFalse();
    }

    @Test
    void aVolumeThatIsTooSmallIsRefusedBeforeTheTransfer() {
        MysqlSet small =
                MysqlSet.in(scene, "small", 41).volumes("small", "300Mi").start();
        Clone clone = scene.clone("small", """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  pod: {name: small-0}
                backoffLimit: 0
                """.formatted(donor.host(0)));

        MySQLCloneStatus status = clone.awaitFailed(Reason.PREFLIGHT_REFUSED);

        assertThat(status.message()).contains("3873");
        assertThat(small.sql(0).value("SELECT 1")).isEqualTo("1");
    }

    @Test
    void tablespacesElsewhereAreRefusedUntilTheResourceSaysWhereTheyGo() {
        MysqlSet source = MysqlSet.in(scene, "scattered", 51).option("innodb-directories", ELSEWHERE);
        MysqlSet recipient = MysqlSet.in(scene, "gathered", 61);
        source.apply();
        recipient.start();
        source.start().cloneAccount(0);
        source.sql(0)
                .execute("CREATE SCHEMA d; CREATE TABLE d.here (id INT PRIMARY KEY); INSERT INTO d.here VALUES (1);"
                        + "CREATE TABLE d.there (id INT PRIMARY KEY) DATA DIRECTORY = '" + ELSEWHERE + "';"
                        + "INSERT INTO d.there VALUES (1), (2), (3)");
        String spec = """
                donor:
                  host: %s
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                recipient:
                  pod: {name: gathered-0}
                  %%s
                backoffLimit: 0
                """.formatted(source.host(0));

        try (Clone refused = scene.clone("scattered", spec.formatted(""))) {
            assertThat(refused.awaitFailed(Reason.PREFLIGHT_REFUSED).message())
                    .contains(ELSEWHERE + "/d/there.ibd", "spec.recipient.relocations");
        }
        try (Clone clone = scene.clone("gathered", spec.formatted("relocations: [{from: %s}]".formatted(ELSEWHERE)))) {
            clone.awaitReady();
            CloneAssertions.assertSameTables(source.checksums(0), recipient.checksums(0));
        }
    }
}
