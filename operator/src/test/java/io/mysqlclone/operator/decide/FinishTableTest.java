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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is still done about a clone that has succeeded or was given up. */
final class FinishTableTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(11);

    static Stream<Arguments> rowsOfSuccess() {
        return Stream.of(
                row("nothing", ready(), "Ready Succeeded"),
                row("nothing, whatever was changed", ready().changed(), "Ready Succeeded"),
                row("nothing, when its pod is gone", ready().unusable(Reason.RECIPIENT_NOT_FOUND), "Ready Succeeded"),
                row("nothing, when it is suspended", ready().suspended(), "Ready Succeeded"),
                row("to live on", ready().spec("ttlSecondsAfterFinished: 90"), "Ready Succeeded | again 30s"),
                row("to go now", ready().spec("ttlSecondsAfterFinished: 60"), "Ready Succeeded | delete"),
                row("to go at once", ready().spec("ttlSecondsAfterFinished: 0"), "Ready Succeeded | delete"));
    }

    static Stream<Arguments> rowsOfOldData() {
        return Stream.of(
                row("it is let go", kept(), "Ready Succeeded | plan finish 4 in u2 | again at once"),
                row(
                        "it is let go now",
                        kept().launch(AgentCommand.FINISH, 4, "u2"),
                        "Ready Succeeded | launch finish 4 in db-1/u2 | again 2s"),
                row("it is kept for a day", kept().spec("keepOldData: 24h"), "Ready Succeeded | again 86340s"),
                row(
                        "it has been kept for long enough",
                        kept().spec("keepOldData: 30s"),
                        "Ready Succeeded | plan finish 4 in u2 | again at once"),
                row("its pod is away", kept().unusable(Reason.RECIPIENT_NOT_FOUND), "Ready Succeeded | again 10s"),
                row("its pod is going", kept().server(Pods.terminating()), "Ready Succeeded | again 10s"),
                row(
                        "it is being let go",
                        kept().runs(4, 3, 0).run(Runs.finish(4).silent()),
                        "Ready Succeeded | again 2s"),
                row(
                        "it was let go",
                        kept().runs(4, 3, 0).run(Runs.finish(4).succeeded()),
                        "Ready Succeeded | settles 0 | again at once"),
                row(
                        "it was let go, and that is known",
                        ready().runs(4, 4, 0).run(Runs.finish(4).succeeded()),
                        "Ready Succeeded"),
                row(
                        "it could not be let go",
                        kept().runs(4, 3, 0).run(Runs.finish(4).failed(6, "LocalIOError")),
                        "Ready Succeeded | settles 1 | again 10s"),
                row(
                        "it is tried again after a while",
                        kept().runs(4, 4, 1).run(Runs.finish(4).failed(6, "LocalIOError")),
                        "Ready Succeeded | attempts 1 | again 9s"),
                row(
                        "it could not be let go, once too often",
                        kept().runs(10, 9, 6).run(Runs.finish(10).failed(6, "LocalIOError")),
                        "Ready Succeeded | warn LeftBehind of db-1 | settles 7 | leaves it | again at once"),
                row(
                        "it could not be let go, and that was told",
                        kept().leaving().runs(10, 10, 7).run(Runs.finish(10).failed(6, "LocalIOError")),
                        "Ready Succeeded | attempts 7"),
                row(
                        "it is let go before the resource goes",
                        kept().spec("ttlSecondsAfterFinished: 0"),
                        "Ready Succeeded | plan finish 4 in u2 | again at once"),
                row(
                        "its pod is away for good, and the resource is to go",
                        kept().spec("ttlSecondsAfterFinished: 60").unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Ready Succeeded | delete"),
                row(
                        "a claim without a server keeps it",
                        Scene.claimAlone()
                                .at(Phase.READY, Reason.SUCCEEDED)
                                .keepingOldData()
                                .runs(1, 1, 0)
                                .completed(MINUTE),
                        "Ready Succeeded"));
    }

    private static Scene kept() {
        return ready().keepingOldData().runs(3, 3, 0);
    }

    static Stream<Arguments> rowsOfFailure() {
        return Stream.of(
                row(
                        "an unfinished clone is in the volume",
                        failed(Scene.pod()).run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Failed NetworkLost | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "an unfinished clone is in a claim's volume",
                        failed(Scene.claim()).run(Runs.clone(1).alone().killed(137, "OOMKilled")),
                        "Failed NetworkLost | plan discard 2 alone | attempts 1 | again at once"),
                row(
                        "the run that left it has vanished",
                        failed(Scene.pod()),
                        "Failed NetworkLost | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "its pod is away",
                        failed(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Failed NetworkLost | attempts 1 | again 10s"),
                row(
                        "its pod is going",
                        failed(Scene.pod(Pods.terminating())).run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Failed NetworkLost | attempts 1 | again 10s"),
                row(
                        "it is being removed",
                        failed(Scene.pod()).runs(2, 1, 1).run(Runs.discard(2).silent()),
                        "Failed NetworkLost | attempts 1 | again 2s"),
                row(
                        "it cannot be removed, as there is no image",
                        failed(Scene.pod()).runs(2, 1, 1).run(Runs.discard(2).waiting("ImagePullBackOff")),
                        "Failed NetworkLost | attempts 1 | again 10s"),
                row(
                        "it cannot be removed, as there is no image for long",
                        failed(Scene.pod())
                                .completed(LONG)
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        "Failed NetworkLost | warn LeftBehind of db-1 | attempts 1 | leaves it | again at once"),
                row(
                        "it cannot be removed, and that was told",
                        failed(Scene.pod())
                                .completed(LONG)
                                .leaving()
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).waiting("ImagePullBackOff")),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "it is received and was not put in place",
                        failed(Scene.pod())
                                .holding(TRANSFERRED)
                                .run(Runs.commit(1).refused("RecipientIsAhead")),
                        "Failed NetworkLost | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "it was put in place meanwhile",
                        failed(Scene.pod(Pods.madeAgain()))
                                .holding(TRANSFERRED)
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).refused("ServerRunning")),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "its server has other transactions than the snapshot",
                        failed(Scene.pod(Pods.madeAgain()))
                                .holding(TRANSFERRED)
                                .lacking(RECIPIENT_RESTARTED, Reason.GTID_MISMATCH)
                                .runs(2, 2, 1),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "it was removed",
                        failed(Scene.pod()).runs(2, 1, 1).run(Runs.discard(2).succeeded()),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "it could not be removed",
                        failed(Scene.pod()).runs(2, 1, 1).run(Runs.discard(2).failed(6, "LocalIOError")),
                        "Failed NetworkLost | attempts 1 | again 9s"),
                row(
                        "it could not be removed, some time ago",
                        failed(Scene.pod())
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).ago(MINUTE).failed(6, "LocalIOError")),
                        "Failed NetworkLost | plan discard 3 in u1 | attempts 1 | again at once"),
                row(
                        "it could not be removed for long",
                        failed(Scene.pod())
                                .completed(LONG)
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).ago(MINUTE).failed(6, "LocalIOError")),
                        "Failed NetworkLost | warn LeftBehind of db-1 | attempts 1 | leaves it | again at once"),
                row(
                        "it was refused before anything was written",
                        failed(Scene.pod()).run(Runs.clone(1).failed(3, "Refused")),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "it was cancelled, and removed it itself",
                        failed(Scene.pod()).run(Runs.clone(1).failed(8, "Cancelled")),
                        "Failed NetworkLost | attempts 1"),
                row("no agent was ever launched", failed(Scene.pod()).runs(0, 0, 0), "Failed NetworkLost"),
                row(
                        "the server went back to the old data",
                        failed(Scene.pod(Pods.madeAgain()))
                                .holding(TRANSFERRED)
                                .lacking(COMMITTED, Reason.ROLLED_BACK)
                                .runs(2, 2, 1)
                                .run(Runs.outcome(2).found("RolledBack")),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "the server went back to the old data, and its pod was made again",
                        failed(Scene.pod(Pods.madeAgain()))
                                .holding(TRANSFERRED)
                                .lacking(COMMITTED, Reason.ROLLED_BACK)
                                .runs(2, 2, 1),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "a server runs on the clone, and does not replicate",
                        failed(Scene.pod(Pods.madeAgain()))
                                .holding(TRANSFERRED, RECIPIENT_RESTARTED)
                                .runs(3, 3, 1),
                        "Failed NetworkLost | attempts 1"),
                row(
                        "removed, and to live on",
                        failed(Scene.pod())
                                .spec("ttlSecondsAfterFinished: 90")
                                .runs(2, 1, 1)
                                .run(Runs.discard(2).succeeded()),
                        "Failed NetworkLost | attempts 1 | again 30s"),
                row(
                        "to be removed before it goes",
                        failed(Scene.pod())
                                .spec("ttlSecondsAfterFinished: 0")
                                .run(Runs.clone(1).failed(5, "NetworkLost")),
                        "Failed NetworkLost | plan discard 2 in u1 | attempts 1 | again at once"),
                row(
                        "its pod is away for good, and it is to go",
                        failed(Scene.pod()).spec("ttlSecondsAfterFinished: 60").unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Failed NetworkLost | delete | attempts 1"));
    }

    private static Scene ready() {
        return Scene.pod(Pods.madeAgain())
                .at(Phase.READY, Reason.SUCCEEDED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, RECIPIENT_RESTARTED)
                .runs(2, 2, 0)
                .completed(MINUTE);
    }

    private static Scene failed(Scene scene) {
        return scene.at(Phase.FAILED, Reason.NETWORK_LOST).runs(1, 1, 1).completed(MINUTE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfSuccess", "rowsOfOldData", "rowsOfFailure"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whatWasSaidLastStays() {
        assertThat(failed(Scene.pod()).message()).isEqualTo("It was said before.");
        assertThat(ready().message()).isEqualTo("It was said before.");
    }
}
