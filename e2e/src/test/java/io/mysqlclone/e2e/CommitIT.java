package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A clone is put in place when it was approved and mysqld has stopped, and never otherwise; a recipient that cannot live on
 * it has its old data.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommitIT {

    private static final String MANUAL = "restart: Manual";

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

    @Test
    void aCloneThatIsDeletedWhileItsAgentCannotBeReachedIsNeverTakenOver() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        Clone clone = stage.clone(replica, SLOW);
        clone.awaitBytes(1);
        try (Node.Blockade blocked = Node.blockAgents()) {
            assertThat(blocked).isNotNull();
            stage.scene().kubectl("delete", "mysqlclone", replica.pod(), "--timeout=4m");
            assertThat(clone.events()).contains("LeftBehind");
        }
        stage.scene().kubectl("delete", "pod", replica.pod());
        awaitServing(replica);

        replica.served().assertIs(old);
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
    void theNodeMayLosePowerWhileApprovalIsAwaited() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        try (Clone clone = stage.clone(replica, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            Node.powerCycle();
            awaitServing(replica);
            replica.served().assertIs(old);

            approve(replica);
            clone.awaitReady();
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void theNodeMayLosePowerWhileTheCloneIsPutInPlace() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica)) {
            clone.awaitReason(Reason.COMMITTING);
            Node.powerCycle();
            clone.awaitReady();

            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void theNodeMayLosePowerWhileTheRecipientRecovers() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica)) {
            clone.await("restarted", status -> status.restartTime() != null);
            Node.powerCycle();
            clone.awaitReady();

            replica.served().assertIs(stage.served());
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
}
