package io.mysqlclone.operator.report;

import static io.mysqlclone.operator.report.Reported.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.AgentStatus;
import io.mysqlclone.api.v1alpha1.status.Display;
import io.mysqlclone.api.v1alpha1.status.DonorStatus;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Progress;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.Snapshot;
import io.mysqlclone.api.v1alpha1.status.StageProgress;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.decide.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the agent says, in the resource's status and in the columns of {@code kubectl get}. */
final class ProgressReportTest {

    private static final Decision ANY = decision(Phase.TRANSFERRING, Reason.TRANSFERRING);

    private static final String HALF = """
            stage: FILE COPY
            percent: 37.9
            dataBytes: 1000
            totalBytes: 4000
            networkBytes: 900
            bytesPerSecond: 123731968
            eta: 191.6
            connections: 4
            donor: {version: 9.7.4, serverUuid: u-1}
            stages:
            - {stage: FILE COPY, state: In Progress, beginTime: '2026-05-04T10:00:02.123Z', threads: 4, estimate: 4000,
               data: 1000, network: 900}
            """;

    private final Reported reported = new Reported();

    private static Progress progress(MySQLCloneStatus status) {
        return Objects.requireNonNull(status.progress());
    }

    @Test
    void aRunningAgentIsQuoted() {
        MySQLCloneStatus status = reported.running(1, HALF).report(ANY);

        StageProgress stage = new StageProgress(
                "FILE COPY", "In Progress", Instant.parse("2026-05-04T10:00:02Z"), null, 4, 4000, 1000, 900);
        assertThat(status.progress())
                .isEqualTo(new Progress("FILE COPY", 37, 1000, 4000, 900, 123_731_968, 192L, 4, List.of(stage)));
        assertThat(status.donor()).isEqualTo(new DonorStatus("9.7.4", "u-1"));
        assertThat(status.agent()).isEqualTo(new AgentStatus("copy-0a1b2c3d-1", "clone-agent"));
        assertThat(status.display()).isEqualTo(new Display("37%", "118 MiB/s", "3m12s", "pvc/data", "a"));
    }

    @Test
    void whatAnAgentDoesNotSayIsNotInvented() {
        MySQLCloneStatus status =
                reported.running(1, "{\"state\": \"Connecting\"}").report(ANY);

        assertThat(status.progress()).isEqualTo(new Progress(null, 0, 0, 0, 0, 0, null, 0, List.of()));
        assertThat(status.donor()).isNull();
        assertThat(status.display()).isEqualTo(new Display("0%", null, null, "pvc/data", "a"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.99, 0", "99.99, 99", "100, 100"})
    void percentIsRoundedDown(double said, int told) {
        assertThat(progress(reported.running(1, "percent: " + said).report(ANY)).percent())
                .isEqualTo(told);
    }

    @Test
    void theDonorIsKnownFromThenOn() {
        reported.running(1, HALF).report(ANY);

        assertThat(reported.running(1, "donor: {version: 9.7.5}").report(ANY).donor())
                .isEqualTo(new DonorStatus("9.7.5", "u-1"));
        assertThat(reported.gone().report(ANY).donor()).isEqualTo(new DonorStatus("9.7.5", "u-1"));
    }

    @Test
    void theDeadlineIsToldWhileItRuns() {
        MySQLCloneStatus reconnecting =
                reported.running(1, "resumeDeadline: '2026-05-04T10:05:00.9Z'").report(ANY);
        assertThat(reconnecting.resumeDeadline()).hasToString("2026-05-04T10:05:00Z");
        assertThat(reported.running(1, "percent: 1").report(ANY).resumeDeadline())
                .isNull();

        reported.running(1, "resumeDeadline: '2026-05-04T10:05:00.9Z'").report(ANY);
        assertThat(reported.gone().report(ANY).resumeDeadline()).isNull();
    }

    /** Another clone would throw the snapshot away that the donor holds for it. */
    @ParameterizedTest
    @CsvSource({
        "5, NetworkLost, true",
        "8, Suspended, true",
        "8, Cancelled, false",
        "137, '', true",
        "4, DonorError, false"
    })
    void untilWhenTheDonorHoldsTheSnapshotIsToldBetweenTwoAgents(int exitCode, String kind, boolean told) {
        String words =
                kind.isEmpty() ? "" : "{\"type\":\"failure\",\"exitCode\":" + exitCode + ",\"kind\":\"" + kind + "\"}";
        assertThat(reported.ended(1, AgentCommand.CLONE, exitCode, words)
                        .report(ANY)
                        .resumeDeadline())
                .as("nothing was received")
                .isNull();
        reported.running(2, HALF).report(ANY);
        MySQLCloneStatus ended =
                reported.ended(2, AgentCommand.CLONE, exitCode, words).report(ANY);

        assertThat(ended.resumeDeadline() != null).isEqualTo(told);
    }

    @Test
    void progressThatIsOldIsNotShownAsNew() {
        reported.running(1, HALF).report(ANY);
        MySQLCloneStatus silent = reported.silent(1).report(ANY);
        assertThat(silent.silentSince()).isEqualTo(Reported.BEGIN);
        assertThat(progress(silent).bytesPerSecond()).isEqualTo(123_731_968);

        MySQLCloneStatus later =
                reported.after(Duration.ofSeconds(16)).silent(1).report(ANY);
        assertThat(later.silentSince()).isEqualTo(Reported.BEGIN);
        assertThat(progress(later).percent()).isEqualTo(37);
        assertThat(progress(later).bytesPerSecond()).isZero();
        assertThat(progress(later).connections()).isZero();
        assertThat(later.display()).isEqualTo(new Display("37%", null, null, "pvc/data", "a"));

        assertThat(reported.running(1, HALF).report(ANY).silentSince()).isNull();
    }

    @Test
    void nothingMovesAfterAnAgentThatWasKilledOrVanishedOrWaits() {
        Progress standing = new Progress(
                "FILE COPY",
                37,
                1000,
                4000,
                900,
                0,
                null,
                0,
                progress(reported.running(1, HALF).report(ANY)).stages());

        assertThat(reported.ended(1, AgentCommand.CLONE, 137, "").report(ANY).progress())
                .isEqualTo(standing);
        reported.running(2, HALF).report(ANY);
        assertThat(reported.ended(2, AgentCommand.CLONE, 5, "{\"type\":\"failure\",\"exitCode\":5}")
                        .report(ANY)
                        .progress())
                .isEqualTo(standing);
        reported.running(3, HALF).report(ANY);
        assertThat(reported.gone().report(ANY).progress()).isEqualTo(standing);
        reported.running(4, HALF).report(ANY);
        assertThat(reported.waiting(5).report(ANY).progress()).isEqualTo(standing);
        assertThat(reported.report(ANY).display()).isEqualTo(new Display("37%", null, null, "pvc/data", "a"));
    }

    @Test
    void aCompleteCloneIsAllThere() {
        reported.running(1, HALF).report(ANY);
        MySQLCloneStatus status = reported.ended(
                        1,
                        AgentCommand.CLONE,
                        0,
                        "{\"type\":\"result\",\"exitCode\":0,\"donorVersion\":\"9.7.4\",\"dataBytes\":4096,"
                                + "\"networkBytes\":5000}")
                .report(ANY);

        Progress progress = progress(status);
        assertThat(progress.percent()).isEqualTo(100);
        assertThat(progress.dataBytes()).isEqualTo(4096);
        assertThat(progress.totalBytes()).isEqualTo(4096);
        assertThat(progress.networkBytes()).isEqualTo(5000);
        assertThat(progress.connections()).isZero();
        assertThat(progress.stages()).hasSize(1);
        assertThat(status.donor()).isEqualTo(new DonorStatus("9.7.4", "u-1"));
        assertThat(reported.report(ANY)).isEqualTo(status);
    }

    /** It has received nothing itself. */
    @Test
    void aCommitTakesNothingOfTheProgressBack() {
        Progress complete = progress(reported.ended(
                        1,
                        AgentCommand.CLONE,
                        0,
                        "{\"type\":\"result\",\"exitCode\":0,\"dataBytes\":4096,\"networkBytes\":5000}")
                .report(ANY));

        assertThat(reported.running(
                                2,
                                AgentCommand.COMMIT,
                                "stage: FILE SYNC\npercent: 99\ndataBytes: 4096\nstate: WaitingForStop")
                        .report(ANY)
                        .progress())
                .isEqualTo(complete);
    }

    @Test
    void theSnapshotIsKnownOnceTheServerHasRecovered() {
        assertThat(reported.ended(2, AgentCommand.OUTCOME, 0, outcome("Pending"))
                        .report(ANY)
                        .snapshot())
                .isNull();
        assertThat(reported.ended(3, AgentCommand.OUTCOME, 0, outcome("RolledBack"))
                        .report(ANY)
                        .snapshot())
                .isNull();
        assertThat(reported.ended(4, AgentCommand.OUTCOME, 0, outcome("Recovered"))
                        .report(ANY)
                        .snapshot())
                .isEqualTo(new Snapshot("a:1-5", true, "binlog.000001", 2198L));
        assertThat(reported.gone().report(ANY).snapshot()).isNotNull();
    }

    private static String outcome(String state) {
        return "{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"" + state + "\",\"gtidExecuted\":\"a:1-5\","
                + "\"gtidTruncated\":true,\"binlogFile\":\"binlog.000001\",\"binlogPosition\":2198}";
    }
}
