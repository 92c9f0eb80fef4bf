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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clones of a server without the clone plugin, by an agent that is added to its pod: several at once, and whatever ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServedDonorIT {

    @AutoClose
    private final Scene scene = Scene.open("served");

    private final MysqlSet donor = production();
    private final MysqlSet copies = MysqlSet.in(scene, "copy", 11).replicas(2).start();

    private MysqlSet production() {
        MysqlSet set = MysqlSet.in(scene, "mysql", 1).without("plugin-load-add").start();
        set.sql(0).execute("INSTALL COMPONENT 'file://component_mysqlbackup'");
        set.donor(48);
        set.sql(0)
                .execute("CREATE USER backup@'127.0.0.1' IDENTIFIED BY 'backup-secret';"
                        + "GRANT BACKUP_ADMIN, RELOAD, SYSTEM_VARIABLES_ADMIN, PROCESS ON *.* TO backup@'127.0.0.1';"
                        + "GRANT SELECT ON performance_schema.* TO backup@'127.0.0.1'");
        scene.secret("backup", "backup", "backup-secret");
        return set;
    }

    /** A MySQLDonor of its own for each scenario: their agents count from 1. */
    private void donor(String name, String agent) {
        scene.apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLDonor
                metadata: {name: %s}
                spec:
                  statefulSetRef: {name: mysql}
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                  agent: {credentialsSecretRef: {name: backup}, idleTimeout: 15s, %s}
                """.formatted(name, agent));
        scene.kubectl("wait", "--for=condition=Ready", "mysqldonor/" + name, "--timeout=3m");
    }

    private DonorAgentStatus agent(String name, Predicate<DonorAgentStatus> wanted) {
        return Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofMinutes(3))
                .until(
                        () -> Serialization.unmarshal(
                                        scene.kubectl("get", "mysqldonor", name, "-o", "json"), MySQLDonor.class)
                                .reported()
                                .map(MySQLDonorStatus::agent),
                        agent -> agent.filter(wanted).isPresent())
                .orElseThrow();
    }

    private Clone clone(String name, String from, int ordinal, String more) {
        return scene.clone(name, """
                donorRef: {name: %s}
                recipient: {statefulSet: {name: copy, ordinal: %d}, overwrite: Always}
                %s""".formatted(from, ordinal, more));
    }

    private void assertCopied(int ordinal) {
        CloneAssertions.assertSameTables(donor.checksums(0), copies.checksums(ordinal));
        assertThat(copies.gtidExecuted(ordinal)).isEqualTo(donor.gtidExecuted(0));
    }

    /** Nobody wants it any more, and nothing of it stays on the server. */
    private void assertEnds(String name) {
        DonorAgentStatus end = agent(name, told -> !told.active());
        assertThat(end.state()).as(end.message()).isEqualTo(State.ENDED);
        assertThat(donor.sql(0)
                        .value("SELECT COUNT(*) FROM performance_schema.processlist WHERE USER IN ('backup', 'clone')"))
                .isEqualTo("0");
        scene.kubectl("delete", "mysqldonor", name, "--timeout=1m");
    }

    @Test
    void twoRecipientsAreFilledAtOnceAndReplicateFromTheServer() {
        donor("shared", "maxDataBandwidth: 8Mi");
        String replication = "replication: {credentialsSecretRef: {name: replication}, tls: {mode: Required}}";
        Clone one = clone("one", "shared", 0, replication);
        Clone two = clone("two", "shared", 1, replication);
        one.awaitBytes(1);
        assertThat(two.awaitBytes(1).phase()).isEqualTo(Phase.TRANSFERRING);
        assertThat(one.status().phase()).as("at the same time").isEqualTo(Phase.TRANSFERRING);
        assertThat(agent("shared", told -> told.state() == State.SERVING).number())
                .isEqualTo(1);
        one.awaitReady();
        two.awaitReady();

        donor.sql(0)
                .execute(
                        "CREATE SCHEMA later; CREATE TABLE later.t (id INT PRIMARY KEY); INSERT INTO later.t VALUES (7)");
        for (int copy : List.of(0, 1)) {
            String wanted = donor.gtidExecuted(0);
            assertThat(copies.sql(copy).value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + wanted + "', 120)"))
                    .isEqualTo("0");
            assertCopied(copy);
        }
        assertEnds("shared");
        donor.sql(0).execute("DROP SCHEMA later");
        for (int copy : List.of(0, 1)) {
            copies.sql(copy).execute("STOP REPLICA; RESET REPLICA ALL");
        }
    }

    @Test
    void whenTheAgentIsKilledTheCloneIsMadeByTheNextOne() {
        donor("killed", "maxDataBandwidth: 4Mi");
        Clone clone = clone("killed", "killed", 0, "transfer: {reconnectTimeout: 10s}");
        clone.awaitBytes(8 << 20);
        DonorAgentStatus first = agent("killed", DonorAgentStatus::active);
        Node.kill(scene, scene.pod("mysql-0"), agentContainer("killed", first.number()));
        scene.kubectl(
                "patch",
                "mysqldonor",
                "killed",
                "--type=json",
                "--patch",
                "[{\"op\": \"remove\", \"path\": \"/spec/agent/maxDataBandwidth\"}]");
        DonorAgentStatus next =
                agent("killed", told -> told.number() > first.number() && told.state() == State.SERVING);
        assertThat(next.fingerprint()).isNotEqualTo(first.fingerprint());
        MySQLCloneStatus status = clone.awaitReady().status();

        assertCopied(0);
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(status.resolvedDonor()).agent())
                        .number())
                .isEqualTo(next.number());
        assertEnds("killed");
    }

    @Test
    void whenTheDonorsPodIsMadeAgainTheCloneIsMadeFromThatOne() {
        donor("restarted", "maxDataBandwidth: 4Mi");
        Clone clone = clone("restarted", "restarted", 1, "transfer: {reconnectTimeout: 10s}");
        clone.awaitBytes(8 << 20);
        DonorAgentStatus first = agent("restarted", DonorAgentStatus::active);
        scene.kubectl("delete", "pod", "mysql-0");
        donor.awaitRollout();
        scene.kubectl(
                "patch",
                "mysqldonor",
                "restarted",
                "--type=json",
                "--patch",
                "[{\"op\": \"remove\", \"path\": \"/spec/agent/maxDataBandwidth\"}]");
        DonorAgentStatus next =
                agent("restarted", told -> told.number() > first.number() && told.state() == State.SERVING);
        assertThat(next.podUid()).isNotEqualTo(first.podUid());
        assertThat(next.failures()).isZero();
        clone.awaitReady();

        assertCopied(1);
        assertEnds("restarted");
    }

    private String agentContainer(String donorName, int number) {
        String uid = scene.kubectl("get", "mysqldonor", donorName, "-o", "jsonpath={.metadata.uid}");
        return "clone-agent-" + uid.strip().replace("-", "").substring(0, 8) + "-" + number;
    }
}
