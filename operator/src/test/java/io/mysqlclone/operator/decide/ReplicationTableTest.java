package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECIPIENT_RESTARTED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.REPLICATING;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.TRANSFERRED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.VERIFIED;
import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From a server that has recovered on the clone to one that replicates, when that was asked for, and is Ready. */
final class ReplicationTableTest {

    static Stream<Arguments> rowsOfReplication() {
        return Stream.of(
                row(
                        "the server runs",
                        recovered(),
                        "Replicating AgentStarting | plan replicate 3 in u2 | again at once"),
                row(
                        "the server runs and is not Ready",
                        recovered().server(Pods.notReady()),
                        "Replicating AgentStarting | plan replicate 3 in u2 | again at once"),
                row("the pod is starting", recovered().server(Pods.starting()), "Replicating WaitingForPod | again 2s"),
                row("the pod is going", recovered().server(Pods.terminating()), "Replicating WaitingForPod | again 2s"),
                row(
                        "the pod is gone",
                        recovered().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Replicating WaitingForPod | again 2s"),
                row("suspended", recovered().suspended(), "Suspended Suspended"),
                row("not started", begun().run(Runs.replicate(3).waiting("")), "Replicating AgentStarting | again 2s"),
                row(
                        "no Secret",
                        begun().run(Runs.replicate(3).waiting("CreateContainerConfigError")),
                        "Replicating AgentNotStarting | again 2s"),
                row(
                        "no Secret, and another one was named",
                        begun().changed().run(Runs.replicate(3).waiting("CreateContainerConfigError")),
                        "Replicating AgentStarting | plan replicate 4 in u2 | again at once"),
                row(
                        "no Secret, and another one was named while the pod is going",
                        begun().changed()
                                .server(Pods.terminating())
                                .run(Runs.replicate(3).waiting("CreateContainerConfigError")),
                        "Replicating AgentNotStarting | again 2s"),
                row("running", begun().run(Runs.replicate(3).silent()), "Replicating StartingReplication | again 2s"),
                row(
                        "running, and suspended",
                        begun().suspended().run(Runs.replicate(3).silent()),
                        "Replicating StartingReplication | again 2s"),
                row(
                        "both threads run",
                        begun().run(Runs.replicate(3).succeeded()),
                        "Replicating Replicating | Replicating=True | settles 0 | again at once"),
                row(
                        "set up and not started",
                        begun().run(Runs.replicate(3).ended(0, "{type: replication, exitCode: 0}")),
                        "Replicating Replicating | Replicating=True | settles 0 | again at once"),
                row(
                        "the source refuses",
                        begun().run(Runs.replicate(3).failed(1236)),
                        "Replicating ReplicationFailed | Replicating=False | settles 1 | again 10s"),
                row(
                        "the pause is not over",
                        begun().runs(3, 3, 1).run(Runs.replicate(3).failed(1236)),
                        "Replicating ReplicationFailed | attempts 1 | again 9s"),
                row(
                        "the pause is over",
                        begun().runs(3, 3, 1)
                                .run(Runs.replicate(3)
                                        .ago(Duration.ofMinutes(1))
                                        .failed(1236)),
                        "Replicating AgentStarting | plan replicate 4 in u2 | attempts 1 | again at once"),
                row(
                        "once too often",
                        begun().runs(9, 8, 6).run(Runs.replicate(9).failed(1236)),
                        "Failed ReplicationFailed | Replicating=False | settles 7 | again at once"),
                row(
                        "corrected after it failed",
                        begun().at(Phase.FAILED, Reason.REPLICATION_FAILED)
                                .changed()
                                .runs(9, 9, 7)
                                .run(Runs.replicate(9).failed(1236)),
                        "Replicating AgentStarting | plan replicate 10 in u2 | again at once"),
                row(
                        "a run that has vanished with its pod",
                        begun(),
                        "Replicating AgentStarting | plan replicate 4 in u2 | again at once"),
                row(
                        "a claim's server",
                        restarted(Scene.claim().replicating()).server(Pods.madeAgain()),
                        "Replicating AgentStarting | plan replicate 3 in u2 | again at once"));
    }

    static Stream<Arguments> rowsOfReadiness() {
        return Stream.of(
                row("the server is Ready", restarted(Scene.pod(Pods.madeAgain())), "Ready Succeeded | again at once"),
                row(
                        "its probes do not succeed",
                        restarted(Scene.pod(Pods.notReady())),
                        "Restarting WaitingForPod | again 2s"),
                row(
                        "its pod is gone",
                        restarted(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Restarting WaitingForPod | again 2s"),
                row("it replicates and is Ready", recovered().holding(REPLICATING), "Ready Succeeded | again at once"),
                row(
                        "it replicates and is not Ready",
                        recovered().holding(REPLICATING).server(Pods.notReady()),
                        "Replicating WaitingForPod | again 2s"),
                row(
                        "a claim's server is Ready",
                        restarted(Scene.claim()).server(Pods.madeAgain()),
                        "Ready Succeeded | again at once"));
    }

    private static Scene restarted(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.RECOVERED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED, RECIPIENT_RESTARTED)
                .runs(2, 2, 0);
    }

    private static Scene recovered() {
        return restarted(Scene.pod(Pods.madeAgain()).replicating())
                .run(Runs.outcome(2).succeeded());
    }

    private static Scene begun() {
        return restarted(Scene.pod(Pods.madeAgain()).replicating()).runs(3, 2, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfReplication", "rowsOfReadiness"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void theLagIsTold() {
        assertThat(begun().run(Runs.replicate(3).succeeded()).message()).contains("2 s behind its source");
        assertThat(begun().run(Runs.replicate(3).ended(0, "{type: replication, exitCode: 0}"))
                        .message())
                .contains("not started", "spec.replication.start");
    }

    @Test
    void whoeverProbesWithTheOldPasswordIsToldWhy() {
        assertThat(restarted(Scene.pod(Pods.notReady())).message())
                .contains("pod db-1 is not Ready", "accounts and passwords");
    }

    @Test
    void whereOnlyReadinessGatesAreMissingTheyAreNamedAndNoProbeIsSuspected() {
        assertThat(restarted(Scene.pod(Pods.waitingFor("example.com/member", "example.com/target")))
                        .message())
                .contains("pod db-1", "example.com/member, example.com/target")
                .doesNotContain("passwords");
    }
}
