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
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
                        "Cancelling AgentStarting | plan discard 2 in u1 | again at once"),
                row(
                        "leftovers cannot be removed yet, as there is no image",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        "Cancelling Cancelling | again 10s"),
                row(
                        "leftovers could not be removed",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).failed(6, "LocalIOError")),
                        "Cancelling Cancelling | again 9s"),
                row(
                        "leftovers could not be removed, some time ago",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(3, 1, 0)
                                .run(
                                        Runs.discard(2)
                                                .ago(Duration.ofMinutes(2))
                                                .failed(6, "LocalIOError"),
                                        Runs.discard(3)
                                                .ago(Duration.ofSeconds(30))
                                                .killed(137, "OOMKilled")),
                        "Cancelling AgentStarting | plan discard 4 in u1 | again at once"),
                row(
                        "another agent keeps leftovers from being removed",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).refused("VolumeBusy")),
                        "Cancelling Cancelling | again 9s"),
                row(
                        "the removal is planned",
                        Scene.pod()
                                .at(Phase.CANCELLING)
                                .runs(1, 0, 0)
                                .launch(AgentCommand.DISCARD, 2, "u1")
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Cancelling AgentStarting | launch discard 2 in db-1/u1 | again 2s"),
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
                        "Cancelling AgentStarting | plan discard 2 in u1 | again at once"),
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
                        "Cancelling AgentStarting | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "it is suspended",
                        Scene.pod()
                                .suspended()
                                .at(Phase.SUSPENDED)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Cancelling AgentStarting | plan discard 2 in u1 | again at once"),
                row(
                        "the run has vanished",
                        Scene.pod().at(Phase.TRANSFERRING).runs(1, 0, 0),
                        "Cancelling AgentStarting | plan discard 2 in u1 | again at once"),
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
                        "Cancelling AgentStarting | plan discard 2 in u1 | again at once"),
                row(
                        "the clone is complete in an empty claim",
                        transferred(Scene.claim())
                                .holding(COMMITTED)
                                .run(Runs.clone(1).alone().succeeded()),
                        GO),
                row(
                        "the clone is received beside a claim's data",
                        transferred(Scene.claim()).run(Runs.clone(1).alone().succeeded()),
                        "Cancelling AgentStarting | plan discard 2 alone | again at once"),
                row(
                        "the clone was put in a claim's data's place",
                        transferred(Scene.claim())
                                .holding(COMMITTED)
                                .keepingOldData()
                                .runs(2, 2, 0)
                                .run(Runs.commit(2).alone().succeeded()),
                        "Cancelling AgentStarting | plan discard 3 alone | again at once"),
                row(
                        "the pod is being made again",
                        transferred(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Cancelling WaitingForPod | again 2s"),
                row(
                        "the pod was made again",
                        transferred(Scene.pod(Pods.madeAgain())),
                        "Cancelling AgentStarting | plan discard 2 in u2 | again at once"),
                row(
                        "mysqld recovers",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .runs(3, 1, 0)
                                .run(Runs.outcome(3).silent()),
                        "Cancelling AgentStarting | plan discard 4 in u2 | again at once"),
                row(
                        "the clone was put in place before it could be removed",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .runs(3, 1, 0)
                                .run(Runs.discard(3).refused("ServerRunning")),
                        "Cancelling Cancelled | warn LeftBehind of db-1"),
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
                        "it is Ready, and the old data is kept",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .at(Phase.READY, Reason.SUCCEEDED)
                                .keepingOldData()
                                .runs(3, 3, 0),
                        "Ready Succeeded | plan finish 4 in u2 | again at once"),
                row(
                        "it does not replicate, and the old data is kept",
                        transferred(Scene.pod(Pods.madeAgain()).replicating())
                                .holding(RECIPIENT_RESTARTED)
                                .keepingOldData()
                                .at(Phase.FAILED),
                        "Cancelling Cancelled | warn LeftBehind of db-1"),
                row(
                        "it was rolled back",
                        transferred(Scene.pod(Pods.madeAgain()))
                                .lacking(COMMITTED, Reason.ROLLED_BACK)
                                .at(Phase.FAILED),
                        GO),
                row(
                        "it is being rolled back",
                        transferred(Scene.pod(Pods.crashing("no")))
                                .lacking(COMMITTED, Reason.ROLLING_BACK)
                                .runs(4, 3, 0)
                                .launch(AgentCommand.ROLLBACK, 4, "u2")
                                .run(Runs.rollback(4).silent()),
                        "RollingBack RollingBack | again 2s"),
                row(
                        "it has failed, and its leftovers are there",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .runs(1, 1, 1)
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Cancelling AgentStarting | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "it has failed, and its leftovers were removed",
                        Scene.pod()
                                .at(Phase.FAILED)
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).succeeded()),
                        "Cancelling Cancelled | attempts 1"));
    }

    /** An agent that waits to put the clone in place: what it may do is waited for, whether or not it hears. */
    static Stream<Arguments> rowsOfCommit() {
        return Stream.of(
                row(
                        "it waits",
                        committing().run(Runs.commit(2).waitingForStop()),
                        "Cancelling Cancelling | cancel commit 2 | again 2s"),
                row(
                        "it is not started",
                        committing().run(Runs.commit(2).waiting("")),
                        "Cancelling Cancelling | cancel commit 2 | again 2s"),
                row(
                        "it cannot be started yet",
                        committing().run(Runs.commit(2).waiting("ImagePullBackOff")),
                        "Cancelling Cancelling | cancel commit 2 | again 2s"),
                row(
                        "it cannot be asked",
                        committing().run(Runs.commit(2).silent()),
                        "Cancelling Cancelling | cancel commit 2 | again 2s"),
                row(
                        "it was told",
                        committing().run(Runs.commit(2).failed(8, "Cancelled")),
                        "Cancelling AgentStarting | plan discard 3 in u1 | again at once"),
                row(
                        "it has waited long enough",
                        transferred(Scene.pod())
                                .runs(2, 1, 0)
                                .launch(AgentCommand.COMMIT, 2, Optional.of("u1"), Duration.ofSeconds(271))
                                .run(Runs.commit(2).silent()),
                        "Cancelling AgentStarting | plan discard 3 in u1 | again at once"),
                row(
                        "it has not started in its time, and the removal is planned",
                        transferred(Scene.pod())
                                .runs(2, 1, 0)
                                .launch(AgentCommand.DISCARD, 3, "u1")
                                .run(Runs.commit(2).waiting("")),
                        "Cancelling AgentStarting | launch discard 3 in db-1/u1 | again 2s"));
    }

    private static Scene committing() {
        return transferred(Scene.pod()).runs(2, 1, 0).launch(AgentCommand.COMMIT, 2, "u1");
    }

    private static Scene transferred(Scene scene) {
        return scene.at(Phase.RESTARTING).holding(PREFLIGHT_PASSED, TRANSFERRED).runs(1, 1, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfTransfer", "rowsOfLaterSteps", "rowsOfCommit"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.deleted(JUST_NOW).decided()).isEqualTo(decision);
    }

    /** Whatever keeps the agent from being told or launched does not keep the resource. */
    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfTransfer", "rowsOfLaterSteps"})
    void letsGoAfterAWhile(String about, Scene scene, String decision) {
        assertThat(scene.deleted(Duration.ofSeconds(3601)).decided())
                .startsWith(GO)
                .doesNotContain("again");
    }

    /** Of three hundred thousand files; one that nobody starts is not waited for so long. */
    @Test
    void aRemovalThatGoesOnIsWaitedFor() {
        Scene removing = Scene.pod()
                .at(Phase.CANCELLING)
                .runs(2, 1, 0)
                .run(Runs.discard(2).silent());
        Scene waiting = Scene.pod()
                .at(Phase.CANCELLING)
                .runs(2, 1, 0)
                .run(Runs.discard(2).waiting(""));

        assertThat(removing.deleted(Duration.ofMinutes(30)).decided()).isEqualTo("Cancelling Cancelling | again 2s");
        assertThat(waiting.deleted(Duration.ofMinutes(30)).decided())
                .startsWith(GO)
                .doesNotContain("again");
    }

    @Test
    void whatIsLeftIsTold() {
        Duration late = Duration.ofMinutes(11);
        assertThat(warning(
                        Scene.pod()
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).silent()),
                        late))
                .contains("could not be told to end", "puts nothing in place", "clone-agent discard");
        assertThat(warning(
                        transferred(Scene.pod())
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        late))
                .contains("#clone-agent", "mysqld never looks at it", "clone-agent discard");
        assertThat(warning(transferred(Scene.pod()).holding(COMMITTED).unusable(Reason.RECIPIENT_NOT_FOUND), late))
                .contains("may be in place", "next start of mysqld", "clone-agent discard");
        assertThat(warning(
                        transferred(Scene.pod(Pods.madeAgain()))
                                .runs(2, 1, 0)
                                .run(Runs.discard(2).refused("ServerRunning")),
                        JUST_NOW))
                .contains("before it could be cancelled", "runs on the donor's data");
        assertThat(warning(
                        transferred(Scene.pod())
                                .holding(RECIPIENT_RESTARTED)
                                .keepingOldData()
                                .at(Phase.FAILED),
                        JUST_NOW))
                .contains("old data is still", "clone-agent finish");
    }

    private static String warning(Scene scene, Duration ago) {
        return Cancellation.decide(scene.deleted(ago).situation()).actions().stream()
                .filter(Action.Warn.class::isInstance)
                .map(Action.Warn.class::cast)
                .map(Action.Warn::message)
                .collect(Collectors.joining());
    }
}
