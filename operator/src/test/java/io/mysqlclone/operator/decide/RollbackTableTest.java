package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.COMMITTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECIPIENT_RESTARTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a recipient that does not become Ready on the clone gets its old data back, and how. */
final class RollbackTableTest {

    private static final String BEGINS = "RollingBack RollingBack | plan rollback 4 in u2 waiting 150s"
            + " | Committed=False, RecipientRestarted=False | settles 0 | again at once";

    private static final String DONE =
            "Failed RolledBack | Committed=False, RecipientRestarted=False | settles 1 | again at once";

    private static final Duration LONG = Duration.ofHours(2);

    static Stream<Arguments> rowsOfNeed() {
        return Stream.of(
                row(
                        "mysqld crashes again and again before it has recovered",
                        asked(Pods.crashing("no")).run(Runs.outcome(3).silent()),
                        BEGINS),
                row(
                        "mysqld crashes again and again after it has recovered",
                        recovered(Pods.crashing("no")).run(Runs.outcome(3).succeeded()),
                        BEGINS),
                row(
                        "mysqld crashes again and again before it replicates",
                        recovered(Pods.crashing("no")).replicating(),
                        BEGINS),
                row(
                        "mysqld recovers for too long",
                        asked(Pods.notReady())
                                .restarted(LONG)
                                .run(Runs.outcome(3).silent()),
                        BEGINS),
                row(
                        "the pod is not Ready for too long",
                        recovered(Pods.notReady()).restarted(LONG),
                        BEGINS),
                row(
                        "the pod is not Ready for less long than it may",
                        recovered(Pods.notReady()).spec("recoveryTimeout: 3h").restarted(LONG),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "replication is being started in a pod that is not Ready for too long",
                        recovered(Pods.notReady())
                                .replicating()
                                .restarted(LONG)
                                .runs(4, 3, 0)
                                .run(Runs.replicate(4).silent()),
                        "Replicating StartingReplication | again 2s"),
                row(
                        "the pod is Ready after all",
                        recovered(Pods.madeAgain()).restarted(LONG),
                        "Ready Succeeded | again at once"),
                row(
                        "a claim that had no data",
                        recovered(Scene.claim().server(Pods.crashing("no"))),
                        "Failed RecipientNotStarting | RecipientRestarted=False | settles 1 | again at once"),
                row(
                        "a claim that had data",
                        recovered(Scene.claim().server(Pods.crashing("no"))).keepingOldData(),
                        BEGINS));
    }

    static Stream<Arguments> rowsOfRollback() {
        return Stream.of(
                row(
                        "it is planned",
                        rollingBack(Pods.crashing("no")).runs(3, 3, 0),
                        "RollingBack RollingBack | launch rollback 4 in db-1/u2 | again 2s"),
                row(
                        "its pod was made again before it was launched",
                        rollingBack(Pods.madeAgain()).runs(3, 3, 0).launch(AgentCommand.ROLLBACK, 4, "u1"),
                        "RollingBack RollingBack | plan outcome 5 in u2 | again at once"),
                row(
                        "it is not started",
                        rollingBack(Pods.crashing("no")).run(Runs.rollback(4).waiting("")),
                        "RollingBack AgentStarting | again 2s"),
                row(
                        "it waits for a moment without mysqld",
                        rollingBack(Pods.crashing("no")).run(Runs.rollback(4).silent()),
                        "RollingBack RollingBack | again 2s"),
                row(
                        "it waits for a mysqld that does not end by itself",
                        rollingBack(Pods.notReadyForLong())
                                .run(Runs.rollback(4)
                                        .ago(Duration.ofSeconds(30))
                                        .silent()),
                        "RollingBack RollingBack | evict db-1/u2 | again 2s"),
                row(
                        "suspended all the same",
                        rollingBack(Pods.crashing("no"))
                                .suspended()
                                .run(Runs.rollback(4).silent()),
                        "RollingBack RollingBack | again 2s"),
                row(
                        "the pod is away",
                        rollingBack(Pods.crashing("no")).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "RollingBack RollingBack | again 2s"),
                row("0", rollingBack(Pods.crashing("no")).run(Runs.rollback(4).succeeded()), DONE),
                row(
                        "3, mysqld ran all the time",
                        ended(Runs.rollback(4).refused("ServerRunning")),
                        "RollingBack RollingBack | settles 0 | again 10s"),
                row(
                        "refused, in a pod that holds the agents of many tries: a rescue waits no longer for that",
                        rollingBack(Pods.madeAgainCrowded(9))
                                .runs(4, 4, 0)
                                .run(Runs.rollback(4).refused("ServerRunning")),
                        "RollingBack RollingBack | again 29s"),
                row(
                        "3, there is no old data",
                        ended(Runs.rollback(4).refused("NoOldData")),
                        "Failed RecipientNotStarting | Committed=False NotCommitted | settles 1 | again at once"),
                row(
                        "6",
                        ended(Runs.rollback(4).failed(6, "LocalIOError")),
                        "RollingBack RollingBack | settles 1 | again 10s"),
                row(
                        "6, once too often",
                        ended(Runs.rollback(4).failed(6, "LocalIOError")).runs(4, 3, 6),
                        "Failed RecipientNotStarting | Committed=False | settles 7 | again at once"),
                row(
                        "6, and accounted for",
                        ended(Runs.rollback(4).failed(6, "LocalIOError")).runs(4, 4, 1),
                        "RollingBack RollingBack | attempts 1 | again 9s"),
                row(
                        "6, some time ago",
                        ended(Runs.rollback(4).ago(Duration.ofMinutes(1)).failed(6, "LocalIOError"))
                                .runs(4, 4, 1),
                        "RollingBack RollingBack | plan rollback 5 in u2 waiting 180s | attempts 1 | again at once"));
    }

    static Stream<Arguments> rowsOfTheNextPod() {
        return Stream.of(
                row(
                        "its pod was made again",
                        rollingBack(Pods.madeAgain()).launch(AgentCommand.ROLLBACK, 4, "u1"),
                        "RollingBack RollingBack | plan outcome 5 in u2 | again at once"),
                row(
                        "its pod was made again, and its containers are not there yet",
                        rollingBack(Pods.starting()).launch(AgentCommand.ROLLBACK, 4, "u1"),
                        "RollingBack RollingBack | again 2s"),
                row(
                        "what lies there is asked",
                        askedAfter().run(Runs.outcome(5).silent()),
                        "RollingBack RollingBack | again 2s"),
                row("the old data is back", askedAfter().run(Runs.outcome(5).found("RolledBack")), DONE),
                row(
                        "the clone is in place still",
                        askedAfter().run(Runs.outcome(5).found("Pending")),
                        "RollingBack RollingBack | settles 1 | again 10s"),
                row(
                        "the clone was never in place",
                        askedAfter().run(Runs.outcome(5).found("Received")),
                        "Failed RecipientNotStarting | Committed=False NotCommitted | settles 1 | again at once"));
    }

    /** What became of the clone is asked. */
    private static Scene asked(ServerPod pod) {
        return begun(Scene.pod(pod));
    }

    private static Scene begun(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.RESTARTING)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, COMMITTED)
                .runs(3, 2, 0)
                .launch(AgentCommand.OUTCOME, 3, "u2")
                .restarted(Duration.ofMinutes(1));
    }

    private static Scene recovered(ServerPod pod) {
        return recovered(Scene.pod(pod));
    }

    private static Scene recovered(Scene scene) {
        return begun(scene).runs(3, 3, 0).holding(RECIPIENT_RESTARTED);
    }

    private static Scene rollingBack(ServerPod pod) {
        return Scene.pod(pod)
                .at(Phase.ROLLING_BACK, Reason.ROLLING_BACK)
                .holding(PREFLIGHT_PASSED, TRANSFERRED)
                .lacking(COMMITTED, Reason.ROLLING_BACK)
                .lacking(RECIPIENT_RESTARTED, Reason.ROLLING_BACK)
                .runs(4, 3, 0)
                .launch(AgentCommand.ROLLBACK, 4, "u2");
    }

    private static Scene ended(AgentRun rollback) {
        return rollingBack(Pods.crashing("no")).run(rollback);
    }

    /** The pod was made again, and an agent looks whether the old data is back. */
    private static Scene askedAfter() {
        return rollingBack(Pods.madeAgain()).runs(5, 3, 0).launch(AgentCommand.OUTCOME, 5, "u2");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfNeed", "rowsOfRollback", "rowsOfTheNextPod"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whyItIsRolledBackIsToldWithTheLog() {
        assertThat(recovered(Pods.crashing("[ERROR] no keyring")).message())
                .contains("CrashLoopBackOff", "It logged: [ERROR] no keyring", "old data is being put back");
        assertThat(recovered(Pods.notReady()).restarted(LONG).message())
                .contains("spec.recoveryTimeout, 1h", "accounts and passwords");
    }

    @Test
    void whyItWasRolledBackIsStillToldInTheEnd() {
        assertThat(rollingBack(Pods.crashing("no"))
                        .run(Runs.rollback(4).succeeded())
                        .message())
                .contains("It was said before.", "back on its old data");
        assertThat(ended(Runs.rollback(4).failed(6, "LocalIOError"))
                        .runs(4, 3, 6)
                        .message())
                .contains("It was said before.", "could not be put back: It failed.");
    }
}
