package io.mysqlclone.operator.decide;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.POST_CLONED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECIPIENT_RESTARTED;
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

/** From a server that has recovered on the clone to one on which the scripts were run, and which is Ready only then. */
final class PostCloneTableTest {

    private static final String IGNORE = ", failurePolicy: Ignore";

    static Stream<Arguments> rows() {
        return Stream.of(
                row("the server runs", recovered(), "PostCloning AgentStarting | plan run-sql 3 in u2 | again at once"),
                row(
                        "the server runs and is not Ready",
                        recovered().server(Pods.notReady()),
                        "PostCloning AgentStarting | plan run-sql 3 in u2 | again at once"),
                row("the pod is starting", recovered().server(Pods.starting()), "PostCloning WaitingForPod | again 2s"),
                row(
                        "the pod is gone",
                        recovered().unusable(Reason.RECIPIENT_NOT_FOUND),
                        "PostCloning WaitingForPod | again 2s"),
                row("suspended", recovered().suspended(), "Suspended Suspended"),
                row("not started", begun("").run(Runs.runSql(3).waiting("")), "PostCloning AgentStarting | again 2s"),
                row(
                        "no ConfigMap",
                        begun("").run(Runs.runSql(3).waiting("CreateContainerConfigError")),
                        "PostCloning AgentNotStarting | again 2s"),
                row(
                        "no ConfigMap, and another one was named",
                        begun("").changed().run(Runs.runSql(3).waiting("CreateContainerConfigError")),
                        "PostCloning AgentStarting | plan run-sql 4 in u2 | again at once"),
                row("running", begun("").run(Runs.runSql(3).silent()), "PostCloning PostCloning | again 2s"),
                row(
                        "all were run",
                        begun("").run(Runs.runSql(3).succeeded()),
                        "PostCloning PostCloned | PostCloned=True | settles 0 | again at once"),
                row(
                        "a statement fails",
                        begun("").run(Runs.runSql(3).failed(1146)),
                        "PostCloning PostCloneFailed | PostCloned=False | settles 1 | again 10s"),
                row(
                        "the pause is not over",
                        begun("").runs(3, 3, 1).run(Runs.runSql(3).failed(1146)),
                        "PostCloning PostCloneFailed | attempts 1 | again 9s"),
                row(
                        "the pause is over",
                        begun("")
                                .runs(3, 3, 1)
                                .run(Runs.runSql(3).ago(Duration.ofMinutes(1)).failed(1146)),
                        "PostCloning AgentStarting | plan run-sql 4 in u2 | attempts 1 | again at once"),
                row(
                        "once too often",
                        begun("").runs(9, 8, 6).run(Runs.runSql(9).failed(1146)),
                        "Failed PostCloneFailed | PostCloned=False | settles 7 | again at once"),
                row(
                        "corrected after it failed",
                        begun("")
                                .at(Phase.FAILED, Reason.POST_CLONE_FAILED)
                                .changed()
                                .runs(9, 9, 7)
                                .run(Runs.runSql(9).failed(1146)),
                        "PostCloning AgentStarting | plan run-sql 10 in u2 | again at once"),
                row(
                        "a statement fails, which may be ignored in the end",
                        begun(IGNORE).run(Runs.runSql(3).failed(1146)),
                        "PostCloning PostCloneFailed | PostCloned=False | settles 1 | again 10s"),
                row(
                        "once too often, and it is ignored",
                        begun(IGNORE).runs(9, 8, 6).run(Runs.runSql(9).failed(1146)),
                        "PostCloning PostCloneFailed | PostCloned=False | settles 7 | again at once"),
                row(
                        "a run that has vanished with its pod",
                        begun(""),
                        "PostCloning AgentStarting | plan run-sql 4 in u2 | again at once"),
                row(
                        "a claim's server",
                        restarted(Scene.claim().postCloning("")).server(Pods.madeAgain()),
                        "PostCloning AgentStarting | plan run-sql 3 in u2 | again at once"),
                row(
                        "they were run and the server is Ready",
                        recovered().holding(POST_CLONED),
                        "Ready Succeeded | again at once"),
                row(
                        "they were run and the server is not Ready",
                        recovered().holding(POST_CLONED).server(Pods.notReady()),
                        "PostCloning WaitingForPod | again 2s"));
    }

    private static Scene restarted(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.RECOVERED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED, RECIPIENT_RESTARTED)
                .runs(2, 2, 0);
    }

    private static Scene recovered() {
        return restarted(Scene.pod(Pods.madeAgain()).postCloning(""))
                .run(Runs.outcome(2).succeeded());
    }

    private static Scene begun(String more) {
        return restarted(Scene.pod(Pods.madeAgain()).postCloning(more)).runs(3, 2, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void whatTheAgentSaysOfItsOptionsIsSaidOfFields() {
        assertThat(begun("")
                        .run(Runs.runSql(3)
                                .ended(
                                        4,
                                        "{type: failure, exitCode: 4, kind: ScriptFailed, message: 'time was over: give --wait"
                                                + " more, or --recipient-user names another one'}"))
                        .message())
                .contains("raise spec.postClone.timeout", "spec.postClone.credentialsSecretRef names another one")
                .doesNotContain("--");
    }
}
