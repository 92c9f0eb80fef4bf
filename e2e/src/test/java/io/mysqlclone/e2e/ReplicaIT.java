package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.WriteLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica's running pod becomes a copy of the donor. */
final class ReplicaIT {

    @Test
    void fillsAnEmptyReplica() {
        try (Scene scene = Scene.open("fill")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(48);
            MysqlSet replica = MysqlSet.in(scene, "replica", 11).start();
            Map<String, String> expected = donor.checksums(0);

            Clone clone = scene.clone("fill", """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      statefulSet: {name: replica, ordinal: 0}
                    """.formatted(donor.host(0)));
            MySQLCloneStatus status = clone.awaitReady().status();

            CloneAssertions.assertSameTables(expected, replica.checksums(0));
            assertThat(replica.gtidExecuted(0)).isEqualTo(donor.gtidExecuted(0));
            assertThat(Objects.requireNonNull(status.snapshot()).gtidExecuted()).isEqualTo(donor.gtidExecuted(0));
            assertThat(status.attempts()).isZero();
            assertThat(status.holds(ConditionType.VERIFIED)).isTrue();
            assertThat(clone.events())
                    .containsSubsequence("Committing", "Recovered", "Succeeded")
                    .doesNotHaveDuplicates();
        }
    }

    /** The replica has other rows and transactions of its own; it serves reads until it is restarted on the clone. */
    @Test
    void reprovisionsADivergedReplicaThatThenReplicates() {
        try (Scene scene = Scene.open("diverged")) {
            MysqlSet donor = MysqlSet.in(scene, "donor", 1).start().donor(48);
            MysqlSet replica = MysqlSet.in(scene, "replica", 11).start();
            replica.sql(0)
                    .execute("CREATE SCHEMA stray; CREATE TABLE stray.rows (id INT PRIMARY KEY);"
                            + "INSERT INTO stray.rows VALUES (1), (2), (3)");
            String spec = """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {mode: Required}
                    recipient:
                      pod: {name: replica-0}
                      overwrite: Always
                    transfer: {maxDataBandwidth: 16Mi}
                    replication:
                      credentialsSecretRef: {name: replication}
                    """.formatted(donor.host(0));
            try (WriteLoad load = WriteLoad.start(donor.connector(0), "busy", 2, 50)) {
                load.awaitTransactions(20);
                Clone clone = scene.clone("again", spec);

                clone.awaitBytes(1);
                assertThat(replica.sql(0).value("SELECT COUNT(*) FROM stray.rows"))
                        .isEqualTo("3");

                clone.awaitReady();
                assertThat(clone.status().holds(ConditionType.REPLICATING)).isTrue();
                load.awaitTransactions(20);
            }

            awaitCaughtUp(donor, replica);
            CloneAssertions.assertSameTables(donor.checksums(0), replica.checksums(0));
            assertThat(replica.sql(0).query("SHOW SCHEMAS LIKE 'stray'")).isEmpty();
        }
    }

    @Test
    void verifiesTheDonorsCertificateAndName(@TempDir Path directory) {
        try (Scene scene = Scene.open("tls")) {
            CertificateAuthority authority = CertificateAuthority.create(directory, "e2e");
            CertificateAuthority.Issued issued =
                    authority.issue("server", "donor", "donor-0.donor." + scene.namespace() + ".svc");
            scene.kubectl(
                    "create",
                    "secret",
                    "generic",
                    "certificates",
                    "--from-file=ca.crt=" + authority.certificate(),
                    "--from-file=tls.crt=" + issued.certificate(),
                    "--from-file=tls.key=" + issued.key());
            MysqlSet donor = MysqlSet.in(scene, "donor", 1)
                    .secretVolume("certificates", "/certificates")
                    .option("ssl-ca", "/certificates/ca.crt")
                    .option("ssl-cert", "/certificates/tls.crt")
                    .option("ssl-key", "/certificates/tls.key")
                    .option("require-secure-transport", "OFF")
                    .start()
                    .donor(16);
            MysqlSet replica = MysqlSet.in(scene, "replica", 11).start();
            String spec = """
                    donor:
                      host: %s
                      credentialsSecretRef: {name: donor}
                      tls: {caSecretRef: {name: certificates}}
                    recipient:
                      pod: {name: replica-0}
                    replication:
                      credentialsSecretRef: {name: replication}
                    """.formatted(donor.host(0));

            scene.clone("tls", spec).awaitReady();

            CloneAssertions.assertSameTables(donor.checksums(0), replica.checksums(0));
            List<List<String>> tls = replica.sql(0)
                    .query("SELECT ssl_allowed, ssl_verify_server_certificate FROM"
                            + " performance_schema.replication_connection_configuration");
            assertThat(tls).containsExactly(List.of("YES", "YES"));
        }
    }

    private static void awaitCaughtUp(MysqlSet donor, MysqlSet replica) {
        String wanted = donor.gtidExecuted(0);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(
                                replica.sql(0).value("SELECT GTID_SUBSET('" + wanted + "', @@GLOBAL.gtid_executed)"))
                        .as(() -> replica.sql(0)
                                .query("SELECT * FROM performance_schema.replication_applier_status_by_worker")
                                .toString())
                        .isEqualTo("1"));
    }
}
