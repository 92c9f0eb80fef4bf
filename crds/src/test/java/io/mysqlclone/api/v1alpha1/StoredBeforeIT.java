package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mysqlclone.api.v1alpha1.connection.Host;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadKind;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * What the operator of before the names were changed has stored, in each state that an upgrade may find, when a real API server
 * has got the definition of today.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoredBeforeIT {
    private static final String FINALIZER = "metadata: {finalizers: [mysqlclones.mysqlclone.io/finalizer]}";

    @AutoClose
    private final Cluster cluster = Cluster.ofBefore();

    private final Map<String, JsonNode> left = new LinkedHashMap<>();

    @BeforeAll
    void theOlderOperatorHasStoredItAndTheDefinitionIsReplaced() throws IOException {
        for (var document :
                Files.readString(Cluster.BEFORE.resolve("clones.yaml")).split("\n---\n", -1)) {
            var clone = new YAMLMapper().readTree(document);
            left.put(clone.at("/metadata/name").asText(), clone);
        }
        left.forEach((name, clone) -> {
            cluster.create(Documents.document(name, clone.get("spec").toString()));
            cluster.writeStatus(name, clone.get("status"));
            assertThat(Cluster.lost(clone, cluster.raw(name)))
                    .as("what the definition of before does not know")
                    .isEmpty();
        });
        cluster.patch("ready", FINALIZER);
        cluster.upgrade();
    }

    private JsonNode left(String name) {
        return Objects.requireNonNull(left.get(name), name);
    }

    /** With what is known of each of them by its words. */
    Stream<Arguments> clones() {
        return Stream.of(
                Arguments.of("pending", RestartPolicy.AUTOMATIC, Step.PENDING, null),
                Arguments.of("transferring", RestartPolicy.MANUAL, Step.TRANSFERRING, null),
                Arguments.of("resuming", RestartPolicy.AUTOMATIC, Step.WAITING, null),
                Arguments.of("asking", RestartPolicy.MANUAL, Step.AWAITING_APPROVAL, null),
                Arguments.of("restarting", RestartPolicy.AUTOMATIC, Step.RESTARTING, CommitState.COMMITTING),
                Arguments.of("ready", RestartPolicy.AUTOMATIC, Step.READY, CommitState.COMMITTED),
                Arguments.of("failed", RestartPolicy.AUTOMATIC, Step.FAILED, null),
                Arguments.of("suspended", RestartPolicy.AUTOMATIC, Step.SUSPENDED, null),
                Arguments.of("port-in-host", RestartPolicy.AUTOMATIC, Step.WAITING, null));
    }

    @Test
    @Order(1)
    void eachIsLookedAt() {
        assertThat(clones().map(arguments -> (String) arguments.get()[0])).containsExactlyElementsOf(left.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clones")
    @Order(2)
    void isReadWithNothingLost(String name, RestartPolicy restart, Step step, @Nullable CommitState commit) {
        var clone = cluster.read(name);
        var status = clone.reported().orElseThrow();

        assertThat(clone.getSpec().restartPolicy()).isEqualTo(restart);
        assertThat(status.step()).isEqualTo(step);
        assertThat(status.commit()).isEqualTo(commit);
        assertThat(Cluster.lost(left(name).get("status"), Cluster.node(status))).isEmpty();
        assertThat(Cluster.lost(cluster.raw(name).get("spec"), Cluster.node(clone.getSpec())))
                .as("what has another name, and is looked at by that")
                .allMatch(path ->
                        path.equals("/restart") || path.startsWith("/recipient/persistentVolumeClaim/restart/"));
        assertThat(clone.getMetadata().getGeneration())
                .as("more defaults are no change of the spec, for which a failed clone would begin again")
                .isEqualTo(1);
    }

    @Test
    @Order(2)
    void theServerOfAClaimIsKnownByItsOldName() {
        var claim =
                (ClaimRecipient) cluster.read("pending").getSpec().recipient().target();

        assertThat(claim.workload()).contains(new Workload(WorkloadKind.STATEFUL_SET, "db", Optional.of(3)));
    }

    private Optional<Workload> workload(String name) {
        return ((ClaimRecipient) cluster.read(name).getSpec().recipient().target()).workload();
    }

    /** Whatever today's rules are: the operator writes statuses and finalizers, and people approve and correct. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("clones")
    @Order(3)
    void canBeChanged(String name, RestartPolicy restart, Step step, @Nullable CommitState commit) {
        var status = cluster.read(name).reported().orElseThrow().toBuilder()
                .message("Today's operator was here.")
                .build();

        cluster.writeStatus(name, Cluster.node(status));
        cluster.patch(name, "metadata: {annotations: {mysqlclone.io/approve-restart: 'true'}}");
        cluster.patch(name, FINALIZER);
        cluster.patch(name, "spec: {backoffLimit: 9}");

        var stored = cluster.read(name);
        assertThat(stored.reported()).contains(status);
        assertThat(cluster.raw(name).at("/status/step").isTextual())
                .as("what was known by words alone is written down")
                .isTrue();
        assertThat(stored.getSpec().restartPolicy()).isEqualTo(restart);
        assertThat(stored.getSpec().backoffLimit()).isEqualTo(9);
        assertThat(stored.getMetadata().getFinalizers()).hasSize(1);
    }

    @Test
    @Order(4)
    void aRuleThatIsNewRefusesNothingThatIsStored() {
        var spec = left("port-in-host").get("spec").toString();

        assertThatThrownBy(() -> cluster.tryCreate(Documents.document("another", spec)))
                .hasMessageContaining(Host.MESSAGE);
        assertThat(cluster.read("port-in-host").getSpec().server().host()).isEqualTo("10.0.0.1:3306");
    }

    @Test
    @Order(5)
    void theNewNameOfAWorkloadReplacesTheOldOneBeforeTheCloneHasStarted() {
        var renamed = "spec: {recipient: {persistentVolumeClaim: {restart: null,"
                + " workloadRef: {kind: StatefulSet, name: db}, scaleTo: 3}}}";

        cluster.patch("pending", renamed);
        assertThat(workload("pending")).contains(new Workload(WorkloadKind.STATEFUL_SET, "db", Optional.of(3)));
        assertThatThrownBy(() -> cluster.patch("resuming", renamed))
                .hasMessageContaining("spec.recipient cannot change once the clone has started");
        cluster.patch("transferring", "spec: {restart: null, restartPolicy: Manual}");
        assertThat(cluster.read("transferring").getSpec().restartPolicy()).isEqualTo(RestartPolicy.MANUAL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clones")
    @Order(6)
    void goesWhenItIsDeleted(String name, RestartPolicy restart, Step step, @Nullable CommitState commit) {
        cluster.resource(name).delete();
        cluster.patch(name, "metadata: {finalizers: null}");

        assertThat(cluster.resource(name).get()).isNull();
    }
}
