package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a user can do about a clone while it runs, and what a cluster's rules do to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ControlIT {

    /** So that a transfer has a middle. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi}";

    private static final long MIDDLE = 4 << 20;

    @AutoClose
    private final Stage stage = Stage.open("control", 8);

    @Test
    void aSuspendedCloneGoesOnWhereItStopped() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(MIDDLE);
            clone.patch("{\"spec\": {\"suspend\": true}}");
            MySQLCloneStatus suspended = clone.awaitReason(Reason.SUSPENDED);
            long stored = Objects.requireNonNull(suspended.progress()).dataBytes();
            replica.served().assertIs(old);
            clone.unlimited();
            clone.patch("{\"spec\": {\"suspend\": false}}");
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            Progress progress = Objects.requireNonNull(end.progress());
            assertThat(progress.networkBytes())
                    .as("received after %d bytes; %s", stored, progress)
                    .isLessThan(progress.dataBytes() - stored / 2);
            assertThat(end.attempts()).isZero();
        }
    }

    @Test
    void aCloneThatIsDeletedLeavesTheRecipientAndTheDonorAsTheyWere() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        Clone clone = stage.clone(replica, SLOW);

        clone.awaitBytes(MIDDLE);
        clone.delete();

        replica.served().assertIs(old);
        assertThat(stage.dataDirectory(replica)).doesNotContain("#clone-agent");
        // A donor that still held the snapshot would be busy.
        try (Clone next = stage.clone(replica)) {
            next.awaitReady();
            assertThat(next.events()).doesNotContain("DonorBusy");
            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void aRestartWaitsForItsApprovalAndForTheDisruptionBudget() {
        Recipient replica = stage.replica();
        Served old = replica.served();
        stage.scene().apply("""
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: tight}
                spec:
                  maxUnavailable: 0
                  selector: {matchLabels: {statefulset.kubernetes.io/pod-name: %s}}
                """.formatted(replica.pod()));
        try (Clone clone = stage.clone(replica, "restartPolicy: Manual")) {
            clone.awaitPhase(Phase.AWAITING_APPROVAL);
            replica.served().assertIs(old);
            stage.scene().kubectl("annotate", "mysqlclone", replica.pod(), "mysqlclone.io/approve-restart=true");
            clone.awaitReason(Reason.EVICTION_BLOCKED);
            replica.served().assertIs(old);
            stage.scene().kubectl("delete", "poddisruptionbudget", "tight");
            clone.awaitReady();

            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void twoClonesOfOneDonorComeOneAfterTheOther() {
        Recipient one = stage.replica();
        Recipient two = stage.replica();
        try (Clone first = stage.clone(one, SLOW);
                Clone second = stage.clone(two)) {
            first.awaitBytes(1);
            assertThat(second.awaitReason(Reason.DONOR_BUSY).message()).contains("clone " + one.pod() + " ");
            first.unlimited();
            first.awaitReady();
            second.awaitReady();

            one.served().assertIs(stage.served());
            two.served().assertIs(stage.served());
            assertThat(second.status().attempts()).isZero();
        }
    }

    /** By its address the donor is another one to the operator, until it has said who it is. */
    @Test
    void anAgentWaitsInOneRunForACloneThatTheOperatorCouldNotKnowOf() {
        Recipient one = stage.replica();
        Recipient two = stage.replica();
        try (Clone first = stage.clone(one, SLOW)) {
            first.awaitBytes(1);
            try (Clone second = stage.cloneByAddress(two)) {
                assertThat(second.awaitReason(Reason.DONOR_BUSY).message())
                        .contains("the agent asks for its turn since");
                assertThat(Objects.requireNonNull(second.status().donor()).serverUuid())
                        .isEqualTo(
                                Objects.requireNonNull(first.status().donor()).serverUuid());
                first.unlimited();
                first.awaitReady();
                second.awaitReady();

                two.served().assertIs(stage.served());
                assertThat(second.status().restarts()).isZero();
                assertThat(second.status().attempts()).isZero();
            }
        }
    }

    /** With the limit that it begins with, it would take half an hour. */
    @Test
    void aLimitThatIsChangedHoldsAtOnceAndAFinishedCloneGoesWhenItsTimeIsOver() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, "transfer: {maxDataBandwidth: 64Ki}", "ttlSecondsAfterFinished: 2")) {
            clone.awaitBytes(1);
            clone.unlimited();
            stage.scene().kubectl("wait", "--for=condition=Ready", "mysqlclone/" + replica.pod(), "--timeout=4m");
            stage.scene().kubectl("wait", "--for=delete", "mysqlclone/" + replica.pod(), "--timeout=1m");

            replica.served().assertIs(stage.served());
        }
    }

    @Test
    void aPodThatNobodyWouldMakeAgainIsLeftToItsUser() {
        Recipient bare = stage.replica(MysqlSet.in(stage.scene(), "bare", 31));
        Served old = bare.served();
        stage.scene().kubectl("delete", "statefulset", "bare", "--cascade=orphan");
        try (Clone clone = stage.clone(bare)) {
            clone.awaitReason(Reason.MANUAL_RESTART_REQUIRED);
            bare.served().assertIs(old);
            // Its own shell ends with the container.
            stage.scene()
                    .tryKubectl(
                            "exec", "bare-0", "--", "mysqladmin", "-uroot", "-p" + MysqlSet.ROOT_PASSWORD, "shutdown");
            clone.awaitReady();

            bare.served().assertIs(stage.served());
        }
    }
}
