package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a resource may change when, on a real API server. */
class ImmutabilityIT {
    private static final PatchContext MERGE_DRY_RUN = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(List.of("All"))
            .build();

    private static final String STARTED = "startTime: 2026-01-02T03:04:05Z";

    @BeforeAll
    static void create() {
        create("fresh", "{run: 0}");
        create("started", "{%s}".formatted(STARTED));
        create("finished", "{%s, completionTime: 2026-01-02T04:04:05Z}".formatted(STARTED));
    }

    @AfterAll
    static void delete() {
        Documents.clones().inNamespace("default").delete();
    }

    private static void create(String name, String status) {
        var spec = Documents.spec(Documents.POD, "replication: {credentialsSecretRef: {name: repl}, channel: a}");
        Documents.client().resource(Documents.document(name, spec)).create();
        var bare = Documents.document(name + "-bare", Documents.spec(Documents.POD, ""));
        Documents.client().resource(bare).create();
        for (var each : new String[] {name, name + "-bare"}) {
            Documents.clones()
                    .inNamespace("default")
                    .withName(each)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .build(),
                            "status: " + status);
        }
    }

    static Stream<Arguments> fixedOnceStarted() {
        var transfer = "of spec.transfer only maxDataBandwidth and maxNetworkBandwidth can change";
        return Stream.of(
                Arguments.of(
                        "the donor's host",
                        "donor: {host: other}",
                        "of spec.donor only credentialsSecretRef can change once the clone has started"),
                Arguments.of("the donor's TLS", "donor: {tls: {mode: Required}}", "of spec.donor only"),
                Arguments.of("the events", "eventScheduler: Stopped", "spec.eventScheduler cannot change once"),
                Arguments.of("the mode", "mode: Preflight", "spec.mode cannot change once the agent was launched"),
                Arguments.of("the recipient", "recipient: {pod: {name: mysql-2}}", "spec.recipient cannot change"),
                Arguments.of(
                        "the guard", "recipient: {overwrite: Always}", "delete this MySQLClone and create a new one"),
                Arguments.of("concurrency", "transfer: {concurrency: 4}", transfer),
                Arguments.of("bufferSize", "transfer: {bufferSize: 8Mi}", transfer),
                Arguments.of("compression", "transfer: {compression: Zstd}", transfer),
                Arguments.of("blockDDL", "transfer: {blockDDL: true}", transfer),
                Arguments.of("ddlTimeout", "transfer: {ddlTimeout: 1s}", transfer),
                Arguments.of("stallTimeout", "transfer: {stallTimeout: 6m}", transfer),
                Arguments.of("reconnectTimeout", "transfer: {reconnectTimeout: 6m}", transfer),
                Arguments.of("verifyPages", "transfer: {verifyPages: false}", transfer),
                Arguments.of(
                        "no replication any more",
                        "replication: null",
                        "can be corrected but neither added nor removed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixedOnceStarted")
    void refusesOnceStarted(String what, String change, String told) {
        assertThatThrownBy(() -> change("started", change)).hasMessageContaining(told);
        assertThatThrownBy(() -> change("finished", change)).hasMessageContaining(told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixedOnceStarted")
    void acceptsTheSameBeforeTheStart(String what, String change, String told) {
        assertThatCode(() -> change("fresh", change)).doesNotThrowAnyException();
    }

    @Test
    void refusesReplicationAsAnAfterthought() {
        var replication = "replication: {credentialsSecretRef: {name: repl}}";

        assertThatCode(() -> change("fresh-bare", replication)).doesNotThrowAnyException();
        assertThatThrownBy(() -> change("started-bare", replication)).hasMessageContaining("neither added nor removed");
    }

    @Test
    void acceptsACorrectionOfReplicationUntilTheCloneHasFinished() {
        var correction = "replication: {sourceHost: primary.example.com}";

        assertThatCode(() -> change("started", correction)).doesNotThrowAnyException();
        assertThatThrownBy(() -> change("finished", correction))
                .hasMessageContaining("spec.replication cannot change once the clone has finished")
                .hasMessageContaining("CHANGE REPLICATION SOURCE TO");
    }

    static final String ONCE_READY = "spec.postClone cannot change once the clone is Ready";

    /** A clone that has failed begins again with its scripts when they are corrected. */
    @Test
    void scriptsCanBeCorrectedUntilTheCloneIsReady() {
        var scripts = "postClone: {credentialsSecretRef: {name: a}, scripts: [{secretKeyRef: {name: s, key: k}}]}";
        assertThatThrownBy(() -> change("started-bare", scripts)).hasMessageContaining("neither added nor removed");
        for (var step : new String[] {"Transferring", "Failed", "Ready"}) {
            var name = "scripts-" + step.toLowerCase(Locale.ROOT);
            Documents.client()
                    .resource(Documents.document(name, Documents.spec(Documents.POD, scripts)))
                    .create();
            Documents.clones()
                    .inNamespace("default")
                    .withName(name)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .build(),
                            "status: {" + STARTED + ", step: " + step + "}");
        }
        var correction = "postClone: {timeout: 2h}";
        assertThatCode(() -> change("scripts-transferring", correction)).doesNotThrowAnyException();
        assertThatCode(() -> change("scripts-failed", correction)).doesNotThrowAnyException();
        assertThatThrownBy(() -> change("scripts-ready", correction)).hasMessageContaining(ONCE_READY);
    }

    static final String OF_DONOR_REF =
            "of spec.donorRef only credentialsSecretRef can change once the clone has started";

    /** Its account alone can be corrected. */
    @Test
    void whatADonorRefNamesIsFixedOnceStarted() {
        var made = Documents.document("referring", "donorRef: {name: prod}\nrecipient: " + Documents.POD);
        Documents.client().resource(made).create();
        var other = "donorRef: {name: other}";
        assertThatCode(() -> change("referring", other)).doesNotThrowAnyException();
        Documents.clones()
                .inNamespace("default")
                .withName("referring")
                .subresource("status")
                .patch(MERGE, "status: {startTime: '2026-05-04T12:00:00Z'}");

        assertThatThrownBy(() -> change("referring", other)).hasMessageContaining(OF_DONOR_REF);
        assertThatThrownBy(() ->
                        change("referring", "donorRef: {credentialsSecretRef: {name: mine}, tls: {mode: Required}}"))
                .hasMessageContaining(OF_DONOR_REF);
        assertThatThrownBy(() -> change("referring", "donorRef: {namespace: shop, credentialsSecretRef: {name: mine}}"))
                .hasMessageContaining(OF_DONOR_REF);
        assertThatThrownBy(
                        () -> change("referring", "donorRef: null, donor: {host: db, credentialsSecretRef: {name: d}}"))
                .hasMessageContaining("of spec.donor only");
        assertThatCode(() -> change("referring", "donorRef: {credentialsSecretRef: {name: mine}}"))
                .doesNotThrowAnyException();
    }

    static Stream<String> changeable() {
        return Stream.of(
                "transfer: {maxDataBandwidth: 100Mi}",
                "transfer: {maxNetworkBandwidth: 100Mi}",
                "suspend: true",
                "restartPolicy: Manual",
                "restart: Manual",
                "backoffLimit: 0",
                "activeDeadlineSeconds: 60",
                "donor: {credentialsSecretRef: {name: other, passwordKey: next}}",
                "ttlSecondsAfterFinished: 60",
                "agent: {image: 'registry.example.com/clone-agent:2', logLevel: Debug}");
    }

    @ParameterizedTest
    @MethodSource("changeable")
    void acceptsWhileItRuns(String change) {
        assertThatCode(() -> change("started", change)).doesNotThrowAnyException();
    }

    @Test
    void theStatusIsChangedThroughItsSubresourceOnly() {
        var clones = Documents.clones().inNamespace("default");
        clones.withName("fresh").patch(MERGE, "status: {phase: Ready, run: 7}\nmetadata: {labels: {a: b}}");

        var stored = clones.withName("fresh").require();
        assertThat(stored.getMetadata().getLabels()).containsEntry("a", "b");
        assertThat(stored.reported()).hasValueSatisfying(status -> {
            assertThat(status.phase()).isNull();
            assertThat(status.run()).isZero();
        });
    }

    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private static void change(String name, String change) {
        Documents.clones().inNamespace("default").withName(name).patch(MERGE_DRY_RUN, "spec: {" + change + "}");
    }
}
