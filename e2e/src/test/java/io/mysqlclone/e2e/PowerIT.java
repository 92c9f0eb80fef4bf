package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The node may lose power in each step: donor, recipient, agent and operator end at once, and the clone goes on or the
 * recipient has its old data. Where a step is over in a moment the recipient holds it: its image's shell waits for a file.
 */
@Isolated("the node loses power")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PowerIT {

    private static final String MANUAL = "restartPolicy: Manual";

    private static final String GO = "/var/lib/mysql/go-on";
    private static final String HOLD = "while test ! -e " + GO + "; do sleep 0.2; done";
    /** The shell's "unless the donor's schema is there". */
    private static final String ON_THE_CLONE = "test ! -d /var/lib/mysql/shop || ";
    /** Longer than all that happens meanwhile. */
    private static final int LONG = 300;

    @AutoClose
    private final Stage stage = Stage.open("power", 7);

    private void awaitServing(Recipient replica) {
        replica.set().awaitRollout();
        stage.scene().kubectl("wait", "--for=condition=Ready", "pod/" + replica.pod(), "--timeout=3m");
    }

    private void awaitStopping(Recipient replica) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> stage.scene().pod(replica.pod()).getMetadata().getDeletionTimestamp() != null);
    }

    /** Ends what holds a recipient, as soon as its container can be talked to. */
    private void release(Recipient replica) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> stage.scene()
                                .tryKubectl("exec", replica.pod(), "-c", "mysql", "--", "touch", GO)
                                .exitCode()
                        == 0);
    }

    private static String beforeItStops(String shell) {
        return "lifecycle: {preStop: {exec: {command: [sh, -c, '" + shell + "']}}}";
    }

    @Test
    void whileApprovalIsAwaited() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        try (Clone clone = stage.clone(replica, MANUAL)) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            Node.powerCycle();
            awaitServing(replica);
            replica.served().assertIs(old);

            stage.scene().kubectl("annotate", "mysqlclone", replica.pod(), "mysqlclone.io/approve-restart=true");
            clone.awaitReady();
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void whileTheCloneIsPutInPlace() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica)) {
            clone.awaitReason(Reason.COMMITTING);
            Node.powerCycle();
            clone.awaitReady();

            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void whileTheRecipientIsMadeAgain() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica)) {
            clone.await("restarted", status -> status.restartTime() != null);
            Node.powerCycle();
            clone.awaitReady();

            replica.served().assertIs(stage.served());
        }
    }

    /** One clone's agent waits for its donor, another's begins to remove the old data. */
    @Test
    void inPreflightAndWhenTheOldDataGoes() throws SQLException {
        Recipient finished = stage.replica();
        Recipient checked = stage.replica();
        Recipient source = stage.replica();
        source.set().cloneAccount(source.ordinal());
        try (Clone finishing = stage.clone(finished);
                EndlessDdl waitedFor = EndlessDdl.on(source)) {
            assertThat(waitedFor).isNotNull();
            try (Clone checking = stage.cloneOf(source, checked)) {
                checking.awaitReason(Reason.PREFLIGHT);
                finishing.awaitReady();
                assertThat(checking.status().phase()).isEqualTo(Phase.PREFLIGHT);
                Node.powerCycle();

                finishing.await("rid of the old data", status -> status.oldData() == OldData.REMOVED);
                awaitServing(finished);
                finished.served().assertIs(stage.served());
                checking.awaitReady();
                checked.served().assertIs(source.served());
            }
        }
    }

    /**
     * One recipient's agent cannot be started yet; one's mysqld takes long to stop; one's takes long to start on the clone,
     * while an agent waits for its outcome; and one that is not Ready on the clone gets its old data back.
     */
    @Test
    void atTheLaunchInTheCommitAtTheRestartAndInTheRollback() {
        MysqlSet leavingSet = MysqlSet.in(stage.scene(), "leaving", 31)
                .gracePeriodSeconds(LONG)
                .containerSpec(beforeItStops(HOLD));
        MysqlSet startingSet = MysqlSet.in(stage.scene(), "starting", 41)
                .gracePeriodSeconds(LONG)
                .option("innodb-buffer-pool-size", "$(" + ON_THE_CLONE + HOLD + "; echo 64M)");
        MysqlSet unreadySet = MysqlSet.in(stage.scene(), "unready", 51)
                .readiness("exec: {command: [sh, -c, 'test ! -d /var/lib/mysql/shop && mysqladmin -h127.0.0.1 ping']}")
                .gracePeriodSeconds(LONG)
                .containerSpec(beforeItStops(ON_THE_CLONE + HOLD));
        leavingSet.apply();
        startingSet.apply();
        Recipient unready = stage.replica(unreadySet);
        Recipient leaving = stage.replica(leavingSet);
        Recipient starting = stage.replica(startingSet);
        Recipient launched = stage.replica();
        Served old = unready.served();
        try (Clone rollback = stage.clone(unready, "recoveryTimeout: 1m")) {
            rollback.await("restarted", status -> status.restartTime() != null);
            try (Clone outcome = stage.clone(starting);
                    Clone commit = stage.clone(leaving)) {
                outcome.await("in place", status -> status.holds(ConditionType.COMMITTED));
                awaitStopping(leaving);
                try (Clone launch = stage.cloneWith("missing", launched)) {
                    launch.awaitReason(Reason.AGENT_NOT_STARTING);
                    rollback.awaitPhase(Phase.ROLLING_BACK);
                    awaitStopping(leaving);
                    assertThat(outcome.status().phase()).isEqualTo(Phase.RESTARTING);
                    Node.powerCycle();

                    stage.scene().secret("missing", "clone", "clone-secret");
                    release(starting);
                    release(leaving);
                    release(unready);
                    outcome.awaitReady();
                    starting.served().assertIs(stage.served());
                    launch.awaitReady();
                    launched.served().assertIs(stage.served());
                    commit.awaitReady();
                    leaving.served().assertIs(stage.served());
                    assertThat(commit.events()).contains("NotCommitted");
                    MySQLCloneStatus end = rollback.awaitFailed(Reason.ROLLED_BACK);
                    assertThat(end.message()).contains("back on its old data");
                    awaitServing(unready);
                    unready.served().assertIs(old);
                }
            }
        }
    }
}
