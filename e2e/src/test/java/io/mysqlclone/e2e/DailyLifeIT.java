package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.PreflightCheck;
import io.mysqlclone.api.v1alpha1.status.PreflightStatus;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import io.mysqlclone.testbed.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a clone is asked for beside the data: to be tried first, to end in time, to be quiet, to outlive a password. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DailyLifeIT {

    /** So that a transfer has a middle. One connection, as others would log in anew. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi, concurrency: \"1\"}";

    private static final long MIDDLE = 4 << 20;

    @AutoClose
    private final Stage stage = Stage.open("daily", 4);

    /** A donor that is written to, which that of the stage is not: by an event of its own, each second. */
    private final MysqlSet lively = lively();

    private MysqlSet lively() {
        MysqlSet set = MysqlSet.in(stage.scene(), "lively", 61).start();
        set.cloneAccount(0);
        set.sql(0).execute("""
                CREATE SCHEMA clock;
                CREATE TABLE clock.ticks (id INT PRIMARY KEY AUTO_INCREMENT, server INT);
                CREATE EVENT clock.each_second ON SCHEDULE EVERY 1 SECOND
                  DO INSERT INTO clock.ticks (server) VALUES (@@server_id)""");
        // mysqld writes a NUL byte behind it.
        stage.scene()
                .kubectl(
                        "create",
                        "configmap",
                        "lively-ca",
                        "--from-literal=ca.crt="
                                + stage.scene()
                                        .kubectl("exec", set.pod(0), "--", "cat", "/var/lib/mysql/ca.pem")
                                        .replace("\0", ""));
        return set;
    }

    /** The lively donor, by the CA that a ConfigMap has. */
    private String livelyDonor(String secret) {
        return """
                donor:
                  host: %s
                  credentialsSecretRef: {name: %s}
                  tls: {mode: VerifyCA, caConfigMapRef: {name: lively-ca}}
                """.formatted(lively.host(0), secret);
    }

    private Clone cloneOfLively(Recipient recipient, String secret, String further) {
        return stage.scene()
                .clone(
                        recipient.pod(),
                        livelyDonor(secret) + "recipient: {pod: {name: " + recipient.pod() + "}, overwrite: Always}\n"
                                + further);
    }

    @Test
    void aCopyRunsNoEventWhileItsDonorGoesOn() {
        Recipient replica = stage.replica();
        try (Clone clone = cloneOfLively(replica, "donor", "eventScheduler: Stopped")) {
            clone.awaitReady();

            String seen = lively.sql(0).value("SELECT MAX(id) FROM clock.ticks");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> lively.sql(0)
                            .value("SELECT MAX(id) >= 3 + " + seen + " FROM clock.ticks")
                            .equals("1"));
            Sql copy = replica.sql();
            assertThat(copy.value("SELECT COUNT(*) > 0 FROM clock.ticks"))
                    .as("rows of the donor's")
                    .isEqualTo("1");
            assertThat(copy.value("SELECT COUNT(*) FROM clock.ticks WHERE server = @@server_id"))
                    .as("rows of its own")
                    .isEqualTo("0");
            assertThat(copy.value("SELECT CONCAT(status, ' ', @@event_scheduler) FROM information_schema.events"))
                    .isEqualTo("ENABLED OFF");
        }
    }

    /** Who is connected stays so; the agent that follows has what the Secret says by then. */
    @Test
    void aTransferGoesOnWithThePasswordThatTheAccountWasGivenMeanwhile() {
        Recipient replica = stage.replica();
        Sql donor = lively.sql(0);
        donor.execute("CREATE USER changing@'%' IDENTIFIED BY 'before'; GRANT BACKUP_ADMIN ON *.* TO changing@'%'");
        stage.scene().secret("changing", "changing", "before");
        try (Clone clone = cloneOfLively(replica, "changing", SLOW)) {
            clone.awaitBytes(MIDDLE);
            donor.execute("ALTER USER changing@'%' IDENTIFIED BY 'after'");
            stage.scene()
                    .kubectl(
                            "patch",
                            "secret",
                            "changing",
                            "--type=merge",
                            "--patch",
                            "{\"stringData\": {\"password\": \"after\"}}");
            clone.awaitBytes(2 * MIDDLE);
            clone.patch("{\"spec\": {\"suspend\": true}}");
            MySQLCloneStatus suspended = clone.awaitReason(Reason.SUSPENDED);
            long stored = Objects.requireNonNull(suspended.progress()).dataBytes();
            clone.unlimited();
            clone.patch("{\"spec\": {\"suspend\": false}}");
            MySQLCloneStatus end = clone.awaitReady().status();

            Progress progress = Objects.requireNonNull(end.progress());
            assertThat(progress.networkBytes())
                    .as("received after %d bytes; %s", stored, progress)
                    .isLessThan(progress.dataBytes() - stored / 2);
            assertThat(end.attempts()).as("nobody was refused").isZero();
            assertThat(replica.sql().value("SELECT COUNT(*) > 0 FROM clock.ticks WHERE server <> @@server_id"))
                    .isEqualTo("1");
        }
    }

    /** The time is given when bytes flow, as nobody knows how long that takes. */
    @Test
    void aCloneWhoseTimeIsOverLeavesTheRecipientAndTheDonorAsTheyWere() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(MIDDLE);
            clone.patch("{\"spec\": {\"activeDeadlineSeconds\": 1}}");
            MySQLCloneStatus end = clone.awaitFailed(Reason.DEADLINE_EXCEEDED);

            assertThat(end.message()).contains("which is the time that spec.activeDeadlineSeconds gives it");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(stage.dataDirectory(replica)).doesNotContain("#clone-agent"));
            replica.served().assertIs(old);
            assertThat(clone.status().leftovers()).isNull();
        }
        // A donor that still held the snapshot would be busy.
        try (Clone next = stage.clone(replica)) {
            next.awaitReady();
            assertThat(next.events()).doesNotContain("DonorBusy");
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void aDryRunTellsWhatItHasFoundAndDoesNothing() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        String claim = livelyDonor("donor") + """
                mode: Preflight
                recipient: {persistentVolumeClaim: {claimName: later, template: {storage: %s}}}
                """;
        try (Clone inPod = stage.clone(replica, "mode: Preflight");
                Clone fits = stage.scene().clone("fits", claim.formatted("1Gi"));
                Clone small = stage.scene().clone("small", claim.formatted("16Mi"))) {
            List.of(inPod, fits)
                    .forEach(each -> assertThat(found(each.awaitReady()))
                            .isNotEmpty()
                            .noneMatch(check -> check.result().equals("Failed")));
            small.awaitFailed(Reason.PREFLIGHT_REFUSED);
            assertThat(found(small))
                    .filteredOn(check -> check.result().equals("Failed"))
                    .extracting(PreflightCheck::name)
                    .containsExactly("free space");

            replica.served().assertIs(old);
            assertThat(stage.dataDirectory(replica)).doesNotContain("#clone-agent");
            assertThat(stage.scene().kubectl("get", "pvc", "-o", "name")).doesNotContain("later");
            assertThat(inPod.status().holds(ConditionType.TRANSFERRED)).isFalse();
        }
    }

    private static List<PreflightCheck> found(Clone clone) {
        PreflightStatus found = Objects.requireNonNull(clone.status().preflight());
        assertThat(Objects.requireNonNull(found.neededBytes())).isGreaterThan(32 << 20);
        return found.checks();
    }
}
