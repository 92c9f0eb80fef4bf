package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.mysqlclone.api.v1alpha1.status.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Clones that are at work in a namespace with many pods: what that costs the API server does not grow with the clones. */
@Isolated
final class ManyPodsIT {

    private static final int PODS = 2000;
    private static final int CLONES = 100;
    private static final int PAGES = PODS / 100 + 1;
    /** A namespace is looked through again after so long. */
    private static final int LATE_SECONDS = 5;

    private static void pod(Stage stage, int number) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("some-" + number)
                .withNamespace(stage.namespace())
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("main")
                .withImage("image")
                .endContainer()
                .endSpec()
                .build();
        TestCluster.client().resource(pod).create();
    }

    private static void transfers(Stage stage, int number, String status) {
        String name = "copy-" + number;
        stage.claim("data-" + number);
        stage.create(name, """
                donor: {host: mysql-%1$d.mysql, credentialsSecretRef: {name: donor}}
                recipient: {persistentVolumeClaim: {claimName: data-%1$d}}
                """.formatted(number));
        Pod agent = stage.kubelet().agentPod(name, 1);
        FakeAgents.shared().says(stage.uid(name), 1, status);
        stage.kubelet().startsAgentPod(agent);
        stage.awaitPhase(name, Phase.TRANSFERRING);
    }

    @Test
    void aHundredClonesLookThroughTheNamespaceTogether() throws IOException {
        String status = Words.transferring();
        FaultyApi api = new FaultyApi();
        AtomicInteger lists = new AtomicInteger();
        try (Stage stage =
                new Stage(Map.of(), namespace -> TestOperator.start(api.newClient(), namespace, FakeAgents.shared()))) {
            IntStream.range(0, PODS).parallel().forEach(number -> pod(stage, number));
            IntStream.range(0, CLONES).parallel().forEach(number -> transfers(stage, number, status));

            long begin = System.nanoTime();
            double before = stage.operator().reconciliations("success");
            api.answers(request -> {
                if (isListOfPods(request)) {
                    lists.incrementAndGet();
                }
                return FaultyApi.NONE;
            });
            // Each clone is looked at several times.
            Stage.eventually().until(() -> stage.operator().reconciliations("success") - before > 5 * CLONES);
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();

            assertThat(lists.get())
                    .as("pages of pods that were asked for in %d s", seconds)
                    .isLessThanOrEqualTo((int) (PAGES * (seconds / LATE_SECONDS + 2)));
        }
    }

    private static boolean isListOfPods(Request request) {
        return request.method().equals("GET") && request.url().encodedPath().endsWith("/pods");
    }
}
