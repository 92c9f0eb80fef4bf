package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What today's operator has stored, when a real API server has got the definition of before back, as by helm rollback: what the
 * older operator is shown, which docs/api-stability.md warns of, and that it can go on with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WentBackIT {
    private static final String DONOR = "donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}%s}\n";

    private static final MySQLCloneStatus STATUS = new MySQLCloneStatusBuilder()
            .observedGeneration(1L)
            .phase(Phase.RESTARTING)
            .step(Step.RESTARTING)
            .commit(CommitState.COMMITTING)
            .hinderedSince(Instant.parse("2026-05-04T11:00:00Z"))
            .message("The agent puts the clone in place as soon as mysqld has stopped.")
            .conditions(List.of(
                    condition(ConditionType.READY, "False", "Committing"),
                    condition(ConditionType.COMMITTED, "False", "Committing"),
                    condition(ConditionType.POST_CLONED, "Unknown", "NotRequested")))
            .display(new Display("100%", null, null, "pod/db-1", "mysql-0.mysql"))
            .run(2)
            .settledRun(1)
            .startTime(Instant.parse("2026-05-04T11:00:00Z"))
            .build();

    private static Condition condition(ConditionType type, String status, String reason) {
        return new ConditionBuilder()
                .withType(type.type())
                .withStatus(status)
                .withReason(reason)
                .withMessage("Words.")
                .withLastTransitionTime("2026-05-04T11:00:00Z")
                .build();
    }

    @AutoClose
    private final Cluster cluster = Cluster.ofToday();

    /** Their specs, before. */
    private final Map<String, JsonNode> stored = new HashMap<>();

    /** With what of its spec the older operator is not shown. */
    Stream<Arguments> clones() {
        var pod = "recipient: {pod: {name: db-1}}\n";
        return Stream.of(
                Arguments.of("plain", DONOR.formatted("") + pod, List.of("/eventScheduler", "/mode")),
                Arguments.of(
                        "asking",
                        DONOR.formatted("") + pod + "restartPolicy: Manual",
                        List.of("/eventScheduler", "/mode", "/restartPolicy")),
                Arguments.of(
                        "asking-by-both",
                        DONOR.formatted("") + pod + "restartPolicy: Manual\nrestart: Manual",
                        List.of("/eventScheduler", "/mode", "/restartPolicy")),
                Arguments.of(
                        "scaling",
                        DONOR.formatted("")
                                + "recipient: {persistentVolumeClaim: {claimName: c, workloadRef: {kind: StatefulSet, name: db},"
                                + " scaleTo: 3}}",
                        List.of(
                                "/eventScheduler",
                                "/mode",
                                "/recipient/persistentVolumeClaim/scaleTo",
                                "/recipient/persistentVolumeClaim/workloadRef/kind",
                                "/recipient/persistentVolumeClaim/workloadRef/name")),
                Arguments.of(
                        "trying", DONOR.formatted("") + pod + "mode: Preflight", List.of("/eventScheduler", "/mode")),
                Arguments.of(
                        "quiet",
                        DONOR.formatted("") + pod + "eventScheduler: Stopped\nactiveDeadlineSeconds: 60",
                        List.of("/activeDeadlineSeconds", "/eventScheduler", "/mode")),
                Arguments.of(
                        "masking",
                        DONOR.formatted("") + pod
                                + "postClone: {credentialsSecretRef: {name: m}, scripts: [{secretKeyRef: {name: s, key: k}}]}",
                        List.of(
                                "/eventScheduler",
                                "/mode",
                                "/postClone/credentialsSecretRef/name",
                                "/postClone/credentialsSecretRef/passwordKey",
                                "/postClone/failurePolicy",
                                "/postClone/scripts/0/secretKeyRef/key",
                                "/postClone/scripts/0/secretKeyRef/name",
                                "/postClone/timeout",
                                "/postClone/writeToBinaryLog")),
                Arguments.of(
                        "trusting",
                        DONOR.formatted(", tls: {caConfigMapRef: {name: ca}}") + pod,
                        List.of(
                                "/donor/tls/caConfigMapRef/key",
                                "/donor/tls/caConfigMapRef/name",
                                "/eventScheduler",
                                "/mode")),
                Arguments.of(
                        "knowing",
                        DONOR.formatted(", tls: {mode: VerifyFingerprint, fingerprint: '" + "ab".repeat(32) + "'}")
                                + pod,
                        List.of("/donor/tls/fingerprint", "/eventScheduler", "/mode")));
    }

    @BeforeAll
    void todaysOperatorHasStoredItAndTheDefinitionGoesBack() {
        clones().map(Arguments::get).forEach(clone -> store((String) clone[0], (String) clone[1]));
        store("referring", "donorRef: {name: production}\nrecipient: {pod: {name: db-1}}");
        store("untouched", DONOR.formatted("") + "recipient: {pod: {name: db-1}}\nrestartPolicy: Manual");
        cluster.goBack();
    }

    private void store(String name, String spec) {
        cluster.create(Documents.document(name, spec));
        cluster.writeStatus(name, Cluster.node(STATUS));
        cluster.patch(name, "metadata: {finalizers: [mysqlclones.mysqlclone.io/finalizer]}");
        stored.put(name, cluster.raw(name).get("spec"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clones")
    @Order(1)
    void isShownWithoutWhatTheOlderDefinitionDoesNotKnow(String name, String spec, List<String> hidden) {
        var shown = cluster.raw(name);

        assertThat(Cluster.lost(Objects.requireNonNull(stored.get(name)), shown.get("spec")))
                .containsExactlyInAnyOrderElementsOf(hidden);
        assertThat(Cluster.lost(Cluster.node(STATUS), shown.get("status")))
                .containsExactlyInAnyOrder("/step", "/commit", "/hinderedSince", "/display/donor");
        assertThat(shown.at("/spec/restart").asText())
                .isEqualTo(name.equals("asking-by-both") ? "Manual" : "Automatic");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clones")
    @Order(2)
    void canBeWrittenByTheOlderOperator(String name, String spec, List<String> hidden) {
        ObjectNode shown = cluster.raw(name).get("status").deepCopy();
        shown.put("message", "The older operator was here.");

        cluster.writeStatus(name, shown);
        cluster.patch(name, "metadata: {annotations: {mysqlclone.io/approve-restart: 'true'}}");

        assertThat(cluster.raw(name).at("/status/message").asText()).isEqualTo("The older operator was here.");
    }

    /** Its rules ask for a donor, and refuse even that a finalizer is taken off. */
    @Test
    @Order(2)
    void aCloneOfAMysqlDonorCannotBeWrittenAndStays() {
        assertThat(cluster.raw("referring").get("spec").has("donorRef")).isFalse();
        assertThatThrownBy(() -> cluster.writeStatus("referring", Cluster.node(STATUS)))
                .isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> cluster.patch("referring", "metadata: {finalizers: null}"))
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    @Order(3)
    void whatWasNotShownIsLostWhenTheResourceWasWritten() {
        cluster.upgrade();

        assertThat(cluster.read("untouched").getSpec().restartPolicy()).isEqualTo(RestartPolicy.MANUAL);
        assertThat(cluster.read("untouched").reported()).contains(STATUS);
        assertThat(cluster.read("referring").getSpec().donorRef()).isNotNull();
        assertThat(cluster.read("asking").getSpec().restartPolicy()).isEqualTo(RestartPolicy.AUTOMATIC);
        assertThat(cluster.read("asking-by-both").getSpec().restartPolicy()).isEqualTo(RestartPolicy.MANUAL);
        var status = cluster.read("plain").reported().orElseThrow();
        assertThat(status.step()).as("known by its words again").isEqualTo(Step.RESTARTING);
        assertThat(status.commit()).isEqualTo(CommitState.COMMITTING);
    }

    /** So that whoever goes back is told of all that is lost. */
    @Test
    @Order(4)
    void thePageWarnsOfEach() throws IOException {
        var page = Files.readString(Path.of("../docs/api-stability.md"));
        var table = page.substring(page.indexOf("## Going back"));

        assertThat(table)
                .contains("`restartPolicy: Manual`", "`workloadRef`, `scaleTo`", "`donorRef`", "`mode: Preflight`")
                .contains("`postClone`", "`eventScheduler: Stopped`", "`activeDeadlineSeconds`")
                .contains("`tls.caConfigMapRef`", "`tls.mode: VerifyFingerprint`");
    }
}
