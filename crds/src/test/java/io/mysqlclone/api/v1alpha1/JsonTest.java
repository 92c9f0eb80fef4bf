package io.mysqlclone.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Overwrite;
import io.mysqlclone.api.v1alpha1.recipient.PodRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.recipient.WorkloadKind;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.StageProgress;
import io.mysqlclone.api.v1alpha1.status.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes as the Kubernetes client reads and writes them. */
class JsonTest {
    private static final String SMALLEST = """
            apiVersion: mysqlclone.io/v1alpha1
            kind: MySQLClone
            metadata: {name: replica-1}
            spec:
              donor: {host: mysql-0.mysql, credentialsSecretRef: {name: donor}}
              recipient: {pod: {name: mysql-1}}
            """;

    private final KubernetesSerialization json = new KubernetesSerialization();

    @Test
    void whatTheDocumentLeavesOutHasItsDefault() {
        var spec = json.unmarshal(SMALLEST, MySQLClone.class).getSpec();

        assertThat(spec.server().port()).isEqualTo(3306);
        assertThat(spec.server().tls()).isEqualTo(Tls.DEFAULT);
        assertThat(spec.recipient().target()).isEqualTo(new PodRecipient("mysql-1"));
        assertThat(spec.recipient().overwrite()).isEqualTo(Overwrite.NEVER);
        assertThat(spec.transfer()).isEqualTo(Transfer.DEFAULT);
        assertThat(spec.agent()).isEqualTo(Agent.DEFAULT);
        assertThat(spec.restartPolicy()).isEqualTo(RestartPolicy.AUTOMATIC);
        assertThat(spec.backoffLimit()).isEqualTo(6);
        assertThat(spec.timeToLive()).isEmpty();
        assertThat(spec.recoveryLimit()).isEqualTo(Duration.ofHours(1));
        assertThat(spec.oldDataKept()).isZero();
        assertThat(spec.longestGrace()).isEqualTo(Duration.ofMinutes(10));
        assertThat(spec.recipient().logIndexes()).isEmpty();
    }

    @Test
    void anEmptyObjectIsTheSameAsNone() {
        var withObjects = json.unmarshal(SMALLEST + "  transfer: {}\n  agent: {}\n", MySQLClone.class);

        assertThat(withObjects.getSpec())
                .isEqualTo(json.unmarshal(SMALLEST, MySQLClone.class).getSpec());
    }

    @Test
    void aResourceThatWasWrittenIsReadAsItWas() {
        var clone = json.unmarshal(SMALLEST, MySQLClone.class);
        clone.setStatus(new MySQLCloneStatusBuilder()
                .observedGeneration(3L)
                .phase(Phase.TRANSFERRING)
                .run(2)
                .startTime(Instant.parse("2026-01-02T03:04:05Z"))
                .launch(new Launch(
                        2,
                        "commit",
                        3L,
                        "u1",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2026-01-02T03:06:05Z"),
                        90))
                .oldData(OldData.KEPT)
                .conditions(List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("False")
                        .withReason("Reconnecting")
                        .build()))
                .progress(new Progress(
                        "FILE COPY",
                        41,
                        1L << 40,
                        3L << 40,
                        7,
                        1_000_000,
                        3600L,
                        4,
                        List.of(new StageProgress(
                                "FILE COPY",
                                "In Progress",
                                Instant.parse("2026-01-02T03:04:06Z"),
                                null,
                                4,
                                3L << 40,
                                1L << 40,
                                7))))
                .build());

        var written = json.asJson(clone);
        var read = json.unmarshal(written, MySQLClone.class);

        assertThat(read.getSpec()).isEqualTo(clone.getSpec());
        assertThat(read.getStatus()).isEqualTo(clone.getStatus());
        assertThat(written).contains("\"startTime\":\"2026-01-02T03:04:05Z\"", "\"phase\":\"Transferring\"");
        assertThat(written).doesNotContain("null", "resumeDeadline");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                         | AUTOMATIC",
                "restartPolicy: Manual                    | MANUAL",
                "restart: Manual                          | MANUAL",
                "restart: Automatic                       | AUTOMATIC",
                "'restart: Automatic; restartPolicy: Manual' | MANUAL",
                "'restart: Manual; restartPolicy: Manual'    | MANUAL"
            })
    void whenItIsRestartedIsKnownByBothNames(@Nullable String said, RestartPolicy meant) {
        var spec =
                json.unmarshal(SMALLEST + lines("  ", said), MySQLClone.class).getSpec();

        assertThat(spec.restartPolicy()).isEqualTo(meant);
        assertThat(json.asJson(spec)).doesNotContain("\"restart\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'workloadRef: {kind: StatefulSet, name: db}; scaleTo: 3'                                               | 3",
                "'restart: {kind: StatefulSet, name: db, replicas: 3}'                                                  | 3",
                "'workloadRef: {kind: StatefulSet, name: db}'                                                           | ",
                "'restart: {kind: StatefulSet, name: db}'                                                               | ",
                "'workloadRef: {kind: StatefulSet, name: db}; scaleTo: 3; restart: {kind: StatefulSet, name: db, replicas: 3}' | 3"
            })
    void whatIsStartedOnAClaimIsKnownByBothNames(String said, @Nullable Integer replicas) {
        var claim = json.unmarshal("claimName: c\n" + lines("", said), ClaimRecipient.class);

        assertThat(claim.workload())
                .contains(new Workload(WorkloadKind.STATEFUL_SET, "db", Optional.ofNullable(replicas)));
        assertThat(json.asJson(claim)).doesNotContain("\"restart\"");
    }

    /** What an operator wrote that had no words of its own for them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{phase: Waiting, conditions: [{type: Ready, status: 'False', reason: DonorBusy}]}                     | WAITING_FOR_DONOR |",
                "{phase: Waiting, run: 2, settledRun: 1, conditions: [{type: Ready, status: 'False', reason: DonorBusy}]} | AT_DONOR       |",
                "{phase: Preflight, conditions: [{type: Ready, status: 'False', reason: ImagePullFailed}]}              | NOT_STARTING      |",
                "{phase: Ready, conditions: [{type: Ready, status: 'True', reason: AlreadyDone}]}                       | ALREADY_DONE      |",
                "{phase: RollingBack, conditions: [{type: Committed, status: 'False', reason: RollingBack}]}            | ROLLING_BACK      | ROLLING_BACK",
                "{phase: Restarting, conditions: [{type: Committed, status: 'False', reason: NotCommitted}]}            | RESTARTING        | NOT_COMMITTED",
                "{phase: Failed, conditions: [{type: Committed, status: 'True', reason: Succeeded}, {type: RecipientRestarted, status: 'False', reason: GtidMismatch}]} | FAILED | MISMATCHED",
                "{phase: Transferring, step: Suspending, conditions: [{type: Ready, status: 'False', reason: DonorBusy}]} | SUSPENDING     |"
            })
    void whereACloneWasIsKnownFromTheWordsOfAnOlderOperator(String status, Step step, @Nullable CommitState commit) {
        var read = json.unmarshal(SMALLEST + "status: " + status + "\n", MySQLClone.class)
                .reported()
                .orElseThrow();

        assertThat(read.step()).isEqualTo(step);
        assertThat(read.commit()).isEqualTo(commit);
        assertThat(json.unmarshal(json.asJson(read), MySQLCloneStatus.class)).isEqualTo(read);
    }

    private static String lines(String indent, @Nullable String fields) {
        return fields == null ? "" : indent + fields.replace("; ", "\n" + indent);
    }

    @Test
    void oldDataIsKeptForAsLongAsIsAskedFor() {
        var spec = json.unmarshal(SMALLEST + "  keepOldData: 36h\n", MySQLClone.class)
                .getSpec();

        assertThat(spec.oldDataKept()).isEqualTo(Duration.ofHours(36));
    }

    @Test
    void aRunCanDoNothingAnyMoreWhenItsLatestStartAndItsWaitAreOver() {
        Instant decided = Instant.parse("2026-01-02T03:00:00Z");
        var launch = new Launch(1, "commit", 1L, null, decided, decided.plusSeconds(120), 60);

        assertThat(launch.end()).isEqualTo(decided.plusSeconds(180));
    }

    @Test
    void fieldsAndPhasesOfANewerVersionDoNotBreakTheWatch() {
        var clone = json.unmarshal(
                SMALLEST + "  novelty: {x: 1}\nstatus: {phase: Hibernating, novelty: 2, run: 3}\n", MySQLClone.class);

        assertThat(clone.reported()).hasValueSatisfying(status -> {
            assertThat(status.phase()).isNull();
            assertThat(status.run()).isEqualTo(3);
        });
    }

    @Test
    void aFreshResourceHasNoStatus() {
        assertThat(json.unmarshal(SMALLEST, MySQLClone.class).reported()).isEmpty();
        assertThat(MySQLCloneStatus.EMPTY.holds(ConditionType.READY)).isFalse();
    }

    @Test
    void quantitiesAndDurationsAreBytesAndTimes() {
        var transfer = json.unmarshal("""
                concurrency: 8
                bufferSize: 2Mi
                maxDataBandwidth: 200M
                stallTimeout: 1h2m3s
                reconnectTimeout: 0s
                """, Transfer.class);

        assertThat(transfer.concurrencyText()).isEqualTo("8");
        assertThat(transfer.bufferBytes()).isEqualTo(2 << 20);
        assertThat(transfer.maxDataBytesPerSecond()).isEqualTo(200_000_000);
        assertThat(transfer.maxNetworkBytesPerSecond()).isZero();
        assertThat(transfer.stall()).isEqualTo(Duration.ofSeconds(3723));
        assertThat(transfer.reconnect()).isZero();
        assertThat(Transfer.DEFAULT.concurrencyText()).isEqualTo("auto");
        assertThat(Transfer.DEFAULT.bufferSize()).isEqualTo(new Quantity("4Mi"));
    }
}
