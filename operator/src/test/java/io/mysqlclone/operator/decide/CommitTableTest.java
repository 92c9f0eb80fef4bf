package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.COMMITTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.VERIFIED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the received clone to one that is in the old data's place. */
final class CommitTableTest {

    private static final AgentRun CLONED =
            Runs.clone(1).ago(Duration.ofMinutes(1)).succeeded();

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> rowsOfApproval() {
        return Stream.of(
                row(
                        "not approved",
                        cloned(Scene.pod()).manual().run(CLONED),
                        "AwaitingApproval AwaitingApproval | Committed=False, RecipientRestarted=False | again 10s"),
                row(
                        "not approved, and the pod was made again by somebody",
                        cloned(Scene.pod(Pods.madeAgain())).manual(),
                        "AwaitingApproval AwaitingApproval | Committed=False, RecipientRestarted=False | again 10s"),
                row(
                        "not approved, and mysqld was started again by somebody",
                        cloned(Scene.pod(Pods.restartedByHand())).manual().run(CLONED),
                        "AwaitingApproval AwaitingApproval | Committed=False, RecipientRestarted=False | again 10s"),
                row(
                        "not approved, and the pod is away",
                        cloned(Scene.pod()).manual().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "AwaitingApproval AwaitingApproval | Committed=False, RecipientRestarted=False | again 10s"),
                row(
                        "a claim's, not approved",
                        cloned(Scene.claim()).manual().run(Runs.clone(1).alone().succeeded()),
                        "AwaitingApproval AwaitingApproval | Committed=False, RecipientRestarted=False | again 10s"),
                row(
                        "approved",
                        cloned(Scene.pod()).manual().approved().run(CLONED),
                        "Restarting AgentStarting | plan commit 2 in u1 waiting 150s | again at once"),
                row(
                        "approved, and suspended",
                        cloned(Scene.pod()).manual().approved().suspended().run(CLONED),
                        "Suspended Suspended"));
    }

    static Stream<Arguments> rowsOfBeginning() {
        return Stream.of(
                row(
                        "the pod that was cloned beside",
                        cloned(Scene.pod()).run(CLONED),
                        "Restarting AgentStarting | plan commit 2 in u1 waiting 150s | again at once"),
                row(
                        "the plan stands in the status",
                        planned(Scene.pod()).run(CLONED),
                        "Restarting AgentStarting | may evict db-1/u1, launch commit 2 in db-1/u1 | again 2s"),
                row(
                        "the spec was changed since it was planned",
                        planned(Scene.pod()).changed().run(CLONED),
                        "Restarting AgentStarting | plan commit 2 in u1 waiting 150s | again at once"),
                row(
                        "the pod was made again since it was planned",
                        planned(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | plan outcome 3 in u2 waiting 30s | again at once"),
                row(
                        "the pod was made again before anything was planned",
                        cloned(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | plan commit 2 in u2 waiting 150s | again at once"),
                row(
                        "the pod is going",
                        cloned(Scene.pod(Pods.terminating())).run(CLONED),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "the pod is away",
                        cloned(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "mysqld does not run anyway",
                        planned(Scene.pod(Pods.crashing("no"))).launch(AgentCommand.COMMIT, 2, "u2"),
                        "Restarting AgentStarting | launch commit 2 in db-1/u2 | again 2s"),
                row(
                        "a pod without an owner",
                        cloned(Scene.pod(Pods.withoutOwner())).run(CLONED),
                        "Restarting AgentStarting | plan commit 2 in u1 waiting 3600s | again at once"),
                row(
                        "a pod without an owner, planned",
                        planned(Scene.pod(Pods.withoutOwner())).run(CLONED),
                        "Restarting AgentStarting | launch commit 2 in db-1/u1 | again 2s"),
                row(
                        "a claim",
                        cloned(Scene.claim()).run(Runs.clone(1).alone().succeeded()),
                        "Restarting AgentStarting | plan commit 2 alone | again at once"),
                row(
                        "a claim, planned",
                        cloned(Scene.claim())
                                .launchAlone(AgentCommand.COMMIT, 2)
                                .run(Runs.clone(1).alone().succeeded()),
                        "Restarting AgentStarting | launch commit 2 on data-db-2 | again 2s"),
                row(
                        "a claim on which somebody has started a server",
                        cloned(Scene.claim())
                                .server(Pods.madeAgain())
                                .run(Runs.clone(1).alone().succeeded()),
                        "Restarting AgentStarting | plan commit 2 in u2 waiting 150s | again at once"),
                row(
                        "an empty claim, where the agent has put it in place",
                        cloned(Scene.claim())
                                .holding(COMMITTED)
                                .run(Runs.clone(1).alone().succeeded()),
                        "Restarting Restarting | restart StatefulSet/db to 3 | again 2s"),
                row(
                        "a claim that nothing is to run on",
                        cloned(Scene.claimAlone()).run(Runs.clone(1).alone().succeeded()),
                        "Ready Succeeded | again at once"),
                row("suspended before", cloned(Scene.pod()).suspended().run(CLONED), "Suspended Suspended"));
    }

    static Stream<Arguments> rowsOfWaiting() {
        return Stream.of(
                row("not started", waits(Runs.commit(2).waiting("")), "Restarting AgentStarting | again 2s"),
                row(
                        "no image",
                        waits(Runs.commit(2).waiting("ImagePullBackOff")),
                        "Restarting ImagePullFailed | again 2s"),
                row(
                        "it waits for the stop",
                        waits(Runs.commit(2).waitingForStop()),
                        "Restarting Committing | evict db-1/u1 | Committed=False | again 2s"),
                row(
                        "it prepares",
                        waits(Runs.commit(2).saying("{state: Preparing}")),
                        "Restarting Committing | again 2s"),
                row("it cannot be asked", waits(Runs.commit(2).silent()), "Restarting Committing | again 2s"),
                row(
                        "it cannot be asked yet, on a node that is busy",
                        waits(Runs.commit(2).ago(Duration.ofSeconds(29)).silent()),
                        "Restarting Committing | again 2s"),
                row(
                        "it cannot be asked for a while",
                        waits(Runs.commit(2).ago(Duration.ofSeconds(30)).silent()),
                        "Restarting Committing | evict db-1/u1 | Committed=False | again 2s"),
                row(
                        "the pod is going",
                        committing(Scene.pod(Pods.terminating()))
                                .run(Runs.commit(2).waitingForStop()),
                        "Restarting Committing | Committed=False | again 2s"),
                row(
                        "mysqld was killed once",
                        waits(Runs.commit(2).waitingForStop()).runs(2, 1, 1),
                        "Restarting Committing | evict db-1/u1 within 60s | Committed=False | attempts 1 | again 2s"),
                row(
                        "mysqld was killed often",
                        waits(Runs.commit(2).waitingForStop()).runs(2, 1, 6),
                        "Restarting Committing | evict db-1/u1 within 600s | Committed=False | attempts 6 | again 2s"),
                row(
                        "mysqld was killed often, and may not have more time",
                        waits(Runs.commit(2).waitingForStop())
                                .spec("maxTerminationGracePeriodSeconds: 10")
                                .runs(2, 1, 6),
                        "Restarting Committing | evict db-1/u1 | Committed=False | attempts 6 | again 2s"),
                row(
                        "a pod without an owner",
                        committing(Scene.pod(Pods.withoutOwner()))
                                .run(Runs.commit(2).waitingForStop()),
                        "Restarting ManualRestartRequired | Committed=False Committing, RecipientRestarted=False"
                                + " | again 2s"),
                row(
                        "on a claim without a server",
                        cloned(Scene.claim())
                                .runs(2, 1, 0)
                                .launchAlone(AgentCommand.COMMIT, 2)
                                .run(Runs.commit(2).alone().silent()),
                        "Restarting Committing | Committed=False | again 2s"),
                row(
                        "suspended",
                        waits(Runs.commit(2).waitingForStop()).suspended(),
                        "Suspended Suspending | cancel commit 2 | again 2s"));
    }

    static Stream<Arguments> rowsOfEnds() {
        return Stream.of(
                row(
                        "0",
                        waits(Runs.commit(2).succeeded()),
                        "Restarting Restarting | Committed=True | settles 0 | again at once"),
                row(
                        "3, mysqld was not stopped in time",
                        waits(Runs.commit(2).refused("ServerRunning")),
                        "Restarting NotCommitted | Committed=False | settles 0 | again 10s"),
                row(
                        "3, and that is known",
                        waits(Runs.commit(2).refused("ServerRunning"))
                                .lacking(COMMITTED, Reason.NOT_COMMITTED)
                                .runs(2, 2, 0),
                        "Restarting Passed | again 29s"),
                row(
                        "3, and that was long ago",
                        waits(Runs.commit(2).ago(MINUTE).refused("ServerRunning"))
                                .lacking(COMMITTED, Reason.NOT_COMMITTED)
                                .runs(2, 2, 0),
                        "Restarting AgentStarting | plan commit 3 in u1 waiting 150s | again at once"),
                row(
                        "3, another agent is at work",
                        waits(Runs.commit(2).refused("VolumeBusy")),
                        "Restarting NotCommitted | Committed=False | settles 0 | again 10s"),
                row(
                        "3, it came too late",
                        waits(Runs.commit(2).refused("StartedTooLate")),
                        "Restarting NotCommitted | Committed=False | settles 0 | again 10s"),
                row(
                        "3, a person did not restart the pod in time",
                        committing(Scene.pod(Pods.withoutOwner()))
                                .at(Phase.RESTARTING, Reason.MANUAL_RESTART_REQUIRED)
                                .run(Runs.commit(2).refused("ServerRunning")),
                        "Restarting ManualRestartRequired | Committed=False NotCommitted | settles 0 | again 10s"),
                row(
                        "3, the recipient has gone on",
                        waits(Runs.commit(2).refused("RecipientIsAhead")),
                        "Failed RecipientIsAhead | Committed=False | settles 1 | again at once"),
                row(
                        "3, the recipient has data",
                        waits(Runs.commit(2).refused("RecipientNotEmpty")),
                        "Failed RecipientNotEmpty | Committed=False | settles 1 | again at once"),
                row(
                        "3, what was received is gone",
                        waits(Runs.commit(2).refused("NothingReceived")),
                        "Waiting NotCommitted | Transferred=False | settles 1 | again 10s"),
                row(
                        "3, a name is too long",
                        waits(Runs.commit(2).refused("NameTooLong")),
                        "Restarting NotCommitted | Committed=False | settles 1 | again 10s"),
                row(
                        "6",
                        waits(Runs.commit(2).failed(6, "LocalIOError")),
                        "Restarting LocalIOError | Committed=False | settles 1 | again 10s"),
                row(
                        "8, it was suspended",
                        waits(Runs.commit(2).failed(8, "Cancelled")).suspended(),
                        "Suspended Suspended | Committed=False NotCommitted | settles 0 | again at once"),
                row(
                        "8, by nobody who was asked",
                        waits(Runs.commit(2).failed(8, "Cancelled")),
                        "Restarting Interrupted | Committed=False NotCommitted | settles 0 | again 30s"),
                row(
                        "8, by nobody who was asked, a second ago",
                        waits(Runs.commit(2).failed(8, "Cancelled"))
                                .lacking(COMMITTED, Reason.NOT_COMMITTED)
                                .runs(2, 2, 0),
                        "Restarting Passed | again 29s"),
                row(
                        "8, and resumed",
                        waits(Runs.commit(2).failed(8, "Cancelled"))
                                .at(Phase.SUSPENDED, Reason.SUSPENDED)
                                .lacking(COMMITTED, Reason.NOT_COMMITTED)
                                .runs(2, 2, 0),
                        "Restarting AgentStarting | plan commit 3 in u1 waiting 150s | again at once"),
                row(
                        "killed",
                        waits(Runs.commit(2).killed(137, "OOMKilled")),
                        "Restarting AgentFailed | Committed=False | settles 1 | again 10s"),
                row(
                        "killed, so that nobody knows: what lies there is asked",
                        waits(Runs.commit(2).ago(MINUTE).killed(137, "OOMKilled"))
                                .lacking(COMMITTED, Reason.AGENT_FAILED)
                                .runs(2, 2, 1),
                        "Restarting AgentStarting | plan outcome 3 in u1 waiting 30s | attempts 1 | again at once"),
                row(
                        "its pod was made again",
                        committing(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | plan outcome 3 in u2 waiting 30s | again at once"),
                row(
                        "its pod is being made again",
                        committing(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "its own pod on a claim is gone",
                        cloned(Scene.claim()).runs(2, 1, 0).launchAlone(AgentCommand.COMMIT, 2),
                        "Restarting AgentFailed | Committed=False | settles 1 | again 10s"),
                row(
                        "a claim's workload is started",
                        cloned(Scene.claim())
                                .holding(COMMITTED)
                                .keepingOldData()
                                .runs(2, 2, 0)
                                .launchAlone(AgentCommand.COMMIT, 2)
                                .run(Runs.commit(2).alone().succeeded()),
                        "Restarting Restarting | restart StatefulSet/db to 3 | again 2s"));
    }

    static Stream<Arguments> rowsOfBeingReceived() {
        return Stream.of(
                row(
                        "mysqld used up its time",
                        asked(Reason.COMMITTING).run(Runs.outcome(3).found("Received")),
                        "Restarting NotCommitted | Committed=False | settles 1 | again 10s"),
                row(
                        "mysqld used up its time once too often",
                        asked(Reason.COMMITTING)
                                .runs(3, 2, 6)
                                .run(Runs.outcome(3).found("Received")),
                        "Failed NotCommitted | Committed=False | settles 7 | again at once"),
                row(
                        "the agent had not begun to wait",
                        asked(Reason.NOT_COMMITTED).run(Runs.outcome(3).found("Received")),
                        "Restarting Restarting | Committed=False NotCommitted | settles 0 | again at once"),
                row(
                        "it is in place, and mysqld recovers",
                        asked(Reason.COMMITTING).run(Runs.outcome(3).found("Pending")),
                        "Restarting Recovering | Committed=True | settles 0 | again at once"),
                row(
                        "it is tried again after a while",
                        asked(Reason.NOT_COMMITTED)
                                .at(Phase.RESTARTING, Reason.NOT_COMMITTED)
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).found("Received")),
                        "Restarting NotCommitted | attempts 1 | again 9s"),
                row(
                        "it is tried again with more time",
                        asked(Reason.NOT_COMMITTED)
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).ago(MINUTE).found("Received")),
                        "Restarting AgentStarting | plan commit 4 in u2 waiting 180s | attempts 1 | again at once"));
    }

    /** All data is there, nothing more has happened. */
    private static Scene cloned(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.PASSED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED)
                .runs(1, 1, 0);
    }

    private static Scene planned(Scene scene) {
        return cloned(scene).launch(AgentCommand.COMMIT, 2, "u1");
    }

    /** The commit was launched beside the server that ran before. */
    private static Scene committing(Scene scene) {
        return planned(scene).runs(2, 1, 0);
    }

    private static Scene waits(AgentRun commit) {
        return committing(Scene.pod()).run(commit);
    }

    /** The pod was made again, and what lies in the volume was asked in it. */
    private static Scene asked(Reason reason) {
        return cloned(Scene.pod(Pods.madeAgain()))
                .lacking(COMMITTED, reason)
                .runs(3, 2, 0)
                .launch(AgentCommand.OUTCOME, 3, "u2");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfApproval", "rowsOfBeginning", "rowsOfWaiting", "rowsOfEnds", "rowsOfBeingReceived"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whoIsToApproveIsToldHow() {
        assertThat(cloned(Scene.pod()).manual().run(CLONED).message())
                .contains("kubectl annotate mysqlclone -n shop copy mysqlclone.io/approve-restart=true");
    }

    @Test
    void thePodThatNobodyWouldMakeAgainIsNamed() {
        assertThat(committing(Scene.pod(Pods.withoutOwner()))
                        .run(Runs.commit(2).waitingForStop())
                        .message())
                .contains("Pod db-1 has no owner", "Restart mysqld yourself");
    }

    @Test
    void whoSuspendsACommitThatCannotBeReachedIsWarned() {
        assertThat(waits(Runs.commit(2).silent()).suspended().message()).contains("cannot be reached", "on the clone");
    }
}
