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
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a claim that was made for a resource no longer goes with it; and that a workload is scaled up once. */
final class KeepingTableTest {

    private static final String WITH_SERVER = "workloadRef: {kind: StatefulSet, name: db}, scaleTo: 3, ";

    private static Scene claim(String more, String policy) {
        return Scene.claim(more + "template: {storage: 1Gi, deletionPolicy: " + policy + "}")
                .owned();
    }

    private static Scene received(Scene scene) {
        return scene.at(Phase.RESTARTING, Reason.PASSED)
                .holding(PREFLIGHT_PASSED, TRANSFERRED, VERIFIED)
                .runs(1, 1, 0)
                .run(Runs.clone(1).alone().succeeded());
    }

    private static Scene committed(Scene scene) {
        return received(scene).holding(COMMITTED);
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row(
                        "before a server is started on it",
                        committed(claim(WITH_SERVER, "DeleteIncomplete")),
                        "Restarting Restarting | keep data-db-2, restart StatefulSet/db to 3 | again 2s"),
                row(
                        "when somebody has started one",
                        committed(claim("workloadRef: {kind: StatefulSet, name: db}, ", "DeleteIncomplete"))
                                .server(Pods.madeAgain())
                                .owned(),
                        "Restarting AgentStarting | keep data-db-2 | plan outcome 2 in u2 waiting 3600s | again at once"),
                row(
                        "when the commit tells of its success",
                        received(claim(WITH_SERVER, "DeleteIncomplete"))
                                .runs(2, 1, 0)
                                .launchAlone(AgentCommand.COMMIT, 2)
                                .run(Runs.commit(2).alone().succeeded()),
                        "Restarting Restarting | keep data-db-2, remove copy-0a1b2c3d-1 | Committed=True | settles 0 | again at once"),
                row(
                        "not while it is received only",
                        received(claim(WITH_SERVER, "DeleteIncomplete")),
                        "Restarting AgentStarting | plan commit 2 alone | again at once"),
                row(
                        "when it is Ready",
                        received(claim("", "DeleteIncomplete")),
                        "Ready Succeeded | keep data-db-2 | again at once"),
                row(
                        "until it was done",
                        received(claim("", "DeleteIncomplete")).at(Phase.READY, Reason.SUCCEEDED),
                        "Ready Succeeded | keep data-db-2 | again at once"),
                row(
                        "never, where all is to go",
                        committed(claim(WITH_SERVER, "Delete")),
                        "Restarting Restarting | restart StatefulSet/db to 3 | again 2s"),
                row(
                        "not once more",
                        committed(Scene.claim(
                                        WITH_SERVER + "template: {storage: 1Gi, deletionPolicy: DeleteIncomplete}"))
                                .scaled(),
                        "Restarting Restarting | restart StatefulSet/db to 3 once more | again 2s"),
                row(
                        "and before the resource goes",
                        committed(claim(WITH_SERVER, "DeleteIncomplete")).deleted(Duration.ofSeconds(1)),
                        "Cancelling Cancelled | keep data-db-2 | again at once"),
                row(
                        "but not of a clone that is not in place",
                        received(claim(WITH_SERVER, "DeleteIncomplete")).deleted(Duration.ofSeconds(1)),
                        "Cancelling AgentStarting | plan discard 2 alone | again at once"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    /** The finalizer is what keeps the resource, and with it the claim. */
    @Test
    void theResourceMayNotGoWhileItWouldTakeAClone() {
        Scene ready = received(claim("", "DeleteIncomplete")).at(Phase.READY, Reason.SUCCEEDED);
        assertThat(Decider.mayGo(ready.situation())).isFalse();
        Scene kept = received(Scene.claim("template: {storage: 1Gi, deletionPolicy: DeleteIncomplete}"))
                .at(Phase.READY, Reason.SUCCEEDED);
        assertThat(Decider.mayGo(kept.situation())).isTrue();
    }
}
