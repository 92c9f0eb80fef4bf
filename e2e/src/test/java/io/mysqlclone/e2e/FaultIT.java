package io.mysqlclone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.e2e.Stage.Recipient;
import io.mysqlclone.e2e.Stage.Served;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever ends in the middle of a clone: it goes on, or the recipient serves what it served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultIT {

    /** So that a transfer has a middle. */
    private static final String SLOW = "transfer: {maxDataBandwidth: 4Mi}";

    /** More than what arrives between two entries in the agent's journal. */
    private static final long RECORDED = 32 << 20;

    @AutoClose
    private final Stage stage = Stage.open("faults", 2);

    @Test
    void theNextAgentGoesOnWhereAKilledOneWas() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, SLOW)) {
            clone.awaitBytes(RECORDED);
            Node.kill(stage.scene(), stage.scene().pod(replica.pod()), clone.agentContainer());
            clone.unlimited();
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            assertThat(end.restarts()).as(clone.description()).isEqualTo(1);
            Progress progress = Objects.requireNonNull(end.progress());
            assertThat(progress.networkBytes())
                    .as("received by the second agent; %s", progress)
                    .isLessThan(progress.dataBytes() - RECORDED / 2);
            assertThat(clone.events())
                    .containsSubsequence("Transferring", "AgentFailed", "Committing", "Recovered", "Succeeded");
        }
    }

    @Test
    void aDonorThatWasRestartedIsClonedAnew() {
        Recipient replica = stage.replica();
        try (Clone clone = stage.clone(replica, SLOW)) {
            long before = Objects.requireNonNull(clone.awaitBytes(1).progress()).networkBytes();
            stage.scene().kubectl("delete", "pod", "donor-0");
            clone.awaitReason(Reason.RECONNECTING);
            clone.awaitReason(Reason.TRANSFERRING);
            clone.unlimited();
            MySQLCloneStatus end = clone.awaitReady().status();

            replica.served().assertIs(stage.served());
            Progress progress = Objects.requireNonNull(end.progress());
            assertThat(progress.networkBytes())
                    .as("received before and after; %s", progress)
                    .isGreaterThan(progress.dataBytes() + before / 2);
        }
    }

    /** InnoDB refuses a system tablespace that is smaller than its configuration says; only the server's start tells. */
    @Test
    void aRecipientThatDoesNotStartOnTheCloneServesItsOldDataAgain() {
        Recipient other = stage.replica(
                MysqlSet.in(stage.scene(), "other", 31).option("innodb-data-file-path", "ibdata1:64M:autoextend"));
        Served old = other.served();
        try (Clone clone = stage.clone(other)) {
            MySQLCloneStatus end = clone.awaitFailed(Reason.ROLLED_BACK);

            assertThat(end.message()).contains("ibdata1");
            other.set().awaitRollout();
            other.served().assertIs(old);
        }
    }
}
