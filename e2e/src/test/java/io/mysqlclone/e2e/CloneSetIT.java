package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneSet;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.set.Member;
import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.CloneAssertions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The members of a StatefulSet are filled by one resource, of a donor without the clone plugin beside which an agent stands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CloneSetIT {

    /** In which a member does not serve, or not as it is to. */
    private static final Set<Phase> AWAY =
            Set.of(Phase.RESTARTING, Phase.ROLLING_BACK, Phase.POST_CLONING, Phase.REPLICATING);

    @AutoClose
    private final Scene scene = Scene.open("set");

    private final MysqlSet donor = production();
    private final MysqlSet members =
            MysqlSet.in(scene, "member", 11).replicas(3).start();

    private MysqlSet production() {
        return MysqlSet.in(scene, "mysql", 1).without("plugin-load-add").start().servedDonor(48);
    }

    private void donor(String name, String agent) {
        scene.apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLDonor
                metadata: {name: %s}
                spec:
                  podRef: {name: mysql-0}
                  credentialsSecretRef: {name: donor}
                  tls: {mode: Required}
                  agent: {credentialsSecretRef: {name: backup}, %s}
                """.formatted(name, agent));
        scene.kubectl("wait", "--for=condition=Ready", "mysqldonor/" + name, "--timeout=3m");
    }

    private void set(String name, String more, String template) {
        scene.apply("""
                apiVersion: mysqlclone.io/v1alpha1
                kind: MySQLCloneSet
                metadata: {name: %s}
                spec:
                  statefulSetRef: {name: member}
                %s
                  template:
                    spec:
                %s""".formatted(name, more.indent(2), template.indent(6)));
    }

    private MySQLCloneSetStatus status(String name) {
        return scene.client()
                .resources(MySQLCloneSet.class)
                .inNamespace(scene.namespace())
                .withName(name)
                .require()
                .reported()
                .orElse(MySQLCloneSetStatus.EMPTY);
    }

    /** Waits, while no more members are away than may be. */
    private MySQLCloneSetStatus await(String name, int away, Predicate<MySQLCloneSetStatus> wanted) {
        return Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            MySQLCloneSetStatus status = status(name);
                            assertThat(status.members())
                                    .filteredOn(member -> member.phase() != null && AWAY.contains(member.phase()))
                                    .hasSizeLessThanOrEqualTo(away);
                            assertThat(status.failed())
                                    .as("%s", status.members())
                                    .isZero();
                            return status;
                        },
                        wanted);
    }

    private static boolean isReady(MySQLCloneSetStatus status, int of) {
        return status.holds(ConditionType.READY) && status.ready() == of;
    }

    private void assertCopied(int ordinal) {
        CloneAssertions.assertSameTables(donor.checksums(0), members.checksums(ordinal));
        assertThat(members.gtidExecuted(ordinal)).contains(donor.sql(0).value("SELECT @@server_uuid"));
    }

    @Test
    @Order(1)
    void emptyMembersAreFilledAtOnceAndReplicate() {
        donor("shared", "idleTimeout: 1m, maxDataBandwidth: 8Mi");
        set("fill", "fill: NewOrdinals", """
                donorRef: {name: shared}
                replication: {credentialsSecretRef: {name: replication}, tls: {mode: Required}}
                """);
        await(
                "fill",
                1,
                status -> status.members().stream()
                                .filter(member -> member.phase() == Phase.TRANSFERRING)
                                .count()
                        == 3);
        MySQLCloneSetStatus ready = await("fill", 1, status -> isReady(status, 3));
        scene.kubectl("wait", "--for=condition=Ready", "mycloneset/fill", "--timeout=10s");
        assertThat(ready.progress().percent()).isEqualTo(100);
        assertThat(ready.bytesFromDonor()).isGreaterThan(3L * (40 << 20));

        donor.sql(0)
                .execute(
                        "CREATE SCHEMA later; CREATE TABLE later.t (id INT PRIMARY KEY); INSERT INTO later.t VALUES (7)");
        String wanted = donor.gtidExecuted(0);
        for (int ordinal : IntStream.range(0, 3).toArray()) {
            assertThat(members.sql(ordinal).value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + wanted + "', 120)"))
                    .isEqualTo("0");
            assertCopied(ordinal);
            assertThat(members.gtidExecuted(ordinal)).isEqualTo(wanted);
        }
        assertThat(scene.client()
                        .resources(MySQLDonor.class)
                        .inNamespace(scene.namespace())
                        .withName("shared")
                        .require()
                        .reported()
                        .map(MySQLDonorStatus::agent))
                .hasValueSatisfying(agent -> assertThat(agent.number())
                        .as("one agent has served all of them")
                        .isEqualTo(1));
    }

    @Test
    @Order(2)
    void aMemberThatIsScaledUpToIsFilledByTheSameSet() {
        scene.kubectl("scale", "statefulset/member", "--replicas=4");
        MySQLCloneSetStatus ready = await("fill", 1, status -> isReady(status, 4));
        assertThat(ready.members()).extracting(Member::ordinal).containsExactly(0, 1, 2, 3);
        String wanted = donor.gtidExecuted(0);
        assertThat(members.sql(3).value("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + wanted + "', 120)"))
                .isEqualTo("0");
        assertCopied(3);
        scene.kubectl("delete", "mycloneset", "fill", "--timeout=1m");
        scene.kubectl("wait", "--for=delete", "mysqlclone/fill-0", "--timeout=1m");
        assertCopied(0);
    }

    /** Four copies, and three of them one after the other: with {@code -Dtest.soak}. */
    @Test
    @Order(3)
    @EnabledIfSystemProperty(named = "test.soak", matches = "[1-9]\\d*")
    void aChainReadsTheDonorOnce() {
        donor.sql(0)
                .execute(
                        "CREATE SCHEMA chained; CREATE TABLE chained.t (id INT PRIMARY KEY); INSERT INTO chained.t VALUES (1)");
        for (int ordinal : IntStream.range(0, 4).toArray()) {
            members.sql(ordinal).execute("STOP REPLICA; RESET REPLICA ALL");
        }
        donor("once", "idleTimeout: 1m, port: 3310");
        set("chain", "strategy: Chain\nmaxUnavailable: 2", """
                donorRef: {name: once}
                recipient: {overwrite: Always}
                """);
        MySQLCloneSetStatus ready = await("chain", 2, status -> isReady(status, 4));

        assertThat(ready.source()).isZero();
        assertThat(ready.members()).extracting(Member::source).containsExactly(null, 0, 0, 0);
        assertThat(ready.bytesFromDonor())
                .isBetween(48L << 20, 2L * (ready.progress().totalBytes() / 4));
        for (int ordinal : IntStream.range(0, 4).toArray()) {
            assertCopied(ordinal);
            assertThat(members.sql(ordinal).value("SELECT id FROM chained.t")).isEqualTo("1");
        }
        assertThat(Objects.requireNonNull(scene.client()
                                .resources(MySQLDonor.class)
                                .inNamespace(scene.namespace())
                                .withName("chain-0")
                                .require()
                                .getSpec()
                                .podRef())
                        .name())
                .isEqualTo("member-0");
    }
}
