package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.testbed.CloneAssertions;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A source and its replicas as a MySQLDonor, and what is cloned from it. */
final class DonorIT {

    private static final String PRODUCTION = """
            apiVersion: mysqlclone.io/v1alpha1
            kind: MySQLDonor
            metadata: {name: production}
            spec:
              statefulSetRef: {name: mysql}
              credentialsSecretRef: {name: donor}
              tls: {mode: Required}
            %s
            """;

    /** A source and two replicas of it, which have what went through its binary log. */
    private static MysqlSet fleet(Scene scene) {
        MysqlSet fleet = MysqlSet.in(scene, "mysql", 1).replicas(3).start();
        fleet.donorAccounts();
        fleet.sql(0)
                .execute("CREATE SCHEMA app; CREATE TABLE app.replicated (id INT PRIMARY KEY, text VARCHAR(100));"
                        + " INSERT INTO app.replicated VALUES (1, 'one'), (2, 'two')");
        IntStream.of(1, 2).forEach(ordinal -> {
            fleet.sql(ordinal)
                    .execute(("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '%s', SOURCE_USER = 'repl', SOURCE_PASSWORD ="
                                    + " 'repl-secret', SOURCE_SSL = 1, SOURCE_AUTO_POSITION = 1; START REPLICA;"
                                    + " SET GLOBAL super_read_only = ON")
                            .formatted(fleet.host(0)));
            String wanted = fleet.gtidExecuted(0);
            assertThat(fleet.sql(ordinal).value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + wanted + "', 120)"))
                    .isEqualTo("0");
        });
        return fleet;
    }

    private static MySQLDonorStatus awaitReady(Scene scene) {
        scene.kubectl("wait", "--for=condition=Ready", "mysqldonor/production", "--timeout=3m");
        return Serialization.unmarshal(scene.kubectl("get", "mysqldonor", "production", "-o", "json"), MySQLDonor.class)
                .reported()
                .orElseThrow();
    }

    @Test
    void aReplicaIsCloned() {
        try (Scene scene = Scene.open("donor")) {
            MysqlSet fleet = fleet(scene);
            MysqlSet copy = MysqlSet.in(scene, "copy", 11).start();
            scene.apply(PRODUCTION.formatted(""));

            MySQLDonorStatus seen = awaitReady(scene);
            assertThat(seen.servers()).extracting(ServerStatus::role).containsExactly("Source", "Replica", "Replica");
            assertThat(seen.servers()).allMatch(ServerStatus::cloneable);
            scene.kubectl("wait", "--for=delete", "pods", "-l", "mysqlclone.io/donor=production", "--timeout=1m");

            Clone clone = scene.clone("copy", """
                    donorRef: {name: production}
                    recipient: {statefulSet: {name: copy, ordinal: 0}}
                    """);
            MySQLCloneStatus status = clone.awaitReady().status();

            assertThat(Objects.requireNonNull(status.resolvedDonor()).pod()).isEqualTo("mysql-2");
            assertThat(Objects.requireNonNull(status.donor()).serverUuid())
                    .isEqualTo(fleet.sql(2).value("SELECT @@server_uuid"));
            assertThat(copy.checksums(0)).containsOnlyKeys("app.replicated");
            CloneAssertions.assertSameTables(fleet.checksums(0), copy.checksums(0));
        }
    }

    @Test
    void anotherNamespaceClonesOnlyWhereItIsAllowedToAndWithSecretsOfItsOwn() {
        try (Scene production = Scene.open("production");
                Scene tenant = Scene.open("tenant")) {
            MysqlSet donor = MysqlSet.in(production, "mysql", 1).start().donor(16);
            MysqlSet copy = MysqlSet.in(tenant, "copy", 11).start();
            tenant.secret("account", "clone", "clone-secret");
            production.apply(PRODUCTION.formatted(""));
            awaitReady(production);

            Clone clone = tenant.clone("copy", """
                    donorRef: {name: production, namespace: %s, credentialsSecretRef: {name: account}}
                    recipient: {statefulSet: {name: copy, ordinal: 0}}
                    """.formatted(production.namespace()));
            Clone guess = tenant.clone("guess", """
                    donorRef: {name: guessed, namespace: %s, credentialsSecretRef: {name: account}}
                    recipient: {statefulSet: {name: copy, ordinal: 0}}
                    """.formatted(production.namespace()));
            String told = Objects.requireNonNull(
                    clone.awaitReason(Reason.DONOR_NOT_ALLOWED).message());
            assertThat(guess.awaitReason(Reason.DONOR_NOT_ALLOWED).message())
                    .isEqualTo(told.replace("/production ", "/guessed "));
            guess.delete();

            production.kubectl(
                    "patch",
                    "mysqldonor",
                    "production",
                    "--type=merge",
                    "--patch",
                    "{\"spec\": {\"allowedNamespaces\": {\"from\": \"Selector\", \"selector\": {\"matchLabels\":"
                            + " {\"kubernetes.io/metadata.name\": \"" + tenant.namespace() + "\"}}}}}");
            clone.awaitReady();

            CloneAssertions.assertSameTables(donor.checksums(0), copy.checksums(0));
        }
    }

    /** On an API server alone it is held at each step; here with {@code -Dtest.soak}. */
    @Test
    @EnabledIfSystemProperty(named = "test.soak", matches = "[1-9]\\d*")
    void aDonorThatIsChangedAndDeletedMidwayChangesNothingOfWhatIsUnderWay() {
        try (Scene scene = Scene.open("midway")) {
            MysqlSet donor = MysqlSet.in(scene, "mysql", 1).start().donor(48);
            MysqlSet copy = MysqlSet.in(scene, "copy", 11).start();
            scene.apply(PRODUCTION.formatted("  transfer: {maxDataBandwidth: 8Mi}"));
            awaitReady(scene);
            Clone clone = scene.clone("copy", """
                    donorRef: {name: production}
                    recipient: {statefulSet: {name: copy, ordinal: 0}}
                    """);
            clone.awaitBytes(1);

            scene.kubectl(
                    "patch",
                    "mysqldonor",
                    "production",
                    "--type=merge",
                    "--patch",
                    "{\"spec\": {\"credentialsSecretRef\": {\"name\": \"missing\"}}}");
            scene.kubectl("delete", "mysqldonor", "production", "--timeout=1m");
            MySQLCloneStatus status = clone.awaitReady().status();

            assertThat(status.attempts()).isZero();
            assertThat(status.restarts()).isZero();
            CloneAssertions.assertSameTables(donor.checksums(0), copy.checksums(0));
        }
    }
}
