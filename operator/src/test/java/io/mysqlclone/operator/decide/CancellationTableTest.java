package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECIPIENT_RESTARTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done before a resource that is deleted may go; a row without "again" lets it go. */
final class CancellationTableTest {

    private static final String GO = "Cancelling Cancelled";
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    static Stream<Arguments> rowsOfTransfer() {
        return Stream.of(
                row("nothing was done", Scene.pod(), GO),
                row("it waited", Scene.pod().at(Phase.WAITING, Reason.DONOR_BUSY), GO),
                row(
                        "the agent is not started",
                        Scene.pod()
                                .at(Phase.PREFLIGHT)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).waiting("")),
                        "Cancelling Cancelling | cancel clone 1 | again 2s"),
                row(
                        "the agent cannot be started",
                        Scene.pod()
                                .at(Phase.PREFLIGHT)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).waiting("CreateContainerConfigError")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
                row(
                        "leftovers cannot be removed, as there is no image",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        GO),
                row(
                        "the agent runs",
                        Scene.pod()
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).transferring()),
                        "Cancelling Cancelling | cancel clone 1 | again 2s"),
                row(
                        "the agent runs on a claim",
                        Scene.claim()
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).alone().transferring()),
                        "Cancelling Cancelling | cancel clone 1 | again 2s"),
                row(
                        "the agent was cancelled",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).failed(8, "Cancelled")),
                        GO),
                row(
                        "the agent has failed meanwhile",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
                row(
                        "the agent has refused",
                        Scene.pod()
                                .at(Phase.WAITING)
                                .runs(1, 1, 1)
                                .run(Runs.clone(1).failed(3, "Refused")),
                        "Cancelling Cancelled | attempts 1"),
                row(
                        "it waits for another try",
                        Scene.pod()
                                .at(Phase.WAITING)
                                .runs(1, 1, 1)
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | attempts 1 | again 2s"),
                row(
                        "it is suspended",
                        Scene.pod()
                                .suspended()
                                .at(Phase.SUSPENDED)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
                row(
                        "the run has vanished",
                        Scene.pod().at(Phase.TRANSFERRING).runs(1, 0, 0),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
                row(
                        "the pod is away",
                        Scene.pod().at(Phase.TRANSFERRING).runs(1, 0, 0).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Cancelling WaitingForPod | again 2s"),
                row(
                        "the pod is going",
                        Scene.pod(Pods.terminating())
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Cancelling WaitingForPod | again 2s"),
                row(
                        "leftovers are being removed",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).silent()),
                        "Cancelling Cancelling | again 2s"),
                row(
                        "leftovers were removed",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).succeeded()),
                        GO));
    }

    static Stream<Arguments> rowsOfLaterSteps() {
        return Stream.of(
                row(
                        "the clone is complete and waits for approval",
                        transferred(Scene.pod()).run(Runs.clone(1).succeeded()),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
                row(
                        "the clone is complete in a claim",
                        transferred(Scene.claim()).run(Runs.clone(1).alone().succeeded()),
                        GO),
                row(
                        "a server starts on the claim",
                        transferred(Scene.claim())
                                .server(Pods.madeAgain())
                                .run(Runs.clone(1).alone().succeeded()),
                        GO),
                row("the pod is being made again", transferred(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND), GO),
                row("the pod was made again", transferred(Scene.pod(Pods.madeAgain())), GO),
                row(
                        "mysqld was restarted by hand",
                        transferred(Scene.pod(Pods.restartedByHand()))
                                .run(Runs.clone(1).ago(Duration.ofMinutes(1)).succeeded()),
                        GO),
                row(
                        "mysqld recovers",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .runs(2, 1, 0)
                                .run(Runs.outcome(2).silent()),
                        GO),
                row(
                        "mysqld has recovered",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .holding(RECIPIENT_RESTARTED)
                                .runs(2, 2, 0)
                                .run(Runs.outcome(2).succeeded()),
                        GO),
                row(
                        "replication is being started",
                        transferred(Scene.pod(Pods.madeAgain()).replicating())
                                .holding(RECIPIENT_RESTARTED)
                                .runs(3, 2, 0)
                                .run(Runs.replicate(3).silent()),
                        GO),
                row("it is Ready", transferred(Scene.pod(Pods.madeAgain())).at(Phase.READY), GO),
                row(
                        "it has failed, and its leftovers are there",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .runs(1, 1, 1)
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | attempts 1 | again 2s"),
                row(
                        "it has failed, and its leftovers were removed",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).succeeded()),
                        "Cancelling Cancelled | attempts 1"));
    }

    private static Scene transferred(Scene scene) {
        return scene.at(Phase.RESTARTING).holding(PREFLIGHT_PASSED, TRANSFERRED).runs(1, 1, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfTransfer", "rowsOfLaterSteps"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.deleted(JUST_NOW).decided()).isEqualTo(decision);
    }

    /** Whatever keeps the agent from being told or launched does not keep the resource. */
    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfTransfer", "rowsOfLaterSteps"})
    void letsGoAfterAWhile(String about, Scene scene, String decision) {
        assertThat(scene.deleted(Duration.ofSeconds(121)).decided())
                .startsWith(GO)
                .doesNotContain("again");
    }
}
