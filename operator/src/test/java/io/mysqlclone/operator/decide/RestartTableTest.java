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
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the clone in place to a server that has recovered on it. */
final class RestartTableTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> rowsOfRestarting() {
        return Stream.of(
                row(
                        "mysqld was started in the same pod",
                        committed(Scene.pod()).run(Runs.commit(2).succeeded()),
                        "Restarting AgentStarting | plan outcome 3 in u1 waiting 3600s | again at once"),
                row(
                        "it is going",
                        committed(Scene.pod(Pods.terminating()))
                                .run(Runs.commit(2).succeeded()),
                        "Restarting Restarting | again 2s"),
                row(
                        "it is gone",
                        committed(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "it was made again, and its containers are not there yet",
                        committed(Scene.pod(Pods.starting())),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "it was made again",
                        committed(Scene.pod(Pods.madeAgain())),
                        "Restarting AgentStarting | plan outcome 3 in u2 waiting 3600s | again at once"),
                row(
                        "what lies there is asked now",
                        asked(Pods.madeAgain()).runs(2, 2, 0),
                        "Restarting AgentStarting | launch outcome 3 in db-1/u2 | again 2s"),
                row(
                        "it was made again, and mysqld did not stay",
                        committed(Scene.pod(Pods.crashing("no"))),
                        "Restarting AgentStarting | plan outcome 3 in u2 waiting 3600s | again at once"),
                row(
                        "a claim's server",
                        committed(Scene.claim()).server(Pods.madeAgain()),
                        "Restarting AgentStarting | plan outcome 3 in u2 waiting 3600s | again at once"),
                row("suspended", committed(Scene.pod(Pods.madeAgain())).suspended(), "Suspended Suspended"));
    }

    static Stream<Arguments> rowsOfOutcomes() {
        return Stream.of(
                row(
                        "not started",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).waiting("")),
                        "Restarting AgentStarting | again 2s"),
                row(
                        "recovering",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).silent()),
                        "Restarting Recovering | again 2s"),
                row(
                        "mysqld has crashed once",
                        asked(Pods.crashedOnce("no")).run(Runs.outcome(3).silent()),
                        "Restarting RecipientNotStarting | again 2s"),
                row(
                        "recovering, and suspended",
                        asked(Pods.madeAgain()).suspended().run(Runs.outcome(3).silent()),
                        "Restarting Recovering | again 2s"),
                row(
                        "recovered",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).succeeded()),
                        "Restarting Recovered | Committed=True, RecipientRestarted=True | settles 0 | again at once"),
                row(
                        "rolled back by mysqld",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).found("RolledBack")),
                        "Failed RolledBack | Committed=False, RecipientRestarted=False | settles 1 | again at once"),
                row(
                        "other transactions than the snapshot's",
                        asked(Pods.madeAgain())
                                .run(Runs.outcome(3).failed(7, "VerificationFailed, cause: GtidMismatch")),
                        "Failed GtidMismatch | RecipientRestarted=False | settles 1 | again at once"),
                row(
                        "not taken over",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).found("Pending")),
                        "Restarting RecipientNotStarting | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "not taken over, and accounted for",
                        asked(Pods.madeAgain())
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).found("Pending")),
                        "Restarting RecipientNotStarting | attempts 1 | again 9s"),
                row(
                        "not taken over, some time ago",
                        asked(Pods.madeAgain())
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).ago(MINUTE).found("None")),
                        "Restarting AgentStarting | plan outcome 4 in u2 waiting 3600s | attempts 1 | again at once"),
                row(
                        "not taken over, once too often, though the pod is Ready",
                        asked(Pods.madeAgain())
                                .runs(9, 8, 6)
                                .run(Runs.outcome(9).found("Pending")),
                        "Failed RecipientNotStarting | RecipientRestarted=False | settles 7 | again at once"),
                row(
                        "not taken over, once too often, and the pod is not Ready",
                        asked(Pods.notReady()).runs(9, 8, 6).run(Runs.outcome(9).found("Pending")),
                        "RollingBack RollingBack | plan rollback 10 in u2 waiting 720s"
                                + " | Committed=False, RecipientRestarted=False | settles 0 | again at once"),
                row(
                        "killed",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).killed(137, "OOMKilled")),
                        "Restarting AgentFailed | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "killed, and accounted for",
                        asked(Pods.madeAgain())
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).killed(137, "OOMKilled")),
                        "Restarting AgentFailed | attempts 1 | again 9s"),
                row(
                        "it cannot read the files",
                        asked(Pods.madeAgain()).run(Runs.outcome(3).failed(6, "LocalIOError")),
                        "Restarting LocalIOError | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "the pod was made again while it was asked",
                        asked(Pods.madeAgain()).launch(AgentCommand.OUTCOME, 3, "u1"),
                        "Restarting AgentStarting | plan outcome 4 in u2 waiting 3600s | again at once"),
                row(
                        "a rolled back clone whose spec has changed begins again",
                        asked(Pods.madeAgain())
                                .at(Phase.FAILED, Reason.ROLLED_BACK)
                                .changed()
                                .runs(3, 3, 1)
                                .run(Runs.outcome(3).found("RolledBack")),
                        "Waiting AgentStarting | Transferred=False, Verified=False, Committed=False | settles 0"
                                + " | again at once"));
    }

    /** The clone is in place. */
    private static Scene committed(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.RESTARTING)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED, COMMITTED)
                .runs(2, 2, 0)
                .launch(AgentCommand.COMMIT, 2, "u1");
    }

    /** The server's pod was made again, and an agent was launched in it. */
    private static Scene asked(ServerPod pod) {
        return committed(Scene.pod(pod))
                .runs(3, 2, 0)
                .launch(AgentCommand.OUTCOME, 3, "u2")
                .restarted(MINUTE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfRestarting", "rowsOfOutcomes"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whatMysqldLoggedIsQuoted() {
        assertThat(asked(Pods.crashedOnce("[ERROR] no redo log"))
                        .run(Runs.outcome(3).silent())
                        .message())
                .contains("CrashLoopBackOff", "rolls back to the old data", "It logged: [ERROR] no redo log");
        assertThat(asked(Pods.crashedOnce("[ERROR] no redo log"))
                        .run(Runs.outcome(3).found("RolledBack"))
                        .message())
                .contains("went back to the old data", "It logged: [ERROR] no redo log");
        assertThat(asked(Pods.crashedOnce(" ")).run(Runs.outcome(3).silent()).message())
                .doesNotContain("It logged");
    }

    @Test
    void aServerThatTookNothingOverIsAskedForItsDataDirectory() {
        assertThat(asked(Pods.madeAgain()).run(Runs.outcome(3).found("None")).message())
                .contains("(None)", "data directory that was cloned into");
    }
}
