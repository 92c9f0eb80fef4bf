package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A clone is put in place when it was approved and mysqld has stopped, and never otherwise; a recipient that cannot live on
 * it has its old data.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommitIT {

    private static final String MANUAL = "restartPolicy: Manual";

    /** Eight minutes, which is longer than anybody waits for an agent that can't be reached. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 256Ki}";

    @AutoClose
    private final Stage stage = Stage.open("commit", 8);

    private void approve(Recipient replica) {
        stage.scene().kubectl("annotate", "mysqlclone", replica.pod(), "mysqlclone.io/approve-restart=true");
    }

    private void awaitServing(Recipient replica) {
        replica.set().awaitRollout();
        stage.scene().kubectl("wait", "--for=condition=Ready", "pod/" + replica.pod(), "--timeout=3m");
    }

    @Test
    void aServerThatIsKilledWhileApprovalIsAwaitedServesItsOldData() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        try (Clone clone = stage.clone(replica, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            Node.kill(stage.scene(), stage.scene().pod(replica.pod()), "mysql");
            awaitServing(replica);
            replica.served().assertIs(old);
            assertThat(clone.status().phase()).isEqualTo(Phase.AWAITING_APPROVAL);

            approve(replica);
            clone.awaitReady();
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void aPodThatIsDrainedWhileApprovalIsAwaitedServesItsOldData() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        String node = stage.scene().pod(replica.pod()).getSpec().getNodeName();
        try (Clone clone = stage.clone(replica, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            String before = stage.scene().pod(replica.pod()).getMetadata().getUid();
            try {
                stage.scene()
                        .kubectl(
                                "drain",
                                node,
                                "--pod-selector=statefulset.kubernetes.io/pod-name=" + replica.pod(),
                                "--ignore-daemonsets",
                                "--timeout=2m");
            } finally {
                stage.scene().kubectl("uncordon", node);
            }
            awaitServing(replica);
            assertThat(stage.scene().pod(replica.pod()).getMetadata().getUid()).isNotEqualTo(before);
            replica.served().assertIs(old);

            approve(replica);
            clone.awaitReady();
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void aRolloutWhileApprovalIsAwaitedStartsOnTheOldData() {
        Recipient own = stage.replica(MysqlSet.in(stage.scene(), "rollout", 31));
        Served old = own.served();
        try (Clone clone = stage.clone(own, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            stage.scene().kubectl("rollout", "restart", "statefulset/rollout");
            awaitServing(own);
            own.served().assertIs(old);

            approve(own);
            clone.awaitReady();
            own.served().assertIs(stage.served());
        }
    }

    /** Before they copy, and while they copy. One that waits to commit is known by its log, and the pod is on its way out then. */
    @Test
    void clonesThatAreDeletedWhileTheirAgentsCannotBeReachedAreNeverTakenOver() throws SQLException {
        Recipient checked = stage.replica();
        Recipient copied = stage.replica();
        Recipient source = stage.replica();
        source.set().cloneAccount(source.ordinal());
        List<Recipient> all = List.of(checked, copied);
        List<Served> old = all.stream().map(Recipient::served).toList();
        Clone copying = stage.clone(copied, SLOW);
        copying.awaitBytes(1);
        try (EndlessDdl waitedFor = EndlessDdl.on(source)) {
            assertThat(waitedFor).isNotNull();
            Clone checking = stage.cloneOf(source, checked);
            checking.awaitReason(Reason.PREFLIGHT);
            List<Pod> pods =
                    all.stream().map(each -> stage.scene().pod(each.pod())).toList();
            try (Node.Blockade blocked = Node.blockAgents(pods)) {
                assertThat(blocked).isNotNull();
                stage.scene().kubectl("delete", "mysqlclone", "--timeout=4m", checked.pod(), copied.pod());
                assertThat(checking.events()).contains("Cancelling");
                assertThat(copying.events()).contains("LeftBehind");
            }
        }
        all.forEach(each -> stage.scene().kubectl("delete", "pod", each.pod(), "--wait=false"));
        for (int i = 0; i < all.size(); i++) {
            awaitServing(all.get(i));
            all.get(i).served().assertIs(old.get(i));
        }
    }

    @Test
    void aCloneThatAwaitsApprovalAndIsDeletedIsNeverTakenOver() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        Clone clone = stage.clone(replica, MANUAL);
        clone.awaitPhase(Phase.AWAITING_APPROVAL);
        clone.delete();
        stage.scene().kubectl("delete", "pod", replica.pod());
        awaitServing(replica);

        replica.served().assertIs(old);
        assertThat(stage.scene().kubectl("exec", replica.pod(), "-c", "mysql", "--", "ls", "-A", "/var/lib/mysql"))
                .doesNotContain("#clone-agent");
    }

    /** Whether or not mysqld stops within the second that its pod gives it. */
    @Test
    void aServerThatIsGivenOneSecondToStopComesBackOnTheClone() {
        Recipient hasty = stage.replica(MysqlSet.in(stage.scene(), "hasty", 41).gracePeriodSeconds(1));
        try (Clone clone = stage.clone(hasty)) {
            clone.awaitReady();

            hasty.served().assertIs(stage.served());
        }
    }

    @Test
    void theOldDataGoesWhenTheRecipientIsReady() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica)) {
            clone.awaitReady();
            clone.await("rid of the old data", status -> status.oldData() == OldData.REMOVED);

            replica.served().assertIs(stage.served());
        }
    }

    /** Its container is killed whenever it has started on the donor's data, as one whose configuration does not fit it. */
    @Test
    void aServerThatCrashesOnTheCloneServesItsOldRowsAgain() {
        Recipient picky = stage.replica(
                MysqlSet.in(stage.scene(), "picky", 51)
                        .containerSpec(
                                "lifecycle: {postStart: {exec: {command: [sh, -c, 'sleep 3; test ! -d /var/lib/mysql/shop']}}}"));
        Served old = picky.served();
        try (Clone clone = stage.clone(picky)) {
            MySQLCloneStatus end = clone.awaitFailed(Reason.ROLLED_BACK);

            assertThat(end.holds(ConditionType.COMMITTED)).isFalse();
            assertThat(end.message()).contains("back on its old data");
            awaitServing(picky);
            picky.served().assertIs(old);
        }
    }

    /** Its probes log in, as people's do, with a password that is the recipient's alone. */
    @Test
    void aProbeThatKillsTheServerPutsNothingInPlaceAndOneThatTheCloneCannotSatisfyBringsTheOldDataBack() {
        String logIn = "exec: {command: [sh, -c, 'test ! -e /tmp/ill && mysqladmin -uroot -pits-own status']}";
        Recipient probed = stage.replica(MysqlSet.in(stage.scene(), "probed", 61)
                .rootPassword("its-own")
                .readiness(logIn)
                .containerSpec("""
                        startupProbe: {tcpSocket: {port: 3306}, periodSeconds: 1, failureThreshold: 120}
                        livenessProbe: {%s, periodSeconds: 1, failureThreshold: 3, timeoutSeconds: 10}
                        """.formatted(logIn)));
        Served old = probed.served();
        try (Clone clone = stage.clone(probed, MANUAL, "recoveryTimeout: 1m")) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            stage.scene().kubectl("exec", probed.pod(), "-c", "mysql", "--", "touch", "/tmp/ill");
            awaitRestart(probed);
            awaitServing(probed);
            assertThat(podEvents(probed)).contains("Container mysql failed liveness probe, will be restarted");
            probed.served().assertIs(old);
            assertThat(clone.status().phase()).isEqualTo(Phase.AWAITING_APPROVAL);

            approve(probed);
            MySQLCloneStatus end = clone.awaitFailed(Reason.ROLLED_BACK);
            assertThat(end.message())
                    .contains("a clone has the donor's accounts and passwords", "back on its old data");
            awaitServing(probed);
            probed.served().assertIs(old);
        }
    }

    /** On the clone it is configured for more memory than it is given. */
    @Test
    void aServerThatIsShortOfMemoryPutsNothingInPlaceAndOneThatIsOnTheCloneServesItsOldRowsAgain() {
        Recipient lean = stage.replica(MysqlSet.in(stage.scene(), "lean", 71)
                .option("innodb-buffer-pool-size", "$(test -d /var/lib/mysql/shop && echo 16G || echo 64M)")
                .containerSpec("resources: {limits: {memory: 700Mi}}"));
        Served old = lean.served();
        try (Clone clone = stage.clone(lean, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            lean.sql().execute("SET GLOBAL max_allowed_packet = 1073741824");
            assertThatThrownBy(() -> lean.sql().value("SELECT LENGTH(REPEAT('x', 1073741824))"));
            assertThat(awaitRestart(lean).getReason()).isEqualTo("OOMKilled");
            awaitServing(lean);
            lean.served().assertIs(old);
            assertThat(clone.status().phase()).isEqualTo(Phase.AWAITING_APPROVAL);

            approve(lean);
            MySQLCloneStatus end = clone.awaitFailed(Reason.ROLLED_BACK);
            assertThat(end.message()).contains("OOMKilled", "back on its old data");
            awaitServing(lean);
            lean.served().assertIs(old);
        }
    }

    /** How mysqld's container ended before the one that runs now. */
    private ContainerStateTerminated awaitRestart(Recipient replica) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .until(
                        () -> stage.scene().pod(replica.pod()).getStatus().getContainerStatuses().stream()
                                .map(ContainerStatus::getLastState)
                                .map(ContainerState::getTerminated)
                                .filter(Objects::nonNull)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private String podEvents(Recipient replica) {
        return stage.scene()
                .kubectl(
                        "get",
                        "events",
                        "--field-selector=involvedObject.name=" + replica.pod(),
                        "-o",
                        "jsonpath={range .items[*]}{.message}{\"\\n\"}{end}");
    }
}
