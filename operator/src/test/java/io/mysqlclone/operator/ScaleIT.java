package io.mysqlclone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The operator as a process with the memory of the chart's default, in a namespace full of pods, with clones under way and many
 * that rest, and an API server that goes away for a while. The figures of docs/operator.md are of
 * {@code -Dscale.pods=2000 -Dscale.clones=100 -Dscale.resources=1000 -Dscale.outage=300 -Dscale.window=60}.
 */
@Isolated
final class ScaleIT {

    /** What was measured, for docs/operator.md. */
    private static final Path FIGURES = Path.of("target/scale-figures.txt");

    private static final int MEMORY_MIB = 320;

    private static final int PODS = Integer.getInteger("scale.pods", 300);
    private static final int CLONES = Integer.getInteger("scale.clones", 10);
    private static final int RESOURCES = Integer.getInteger("scale.resources", 100);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("scale.outage", 15));
    private static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("scale.window", 10));

    /** However many clones there are. */
    private static final int MESSAGES_OF_AN_OUTAGE = 60;

    /** What an agent of the tests has received, and what more each time that it is asked. */
    private static final long BYTES = 1_610_612_736;

    private static final long A_LOOKS_BYTES = 100 << 20;

    /** A look at a clone whose agent runs asks for its claim, its pods and its workload, and writes its progress. */
    private static final int REQUESTS_A_LOOK = 6;

    /** The operator looks at such a clone each two seconds, and at all of them together so often. */
    private static final int LOOKS_A_SECOND = 20;

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

    /** An agent's words while bytes flow: each time it is asked it has received more. */
    private static Supplier<String> growing(String status) {
        AtomicLong bytes = new AtomicLong(BYTES);
        assertThat(status).contains("\"dataBytes\":" + BYTES);
        return () -> status.replace("\"dataBytes\":" + BYTES, "\"dataBytes\":" + bytes.addAndGet(A_LOOKS_BYTES));
    }

    private static void transfers(Stage stage, int number, String status) {
        String name = "copy-" + number;
        stage.claim("data-" + number);
        stage.create(name, """
                donor: {host: mysql-%1$d.mysql, credentialsSecretRef: {name: donor}}
                recipient: {persistentVolumeClaim: {claimName: data-%1$d}}
                """.formatted(number));
        Pod agent = stage.kubelet().agentPod(name, 1);
        FakeAgents.shared().says(stage.uid(name), 1, growing(status));
        stage.kubelet().startsAgentPod(agent);
    }

    private static List<MySQLCloneStatus> statuses(Stage stage, String prefix) {
        return TestCluster.client()
                .resources(MySQLClone.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems()
                .stream()
                .filter(clone -> clone.getMetadata().getName().startsWith(prefix))
                .map(clone -> clone.reported().orElse(MySQLCloneStatus.EMPTY))
                .toList();
    }

    private static void awaitAll(
            Stage stage, OperatorProcess operator, String prefix, int count, Predicate<MySQLCloneStatus> wanted) {
        Stage.eventually()
                .failFast("the operator has ended, see " + operator.log(), () -> !operator.isAlive())
                .atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(statuses(stage, prefix)).hasSize(count).allMatch(wanted));
    }

    /** How many requests the API server has answered, from whomever. */
    private static double requests() {
        return Stream.of(ApiServer.shared().kubectl("get", "--raw", "/metrics").split("\n"))
                .filter(line -> line.startsWith("apiserver_request_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double requestsASecond() throws InterruptedException {
        double before = requests();
        Thread.sleep(WINDOW);
        return (requests() - before) / WINDOW.toSeconds();
    }

    private static void told(String what, OperatorProcess operator, double requests) throws IOException {
        OperatorProcess.Memory memory = operator.memory();
        write("%s: %d MiB resident, at most %d MiB so far, %d MiB of heap in use, %.1f requests a second"
                .formatted(what, memory.now() >> 10, memory.most() >> 10, operator.heap() >> 20, requests));
    }

    private static void write(String line) throws IOException {
        Files.writeString(FIGURES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void manyPodsManyClonesAndAnOutageCostLittleAndLoseNothing() throws Exception {
        String transferring = Words.transferring();
        try (Stage stage = new Stage(Map.of(), namespace -> TestOperator.none())) {
            stage.forgetHistory();
            double nobody = requestsASecond();
            Files.deleteIfExists(FIGURES);
            write("%d pods, %d clones of %d resources, outage %d s; nobody: %.1f requests a second"
                    .formatted(PODS, CLONES, RESOURCES, OUTAGE.toSeconds(), nobody));
            IntStream.range(0, PODS).parallel().forEach(number -> pod(stage, number));
            try (OperatorProcess operator = new OperatorProcess(stage.namespace(), MEMORY_MIB)) {
                IntStream.range(0, RESOURCES - CLONES)
                        .parallel()
                        .forEach(number -> stage.create("rest-" + number, """
                                donor: {host: other-%d.mysql, credentialsSecretRef: {name: donor}}
                                recipient: {pod: {name: db-%d}}
                                suspend: true
                                """.formatted(number, number)));
                awaitAll(stage, operator, "rest-", RESOURCES - CLONES, status -> status.phase() == Phase.SUSPENDED);
                // Each is looked at once more after its first status was written.
                double resting = Stage.eventually()
                        .atMost(Duration.ofMinutes(5))
                        .until(() -> requestsASecond() - nobody, requests -> requests < 1);
                told(RESOURCES - CLONES + " resources that rest", operator, resting);
                IntStream.range(0, CLONES).parallel().forEach(number -> transfers(stage, number, transferring));
                awaitAll(stage, operator, "copy-", CLONES, status -> status.phase() == Phase.TRANSFERRING);
                double active = requestsASecond() - nobody;
                told(CLONES + " clones under way among " + PODS + " pods", operator, active);
                assertThat(active)
                        .as("requests a second for %d clones", CLONES)
                        .isLessThan(Math.min(CLONES / 2.0, LOOKS_A_SECOND) * REQUESTS_A_LOOK + PODS / 100.0);

                List<String> before = Files.readAllLines(operator.log());
                operator.cut();
                Thread.sleep(OUTAGE);
                told("in an outage", operator, 0);
                List<String> said = Files.readAllLines(operator.log());
                List<String> inOutage = said.subList(before.size(), said.size()).stream()
                        // Without stack traces, which the client's few watches leave.
                        .filter(line -> line.startsWith("20"))
                        .toList();
                write("in the outage it logged " + inOutage.size() + " messages");
                assertThat(inOutage)
                        .as("what is logged while the API server is away")
                        .hasSizeLessThan(MESSAGES_OF_AN_OUTAGE);
                assertThat(operator.isAlive()).isTrue();
                operator.mend();
                // Progress that is told after the outage.
                String further = transferring.replace("37.5", "38.5");
                assertThat(further).isNotEqualTo(transferring);
                IntStream.range(0, CLONES)
                        .forEach(number -> FakeAgents.shared().says(stage.uid("copy-" + number), 1, growing(further)));
                awaitAll(stage, operator, "copy-", CLONES, ScaleIT::told);
                told("after it", operator, requestsASecond() - nobody);

                assertThat(statuses(stage, "copy-"))
                        .allMatch(status -> status.run() == 1 && status.attempts() == 0 && status.restarts() == 0);
                assertThat(statuses(stage, "rest-")).allMatch(status -> status.phase() == Phase.SUSPENDED);
                assertThat(operator.memory().most()).isLessThan((long) MEMORY_MIB << 10);
                assertThat(operator.isAlive()).isTrue();
                assertThat(Files.readString(operator.log())).doesNotContain("OutOfMemory");
            }
        }
    }

    private static boolean told(MySQLCloneStatus status) {
        return Optional.ofNullable(status.progress())
                        .filter(progress -> progress.percent() == 38)
                        .isPresent()
                && status.phase() == Phase.TRANSFERRING;
    }
}
