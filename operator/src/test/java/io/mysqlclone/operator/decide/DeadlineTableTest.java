package io.mysqlclone.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a clone whose time is over. */
final class DeadlineTableTest {

    private static final Duration LATE = Duration.ofSeconds(60);
    private static final Duration IN_TIME = Duration.ofSeconds(59);

    private static Scene scene(Duration age) {
        return Scene.pod().spec("activeDeadlineSeconds: 60").started(age);
    }

    @Test
    void anAgentThatTransfersIsToldToEnd() {
        Scene late = scene(LATE)
                .at(Phase.TRANSFERRING, Reason.TRANSFERRING)
                .runs(1, 0, 0)
                .run(Runs.clone(1).transferring());

        assertThat(late.decided()).isEqualTo("Transferring DeadlineExceeded | suspend clone 1 | again 2s");
    }

    @Test
    void andTheCloneIsGivenUpWhenItHasEnded() {
        Scene late = scene(LATE)
                .at(Phase.WAITING, Reason.INTERRUPTED)
                .runs(1, 1, 0)
                .run(Runs.clone(1).failed(8, "Stopped"));

        assertThat(late.decided()).isEqualTo("Failed DeadlineExceeded | Transferred=False | settles 1 | again at once");
        assertThat(late.message()).startsWith("The clone was not in place 60 s after its start");
    }

    @Test
    void anAgentThatHasEndedByItselfIsAccountedForFirst() {
        Scene late = scene(LATE)
                .at(Phase.TRANSFERRING, Reason.TRANSFERRING)
                .runs(1, 0, 0)
                .run(Runs.clone(1).succeeded());

        assertThat(late.decided()).startsWith("Transferring Transferred");
    }

    @Test
    void whatWaitsForItsDonorIsGivenUp() {
        Scene late = scene(LATE)
                .at(Phase.WAITING, Reason.DONOR_NOT_READY)
                .runs(1, 1, 1)
                .donorless();

        assertThat(late.decided()).startsWith("Failed DeadlineExceeded");
    }

    @Test
    void whatWaitsForApprovalIsGivenUp() {
        Scene late = scene(LATE)
                .manual()
                .at(Phase.AWAITING_APPROVAL, Reason.AWAITING_APPROVAL)
                .holding(ConditionType.PREFLIGHT_PASSED, ConditionType.TRANSFERRED, ConditionType.VERIFIED)
                .runs(1, 1, 0)
                .run(Runs.clone(1).succeeded());

        assertThat(late.decided()).startsWith("Failed DeadlineExceeded | Committed=False");
    }

    @Test
    void whatIsBeingPutInPlaceIsNot() {
        Scene committing = scene(LATE)
                .at(Phase.RESTARTING, Reason.COMMITTING)
                .holding(ConditionType.PREFLIGHT_PASSED, ConditionType.TRANSFERRED, ConditionType.VERIFIED)
                .runs(2, 1, 0)
                .launch(AgentCommand.COMMIT, 2, "u1")
                .run(Runs.commit(2).waitingForStop());
        Scene inPlace = scene(LATE)
                .at(Phase.RESTARTING, Reason.RESTARTING)
                .holding(ConditionType.TRANSFERRED, ConditionType.COMMITTED)
                .runs(2, 2, 0);

        assertThat(committing.decided()).doesNotContain("DeadlineExceeded");
        assertThat(inPlace.decided()).doesNotContain("DeadlineExceeded");
    }

    @Test
    void itIsLookedAtAgainWhenItsTimeIsOver() {
        Scene inTime = scene(IN_TIME)
                .manual()
                .at(Phase.AWAITING_APPROVAL, Reason.AWAITING_APPROVAL)
                .holding(ConditionType.PREFLIGHT_PASSED, ConditionType.TRANSFERRED, ConditionType.VERIFIED)
                .runs(1, 1, 0)
                .run(Runs.clone(1).succeeded());

        assertThat(inTime.decided()).startsWith("AwaitingApproval").endsWith("again 1s");
    }

    @Test
    void withoutOneItTakesAsLongAsItTakes() {
        Scene old = Scene.pod()
                .started(Duration.ofDays(9))
                .at(Phase.TRANSFERRING, Reason.TRANSFERRING)
                .runs(1, 0, 0)
                .run(Runs.clone(1).transferring());

        assertThat(old.decided()).startsWith("Transferring Transferring");
    }
}
