package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus.State;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.CloneAssertions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Clones of a server without the clone plugin, by an agent that is added to its pod: several at once, and whatever ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ServedDonorIT {

    @AutoClose
    private final Scene scene = Scene.open("served");

    private final MysqlSet donor = production();
    private final MysqlSet copies = MysqlSet.in(scene, "copy", 11).replicas(2).start();

    private MysqlSet production() {
        return MysqlSet.in(scene, "mysql", 1).without("plugin-load-add").start().servedDonor(48);
    }

    private void describe() {
        scene.apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLDonor
                metadata: {name: production}
                spec:
                  statefulSetRef: {name: mysql}
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                  agent: {credentialsSecretRef: {name: backup}, idleTimeout: 1m}
                """);
        scene.kubectl("wait", "--for=condition=Ready", "mysqldonor/production", "--timeout=3m");
    }

    private DonorAgentStatus agent(Predicate<DonorAgentStatus> wanted) {
        return Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofMinutes(3))
                .until(
                        () -> Serialization.unmarshal(
                                        scene.kubectl("get", "mysqldonor", "production", "-o", "json"),
                                        MySQLDonor.class)
                                .reported()
                                .map(MySQLDonorStatus::agent),
                        agent -> agent.filter(wanted).isPresent())
                .orElseThrow();
    }

    private Clone clone(String name, int ordinal, String more) {
        return scene.clone(name, """
                donorRef: {name: production}
                recipient: {statefulSet: {name: copy, ordinal: %d}, overwrite: Always}
                transfer: {maxDataBandwidth: 4Mi, reconnectTimeout: 10s}
                %s""".formatted(ordinal, more));
    }

    private void assertCopied(int ordinal) {
        CloneAssertions.assertSameTables(donor.checksums(0), copies.checksums(ordinal));
        assertThat(copies.gtidExecuted(ordinal)).isEqualTo(donor.gtidExecuted(0));
    }

    @Test
    @Order(1)
    void twoRecipientsAreFilledAtOnceAndReplicateFromTheServer() {
        describe();
        String replication = "replication: {credentialsSecretRef: {name: replication}, tls: {mode: Required}}";
        try (Clone one = clone("one", 0, replication);
                Clone two = clone("two", 1, replication)) {
            one.awaitBytes(1);
            assertThat(two.awaitBytes(1).phase()).isEqualTo(Phase.TRANSFERRING);
            assertThat(one.status().phase()).as("at the same time").isEqualTo(Phase.TRANSFERRING);
            assertThat(agent(told -> told.state() == State.SERVING).number()).isEqualTo(1);
            one.unlimited();
            two.unlimited();
            one.awaitReady();
            two.awaitReady();

            donor.sql(0)
                    .execute(
                            "CREATE SCHEMA later; CREATE TABLE later.t (id INT PRIMARY KEY); INSERT INTO later.t VALUES (7)");
            String wanted = donor.gtidExecuted(0);
            for (int copy : List.of(0, 1)) {
                assertThat(copies.sql(copy).value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + wanted + "', 120)"))
                        .isEqualTo("0");
                assertCopied(copy);
            }
        }
    }

    @Test
    @Order(2)
    void whenTheAgentIsKilledTheCloneIsMadeByTheNextOne() {
        try (Clone clone = clone("killed", 0, "")) {
            clone.awaitBytes(8 << 20);
            DonorAgentStatus first = agent(DonorAgentStatus::active);
            Node.kill(scene, scene.pod("mysql-0"), agentContainer(first.number()));
            DonorAgentStatus next = agent(told -> told.number() > first.number() && told.state() == State.SERVING);
            assertThat(next.fingerprint()).isNotEqualTo(first.fingerprint());
            clone.unlimited();
            MySQLCloneStatus status = clone.awaitReady().status();

            assertCopied(0);
            assertThat(Objects.requireNonNull(Objects.requireNonNull(status.resolvedDonor())
                                    .agent())
                            .number())
                    .isEqualTo(next.number());
        }
    }

    @Test
    @Order(3)
    void whenTheDonorsPodIsMadeAgainTheCloneIsMadeFromThatOne() {
        try (Clone clone = clone("restarted", 1, "")) {
            clone.awaitBytes(8 << 20);
            DonorAgentStatus first = agent(DonorAgentStatus::active);
            scene.kubectl("delete", "pod", "mysql-0");
            donor.awaitRollout();
            DonorAgentStatus next = agent(told -> told.number() > first.number() && told.state() == State.SERVING);
            assertThat(next.podUid()).isNotEqualTo(first.podUid());
            assertThat(next.failures()).isZero();
            clone.unlimited();
            clone.awaitReady();

            assertCopied(1);
        }
    }

    @Test
    @Order(4)
    void whenNobodyWantsItAnyMoreItEndsAndNothingOfItStaysOnTheServer() {
        DonorAgentStatus end = agent(told -> !told.active());

        assertThat(end.state()).as(end.message()).isEqualTo(State.ENDED);
        assertThat(donor.sql(0)
                        .value("SELECT COUNT(*) FROM performance_schema.processlist WHERE USER IN ('backup', 'clone')"))
                .isEqualTo("0");
    }

    private String agentContainer(int number) {
        String uid = scene.kubectl("get", "mysqldonor", "production", "-o", "jsonpath={.metadata.uid}");
        return "clone-agent-" + uid.strip().replace("-", "").substring(0, 8) + "-" + number;
    }
}
