package io.mysqlclone.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mysqlclone.agent.Clones;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.SnapshotPosition;
import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Committed;
import io.mysqlclone.recipient.Discarded;
import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.RolledBack;
import io.mysqlclone.recipient.preflight.DonorProbe;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Check;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import io.mysqlclone.replica.ReplicationStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The documents that scripts and the operator read; each is a file in this package's test resources. */
class GoldenJsonTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void progress() throws IOException {
        assertGolden("progress", ProgressJson.addTo(JsonNodeFactory.instance.objectNode(), Clones.transferring()));
    }

    @Test
    void progressBeforeAnythingIsKnown() throws IOException {
        assertGolden(
                "progress-connecting", ProgressJson.addTo(JsonNodeFactory.instance.objectNode(), Clones.connecting()));
    }

    @Test
    void status() throws IOException {
        assertGolden("status", StatusJson.of(Clones.reconnecting(), new Limits(0, 104_857_600)));
    }

    @Test
    void statusWhileTheDonorServesAnother() throws IOException {
        assertGolden("status-donor-busy", StatusJson.of(Clones.waitingForDonor(), new Limits(0, 0)));
    }

    @Test
    void statusOfACompleteClone() throws IOException {
        assertGolden(
                "status-completed",
                StatusJson.of(completed(Optional.of(new CloneResult.Pages(262_144, 7))), new Limits(0, 0)));
    }

    @Test
    void statusOfACloneWhosePagesAreNotVerified() {
        var conditions =
                StatusJson.of(completed(Optional.empty()), new Limits(0, 0)).get("conditions");
        assertThat(conditions.get(2).get("type").textValue()).isEqualTo("Verified");
        assertThat(conditions.get(2).get("status").textValue()).isEqualTo("Unknown");
        assertThat(conditions.get(2).get("reason").textValue()).isEqualTo("Skipped");
    }

    private static Progress completed(Optional<CloneResult.Pages> pages) {
        return completed(Progress.State.COMPLETED, pages);
    }

    private static Progress completed(Progress.State state, Optional<CloneResult.Pages> pages) {
        var before = Clones.transferring();
        return new Progress(
                Stage.FILE_SYNC,
                state,
                before.totalBytes(),
                before.totalBytes(),
                before.totalBytes(),
                0,
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                before.donor(),
                Optional.empty(),
                pages,
                List.of());
    }

    @Test
    void events() throws IOException {
        var events = JsonNodeFactory.instance.arrayNode();
        List.of(
                        new CloneEvent.Connected("db1:3306", "9.7.4", "TLSv1.3 TLS_AES_256_GCM_SHA384"),
                        new CloneEvent.Resumed(Stage.FILE_COPY, 123_456_789),
                        new CloneEvent.StartedOver("the donor no longer holds the snapshot"),
                        new CloneEvent.StageStarted(Stage.PAGE_COPY, 65_536),
                        new CloneEvent.StageCompleted(Stage.PAGE_COPY, 65_536, Duration.ofMillis(1250)),
                        new CloneEvent.Reconnecting(
                                "connection reset", 2, Duration.ofSeconds(4), Clones.NOW.plusSeconds(300)),
                        new CloneEvent.Reconnected(3),
                        new CloneEvent.WaitingForDonor(
                                "error 3634 (HY000): Too many concurrent clone operations. Maximum allowed - 1.",
                                3,
                                Duration.ofSeconds(8),
                                Clones.NOW.plusSeconds(3600)),
                        new CloneEvent.ConcurrencyChanged(8),
                        new CloneEvent.Warning("the donor's log says \"hm\""))
                .forEach(event -> events.add(EventJson.of(event)));
        assertGolden("events", events);
    }

    @Test
    void result() throws IOException {
        assertGolden("result", OutcomeJson.of(Clones.result(Path.of("/data/mysql"), false, List.of(Path.of("/ext")))));
    }

    @Test
    void probe() throws IOException {
        var login = new CloneFailure(
                CloneFailure.Kind.DONOR,
                CloneFailure.Reason.AUTHENTICATION_FAILED,
                "the donor refused the login: Access denied for user 'clone'@'10.0.0.7' (1045, ER_ACCESS_DENIED_ERROR)",
                Optional.of("check user and password"),
                OptionalInt.of(1045),
                null);
        var found = List.of(
                new DonorProbe.Found(
                        "9.7.4",
                        Optional.of("fcc57cec-e631-11f1-9886-02fc00000001"),
                        Optional.of(false),
                        Optional.empty(),
                        false,
                        Optional.empty()),
                new DonorProbe.Found(
                        "9.7.4",
                        Optional.of("fcc57cec-e631-11f1-9886-02fc00000002"),
                        Optional.of(true),
                        Optional.of(true),
                        true,
                        Optional.empty()),
                new DonorProbe.Found(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.of(login)));
        assertGolden(
                "probe",
                ProbeReport.of(List.of("mysql-0.mysql", "mysql-1.mysql", "mysql-2.mysql"), found)
                        .document());
    }

    @Test
    void failure() throws IOException {
        var failure = new CloneFailure(
                CloneFailure.Kind.DONOR,
                CloneFailure.Reason.PRIVILEGE_MISSING,
                "the donor refused the clone: Access denied (1227, ER_SPECIFIC_ACCESS_DENIED_ERROR)",
                Optional.of("on the donor: GRANT BACKUP_ADMIN ON *.* TO 'clone'@'%';"),
                OptionalInt.of(1227),
                null);
        assertGolden("failure", OutcomeJson.of(Failure.of(failure)));
    }

    @Test
    void preflight() throws IOException {
        assertGolden(
                "preflight",
                OutcomeJson.of(new Preflight.Report(
                        List.of(
                                new Check("donor login", Verdict.OK, "clone@db1:3306 logged in"),
                                new Check("free space", Verdict.FAILED, "12 GiB are free, 40 GiB are needed"),
                                new Check("donor load", Verdict.WARNING, "DDL is running"),
                                new Check("clone plugin", Verdict.SKIPPED, "not asked")),
                        Optional.of(new Preflight.Space(42_949_672_960L, 12_884_901_888L)),
                        true)));
    }

    @Test
    void verification() throws IOException {
        assertGolden(
                "verification",
                OutcomeJson.of(new TablespaceVerification.Outcome(
                        12, 1_048_576, 60, 3, 0, 1, List.of("db/t.ibd: page 7 has checksum 1 instead of 2"))));
    }

    @Test
    void outcome() throws IOException {
        var gtids = "11111111-1111-1111-1111-111111111111:5,fcc57cec-e631-11f1-9886-02fc00000001:1-5";
        var position = new SnapshotPosition(Optional.of(new LogPosition("binlog.000001", 2198)), gtids);
        assertGolden(
                "outcome",
                CloneOutcomeReport.of(
                                new CloneOutcome(
                                        CloneOutcome.State.RECOVERED,
                                        position,
                                        "/data/mysql holds a clone that mysqld has recovered and taken over"),
                                true)
                        .document());
    }

    @Test
    void outcomeOfAnOldServer() throws IOException {
        assertGolden(
                "outcome-rolled-back",
                CloneOutcomeReport.of(
                                new CloneOutcome(
                                        CloneOutcome.State.ROLLED_BACK,
                                        SnapshotPosition.NONE,
                                        "/data/mysql holds the data that was there before the clone"),
                                false)
                        .document());
    }

    @Test
    void outcomeOfACloneThatIsNotCommitted() throws IOException {
        assertGolden(
                "outcome-received",
                CloneOutcomeReport.of(
                                new CloneOutcome(
                                        CloneOutcome.State.RECEIVED,
                                        SnapshotPosition.NONE,
                                        "/data/mysql holds a complete clone that is not committed"),
                                false)
                        .document());
    }

    @Test
    void resultThatIsNotCommitted() throws IOException {
        assertGolden(
                "result-received",
                OutcomeJson.of(Clones.received(Path.of("/data/mysql")).asFound()));
    }

    @Test
    void statusOfACommitThatWaits() throws IOException {
        assertGolden(
                "status-waiting",
                StatusJson.of(
                        completed(Progress.State.WAITING_FOR_STOP, Optional.of(new CloneResult.Pages(262_144, 7))),
                        Limits.NONE));
    }

    @Test
    void committed() throws IOException {
        assertGolden(
                "committed",
                CommitReport.of(new Committed(
                                Path.of("/data/mysql"), Optional.of("db1:3306"), false, false, true, List.of()))
                        .document());
    }

    @Test
    void rolledBack() throws IOException {
        assertGolden(
                "rolled-back",
                CommitReport.of(new RolledBack(Path.of("/data/mysql"), false)).document());
    }

    @Test
    void finished() throws IOException {
        assertGolden(
                "finished",
                CommitReport.finished(Path.of("/data/mysql"), 32_742_642).document());
    }

    @Test
    void refusedCommit() throws IOException {
        var failure = new CloneFailure(
                CloneFailure.Kind.REFUSED,
                CloneFailure.Reason.SERVER_RUNNING,
                "a mysqld still runs on /data/mysql, so the clone of db1:3306 was not committed");
        assertGolden("failure-server-running", OutcomeJson.of(Failure.of(failure)));
    }

    @Test
    void replication() throws IOException {
        var position = new SnapshotPosition(
                Optional.of(new LogPosition("binlog.000001", 2198)), "fcc57cec-e631-11f1-9886-02fc00000001:1-5");
        var outcome = new CloneOutcome(CloneOutcome.State.RECOVERED, position, "/data/mysql holds a clone");
        var status =
                new ReplicationStatus("up", "db1:3306", true, "Yes", "Yes", OptionalLong.of(3), false, List.of("old"));
        assertGolden("replication", ReplicationReport.of(outcome, status).document());
    }

    @Test
    void discarded() throws IOException {
        assertGolden(
                "discarded",
                DiscardReport.of(
                                Path.of("/data/mysql"),
                                new Discarded(Discarded.Found.UNFINISHED, 32_742_642, Discarded.DonorNotice.TOLD))
                        .document());
    }

    private static void assertGolden(String name, JsonNode actual) throws IOException {
        try (var golden = GoldenJsonTest.class.getResourceAsStream(name + ".json")) {
            assertThat(golden)
                    .as("golden file %s.json; actual: %s", name, actual.toPrettyString())
                    .isNotNull();
            // compared as text, so that a number that became a text, or another order, is seen
            assertThat(actual.toPrettyString())
                    .isEqualTo(MAPPER.readTree(golden).toPrettyString());
        }
    }
}
