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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are launched and not seen, that are too many for one pod, and whose pods are removed. */
final class LostRunsTableTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> rowsOfLaunchesThatAreNotSeen() {
        return Stream.of(
                row(
                        "in the pod",
                        launched(Scene.pod()).launch(AgentCommand.CLONE, 1, "u1"),
                        "Waiting AgentFailed | Transferred=False | settles 1 | again 10s"),
                row(
                        "in the pod, once too often",
                        launched(Scene.pod()).runs(7, 6, 6).launch(AgentCommand.CLONE, 7, "u1"),
                        "Failed AgentFailed | Transferred=False | settles 7 | again at once"),
                row(
                        "in the pod, and that is known",
                        launched(Scene.pod()).runs(1, 1, 1).launch(AgentCommand.CLONE, 1, "u1"),
                        "Waiting Passed | attempts 1 | again 9s"),
                row(
                        "in the pod, the second time, and that is known",
                        launched(Scene.pod()).runs(2, 2, 2).launch(AgentCommand.CLONE, 2, "u1"),
                        "Waiting Passed | attempts 2 | again 19s"),
                row(
                        "in the pod, some time ago",
                        launched(Scene.pod()).runs(1, 1, 1).launch(AgentCommand.CLONE, 1, Optional.of("u1"), MINUTE),
                        "Preflight AgentStarting | plan clone 2 in u1 | attempts 1 | again at once"),
                row(
                        "in a pod that was made again",
                        launched(Scene.pod(Pods.madeAgain())).launch(AgentCommand.CLONE, 1, "u1"),
                        "Preflight AgentStarting | plan clone 2 in u2 | again at once"),
                row(
                        "in a pod of its own",
                        launched(Scene.claim()).launchAlone(AgentCommand.CLONE, 1),
                        "Waiting AgentFailed | Transferred=False | settles 1 | again 10s"),
                row(
                        "in a pod of its own, and that is known",
                        launched(Scene.claim()).runs(1, 1, 1).launchAlone(AgentCommand.CLONE, 1),
                        "Waiting Passed | attempts 1 | again 9s"),
                row(
                        "a commit",
                        received().launch(AgentCommand.COMMIT, 2, "u1"),
                        "Restarting AgentFailed | Committed=False | settles 1 | again 10s"),
                row(
                        "an outcome",
                        received().server(Pods.madeAgain()).holding(COMMITTED).launch(AgentCommand.OUTCOME, 2, "u2"),
                        "Restarting AgentFailed | RecipientRestarted=False | settles 1 | again 10s"),
                row(
                        "replication",
                        received()
                                .replicating()
                                .server(Pods.madeAgain())
                                .holding(COMMITTED, RECIPIENT_RESTARTED)
                                .launch(AgentCommand.REPLICATE, 2, "u2"),
                        "Replicating AgentFailed | Replicating=False | settles 1 | again 10s"),
                row(
                        "what lets the old data go",
                        ready(Pods.madeAgain()).launch(AgentCommand.FINISH, 2, "u2"),
                        "Ready Succeeded | settles 1 | again 10s"),
                row(
                        "what lets the old data go, once too often",
                        ready(Pods.madeAgain()).runs(8, 7, 6).launch(AgentCommand.FINISH, 8, "u2"),
                        "Ready Succeeded | warn LeftBehind of db-1 | settles 7 | leaves it | again at once"),
                row(
                        "what puts the old data back",
                        received()
                                .server(Pods.notReady())
                                .at(Phase.ROLLING_BACK, Reason.ROLLING_BACK)
                                .lacking(COMMITTED, Reason.ROLLING_BACK)
                                .launch(AgentCommand.ROLLBACK, 2, "u2"),
                        "RollingBack RollingBack | settles 1 | again 10s"));
    }

    static Stream<Arguments> rowsOfCrowds() {
        return Stream.of(
                row(
                        "one more clone has room",
                        Scene.pod(Pods.crowded(9)),
                        "Preflight AgentStarting | plan clone 1 in u1 | again at once"),
                row("no clone has room", Scene.pod(Pods.crowded(10)), "Waiting TooManyAgents | again 10s"),
                row(
                        "a clone that is planned already",
                        Scene.pod(Pods.crowded(10)).launch(AgentCommand.CLONE, 1, "u1"),
                        "Preflight AgentStarting | launch clone 1 in db-1/u1 | again 2s"),
                row(
                        "what follows a clone has room",
                        received().server(Pods.crowded(19)).run(Runs.clone(1).succeeded()),
                        "Restarting AgentStarting | plan commit 3 in u1 waiting 150s | again at once"),
                row(
                        "what follows a clone has no room",
                        received().server(Pods.crowded(20)).run(Runs.clone(1).succeeded()),
                        "Restarting TooManyAgents | again 10s"),
                row(
                        "what lets the old data go waits for another pod",
                        ready(Pods.madeAgainCrowded(20)).runs(1, 1, 0),
                        "Ready Succeeded | again 30s"),
                row(
                        "what removes what is left always has room",
                        Scene.pod(Pods.crowded(40))
                                .at(Phase.FAILED, Reason.NETWORK_LOST)
                                .runs(1, 1, 1)
                                .completed(MINUTE)
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Failed NetworkLost | plan discard 2 in u1 | attempts 1 | again at once"));
    }

    static Stream<Arguments> rowsOfPodsThatAreRemoved() {
        return Stream.of(
                row(
                        "not one that is not accounted for",
                        launched(Scene.claim()).run(lost(1)),
                        "Waiting NetworkLost | Transferred=False | settles 1 | again 10s"),
                row(
                        "one that is recorded",
                        launched(Scene.claim()).runs(1, 1, 1).run(lost(1)).remembering(lost(1)),
                        "Waiting NetworkLost | remove copy-0a1b2c3d-1 | attempts 1 | again 9s"),
                row(
                        "once",
                        launched(Scene.claim()).runs(1, 1, 1).remembering(lost(1)),
                        "Waiting NetworkLost | attempts 1 | again 9s"),
                row(
                        "one that is not the last",
                        launched(Scene.claim())
                                .runs(2, 1, 1)
                                .run(lost(1), Runs.clone(2).alone().transferring()),
                        "Transferring Transferring | remove copy-0a1b2c3d-1 | PreflightPassed=True | attempts 1 | again 2s"),
                row(
                        "none beside the server",
                        launched(Scene.pod())
                                .runs(2, 1, 1)
                                .run(
                                        Runs.clone(1).failed(5, "NetworkLost"),
                                        Runs.clone(2).transferring()),
                        "Transferring Transferring | PreflightPassed=True | attempts 1 | again 2s"),
                row(
                        "one that has succeeded, and the commit follows",
                        Scene.claim()
                                .at(Phase.TRANSFERRING)
                                .holding(TRANSFERRED)
                                .lacking(COMMITTED, Reason.NOT_COMMITTED)
                                .runs(1, 1, 0)
                                .remembering(Runs.clone(1).alone().succeeded()),
                        "Restarting AgentStarting | plan commit 2 alone | again at once"),
                row(
                        "one that has removed what was left, which is not done again",
                        Scene.claim()
                                .at(Phase.FAILED, Reason.NETWORK_LOST)
                                .runs(2, 1, 1)
                                .completed(MINUTE)
                                .launchAlone(AgentCommand.DISCARD, 2)
                                .remembering(Runs.discard(2).alone().succeeded()),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "one of a clone that was refused, which leaves nothing",
                        Scene.claim()
                                .at(Phase.FAILED, Reason.RECIPIENT_NOT_EMPTY)
                                .runs(1, 1, 1)
                                .completed(MINUTE)
                                .remembering(Runs.clone(1).alone().refused("RecipientNotEmpty")),
                        "Failed RecipientNotEmpty | attempts 1"));
    }

    private static AgentRun lost(int number) {
        return Runs.clone(number).alone().failed(5, "NetworkLost");
    }

    private static Scene launched(Scene scene) {
        return scene.at(Phase.PREFLIGHT).runs(1, 0, 0);
    }

    private static Scene received() {
        return Scene.pod()
                .at(Phase.RESTARTING)
                .holding(PREFLIGHT_PASSED, TRANSFERRED)
                .runs(2, 1, 0);
    }

    private static Scene ready(ServerPod pod) {
        return Scene.pod(pod)
                .at(Phase.READY, Reason.SUCCEEDED)
                .keepingOldData()
                .completed(MINUTE)
                .runs(2, 1, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfLaunchesThatAreNotSeen", "rowsOfCrowds", "rowsOfPodsThatAreRemoved"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void theUserIsToldWhatToDoAboutAFullPod() {
        assertThat(Scene.pod(Pods.crowded(10)).message()).contains("Pod db-1", "10 agents", "Restart the pod");
    }

    @Test
    void theUserIsToldWhatMayHaveHiddenALaunch() {
        assertThat(launched(Scene.claim()).launchAlone(AgentCommand.CLONE, 1).message())
                .contains("is not there", "webhook", "labels", "tried again at", "(2 of 7)");
    }
}
