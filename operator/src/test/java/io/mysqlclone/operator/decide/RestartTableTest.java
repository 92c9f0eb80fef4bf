package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.VERIFIED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the complete clone to a server that has recovered on it. */
final class RestartTableTest {

    private static final AgentRun CLONED =
            Runs.clone(1).ago(Duration.ofMinutes(1)).succeeded();

    static Stream<Arguments> rowsOfRestarting() {
        return Stream.of(
                row(
                        "the pod that was cloned beside",
                        cloned(Scene.pod()).run(CLONED),
                        "Restarting Restarting | evict db-1/u1 | again 2s"),
                row(
                        "it is going",
                        cloned(Scene.pod(Pods.terminating())).run(CLONED),
                        "Restarting Restarting | again 2s"),
                row(
                        "it is gone",
                        cloned(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "it was made again and is going again",
                        cloned(Scene.pod(Pods.terminating())),
                        "Restarting Restarting | again 2s"),
                row(
                        "it was made again, and its containers are not there yet",
                        cloned(Scene.pod(Pods.starting())),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "it was made again",
                        cloned(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | launch outcome 2 in db-1/u2 | again 2s"),
                row(
                        "it was made again, and does not stay",
                        cloned(Scene.pod(Pods.crashing("[ERROR] no"))),
                        "Restarting RecipientNotStarting | again 2s"),
                row(
                        "a pod without an owner",
                        cloned(Scene.pod(Pods.withoutOwner())).run(CLONED),
                        "Restarting ManualRestartRequired | RecipientRestarted=False | again 10s"),
                row(
                        "a pod without an owner whose mysqld was restarted",
                        cloned(Scene.pod(Pods.restartedByHand())).run(CLONED),
                        "Restarting AgentStarting | launch outcome 2 in db-1/u1 | again 2s"),
                row(
                        "a pod without an owner that was made again by hand",
                        cloned(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | launch outcome 2 in db-1/u2 | again 2s"),
                row(
                        "a claim's workload",
                        cloned(Scene.claim()).run(Runs.clone(1).alone().succeeded()),
                        "Restarting Restarting | restart StatefulSet/db to 3 | again 2s"),
                row(
                        "a claim's server",
                        cloned(Scene.claim())
                                .server(Pods.madeAgain())
                                .run(Runs.clone(1).alone().succeeded()),
                        "Restarting AgentStarting | launch outcome 2 in db-1/u2 | again 2s"),
                row(
                        "a claim that nothing is to run on",
                        cloned(Scene.claimAlone()).run(Runs.clone(1).alone().succeeded()),
                        "Ready Succeeded | again at once"),
                row(
                        "suspended before the restart",
                        cloned(Scene.pod()).suspended().run(CLONED),
                        "Suspended Suspended"));
    }

    static Stream<Arguments> rowsOfApproval() {
        return Stream.of(
                row(
                        "not approved",
                        cloned(Scene.pod()).manual().run(CLONED),
                        "AwaitingApproval AwaitingApproval | RecipientRestarted=False | again 10s"),
                row(
                        "approved",
                        cloned(Scene.pod()).manual().approved().run(CLONED),
                        "Restarting Restarting | evict db-1/u1 | again 2s"),
                row(
                        "approved, and suspended",
                        cloned(Scene.pod()).manual().approved().suspended().run(CLONED),
                        "Suspended Suspended"),
                row(
                        "not approved, but restarted by somebody",
                        cloned(Scene.pod(Pods.madeAgain())).manual(),
                        "Restarting AgentStarting | launch outcome 2 in db-1/u2 | again 2s"),
                row(
                        "not approved, and the pod is away",
                        cloned(Scene.pod()).manual().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "AwaitingApproval AwaitingApproval | RecipientRestarted=False | again 10s"),
                row(
                        "a claim's workload, not approved",
                        cloned(Scene.claim()).manual().run(Runs.clone(1).alone().succeeded()),
                        "AwaitingApproval AwaitingApproval | RecipientRestarted=False | again 10s"),
                row(
                        "a claim's workload, approved",
                        cloned(Scene.claim())
                                .manual()
                                .approved()
                                .run(Runs.clone(1).alone().succeeded()),
                        "Restarting Restarting | restart StatefulSet/db to 3 | again 2s"),
                row(
                        "a claim that nothing is to run on has nothing to approve",
                        cloned(Scene.claimAlone()).manual(),
                        "Ready Succeeded | again at once"));
    }

    static Stream<Arguments> rowsOfOutcomes() {
        return Stream.of(
                row(
                        "not started",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).waiting("")),
                        "Restarting AgentStarting | again 2s"),
                row(
                        "no image",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).waiting("ErrImagePull")),
                        "Restarting ImagePullFailed | again 2s"),
                row(
                        "no image, and another one was named",
                        asked(Pods.madeAgain()).changed().run(Runs.outcome(2).waiting("ErrImagePull")),
                        "Restarting AgentStarting | launch outcome 3 in db-1/u2 | again 2s"),
                row(
                        "recovering",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).silent()),
                        "Restarting Recovering | again 2s"),
                row(
                        "recovering, and suspended",
                        asked(Pods.madeAgain()).suspended().run(Runs.outcome(2).silent()),
                        "Restarting Recovering | again 2s"),
                row(
                        "mysqld does not stay",
                        asked(Pods.crashing("[ERROR] no")).run(Runs.outcome(2).silent()),
                        "Restarting RecipientNotStarting | again 2s"),
                row(
                        "recovered",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).succeeded()),
                        "Restarting Recovered | RecipientRestarted=True | settles 0 | again at once"),
                row(
                        "rolled back",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).found("RolledBack")),
                        "Failed RolledBack | RecipientRestarted=False | settles 1 | again at once"),
                row(
                        "not taken over",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).found("Pending")),
                        "Restarting RecipientNotStarting | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "not taken over, and accounted for",
                        asked(Pods.madeAgain())
                                .runs(2, 2, 1)
                                .run(Runs.outcome(2).found("Pending")),
                        "Restarting RecipientNotStarting | attempts 1 | again 9s"),
                row(
                        "not taken over, some time ago",
                        asked(Pods.madeAgain())
                                .runs(2, 2, 1)
                                .run(Runs.outcome(2).ago(Duration.ofMinutes(1)).found("None")),
                        "Restarting AgentStarting | launch outcome 3 in db-1/u2 | attempts 1 | again 2s"),
                row(
                        "not taken over, once too often",
                        asked(Pods.madeAgain())
                                .runs(8, 7, 6)
                                .run(Runs.outcome(8).found("Pending")),
                        "Failed RecipientNotStarting | RecipientRestarted=False | settles 7 | again at once"),
                row(
                        "killed",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).killed(137, "OOMKilled")),
                        "Restarting AgentFailed | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "killed, and accounted for",
                        asked(Pods.madeAgain())
                                .runs(2, 2, 1)
                                .run(Runs.outcome(2).killed(137, "OOMKilled")),
                        "Restarting AgentFailed | attempts 1 | again 9s"),
                row(
                        "it cannot read the files",
                        asked(Pods.madeAgain()).run(Runs.outcome(2).failed(6, "LocalIOError")),
                        "Restarting LocalIOError | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "the pod was made again while it was asked",
                        asked(Pods.madeAgain()),
                        "Restarting AgentStarting | launch outcome 3 in db-1/u2 | again 2s"),
                row(
                        "a rolled back clone whose spec has changed is asked again",
                        asked(Pods.madeAgain())
                                .at(Phase.FAILED, Reason.ROLLED_BACK)
                                .changed()
                                .runs(2, 2, 1)
                                .run(Runs.outcome(2).found("RolledBack")),
                        "Restarting AgentStarting | launch outcome 3 in db-1/u2 | again 2s"));
    }

    /** All data is there, nothing more has happened. */
    private static Scene cloned(Scene scene) {
        return scene.at(Phase.TRANSFERRING, Reason.TRANSFERRED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED)
                .runs(1, 1, 0);
    }

    /** The server's pod was made again, and an agent was launched in it. */
    private static Scene asked(ServerPod pod) {
        return cloned(Scene.pod(pod)).runs(2, 1, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfRestarting", "rowsOfApproval", "rowsOfOutcomes"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whoIsToApproveIsToldHow() {
        assertThat(cloned(Scene.pod()).manual().run(CLONED).message())
                .contains("kubectl annotate mysqlclone copy mysqlclone.io/approve-restart=true");
    }

    @Test
    void whatMysqldLoggedIsQuoted() {
        assertThat(cloned(Scene.pod(Pods.crashing("[ERROR] no redo log"))).message())
                .contains("CrashLoopBackOff", "rolls back to the old data", "It logged: [ERROR] no redo log");
        assertThat(asked(Pods.crashing("[ERROR] no redo log"))
                        .run(Runs.outcome(2).silent())
                        .message())
                .contains("It logged: [ERROR] no redo log");
        assertThat(asked(Pods.crashing("[ERROR] no redo log"))
                        .run(Runs.outcome(2).found("RolledBack"))
                        .message())
                .contains("went back to the old data", "It logged: [ERROR] no redo log");
        assertThat(cloned(Scene.pod(Pods.crashing(" "))).message()).doesNotContain("It logged");
    }

    @Test
    void thePodThatNobodyWouldMakeAgainIsNamed() {
        assertThat(cloned(Scene.pod(Pods.withoutOwner())).run(CLONED).message())
                .contains("Pod db-1 has no owner", "Restart mysqld yourself");
    }

    @Test
    void aServerThatTookNothingOverIsAskedForItsDataDirectory() {
        assertThat(asked(Pods.madeAgain()).run(Runs.outcome(2).found("None")).message())
                .contains("(None)", "data directory that was cloned into");
    }
}
