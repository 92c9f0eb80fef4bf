package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The operator may end at any time; the next one goes on and does nothing twice. */
@Execution(ExecutionMode.CONCURRENT)
final class OperatorRestartIT {

    @Test
    void theNextOperatorGoesOnInEachPhase() throws Exception {
        try (Stage stage = new Stage()) {
            Kubelet kubelet = stage.kubelet();
            kubelet.serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "replication: {credentialsSecretRef: {name: repl}}\n");
            kubelet.launched("db-1", 1);
            stage.restartOperator();

            FakeAgents.shared().says(stage.uid("copy"), 1, Words.transferring());
            kubelet.starts("db-1", 1);
            stage.awaitPhase("copy", Phase.TRANSFERRING);
            stage.restartOperator();
            assertThat(kubelet.commands("db-1")).containsExactly("clone");

            kubelet.ends("db-1", 1, 0, Words.received());
            stage.awaitPhase("copy", Phase.RESTARTING);
            stage.restartOperator();
            kubelet.launched("db-1", 2);
            stage.restartOperator();

            Pod after = stage.restartsOnTheClone("copy", "db-1", 2);
            stage.restartOperator();
            kubelet.launched("db-1", 3);
            stage.restartOperator();
            kubelet.starts("db-1", 3);
            stage.awaitReason("copy", "Recovering");
            stage.restartOperator();
            kubelet.ends("db-1", 3, 0, Words.recovered(false));
            kubelet.launched("db-1", 4);
            stage.restartOperator();
            kubelet.starts("db-1", 4);
            stage.awaitReason("copy", "StartingReplication");
            stage.restartOperator();
            kubelet.ends("db-1", 4, 0, Words.REPLICATES);
            stage.awaitPhase("copy", Phase.READY);
            stage.restartOperator();

            stage.awaitFirstLook();
            assertThat(stage.status("copy").phase()).isEqualTo(Phase.READY);
            assertThat(stage.status("copy").run()).isEqualTo(4);
            assertThat(kubelet.commands("db-1")).containsExactly("outcome", "replicate");
            assertThat(kubelet.get("db-1").getMetadata().getUid())
                    .isEqualTo(after.getMetadata().getUid());
            // Whether there is a moment without the pod depends on how quickly it is made again.
            assertThat(stage.events("copy"))
                    .filteredOn(reason -> !reason.equals("WaitingForPod"))
                    .containsExactly(
                            "Transferring", "Transferred", "Committing", "Recovered", "Replicating", "Succeeded");
            assertThat(History.takenBack(stage.history("copy"))).isEmpty();
        }
    }

    /** What it asks the API server in its last moment is not answered, and that is nobody's trouble. */
    @Test
    void anOperatorThatEndsTellsNoTrouble() throws Exception {
        FaultyApi api = new FaultyApi();
        CountDownLatch asked = new CountDownLatch(1);
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(api.newClient(), namespace, FakeAgents.shared()))) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC);
            stage.awaitStatus("copy", status -> status.run() == 1);
            CountDownLatch ending = new CountDownLatch(1);
            api.answers(request -> {
                if (request.url().encodedPath().endsWith("/pods/db-1")) {
                    asked.countDown();
                    awaitQuietly(ending);
                    return 0;
                }
                return FaultyApi.NONE;
            });
            assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
            stage.forgetHistory();

            Thread end = Thread.ofVirtual().start(stage::stopOperator);
            Thread.sleep(Duration.ofMillis(200));
            ending.countDown();
            end.join();
            api.answers(_ -> FaultyApi.NONE);

            assertThat(stage.history("copy")).map(Stage::reason).doesNotContain("ApiError", "OperatorError");
            assertThat(Stage.reason(stage.status("copy"))).isNotIn("ApiError", "OperatorError");
            assertThat(stage.events("copy")).doesNotContain("ApiError", "OperatorError");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsAsItShouldBeIsNotWrittenAgain() throws Exception {
        try (Stage stage = new Stage()) {
            stage.kubelet().serves("db-1");
            stage.create("copy", Stage.POD_SPEC + "suspend: true\n");
            stage.awaitPhase("copy", Phase.SUSPENDED);
            String version = stage.get("copy").getMetadata().getResourceVersion();

            stage.restartOperator();
            stage.awaitFirstLook();

            assertThat(stage.get("copy").getMetadata().getResourceVersion()).isEqualTo(version);
            assertThat(stage.events("copy")).containsExactly("Suspended");
        }
    }
}
