package io.mysqlclone.operator.decide;

import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows from each way in which a clone's run can end, and how often and how soon it is tried again. */
final class RetryTableTest {

    private static final Duration LONG_AGO = Duration.ofHours(1);

    static Stream<Arguments> rowsOfExitCodes() {
        return Stream.of(
                row(
                        "0",
                        ended(Runs.clone(1).succeeded()),
                        "Transferring Transferred | PreflightPassed=True, Transferred=True, Verified=True | settles 0"
                                + " | again at once"),
                row(
                        "2, what came out of a Secret is wrong",
                        ended(Runs.clone(1).failed(2, "Usage")),
                        "Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "4, the certificate is not trusted",
                        ended(Runs.clone(1).failed(4, "DonorError, cause: TlsFailed")),
                        "Waiting TlsFailed | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "its container could not be started",
                        ended(Runs.clone(1).notStarted("Key a of Secret b holds a NUL byte.")),
                        "Waiting AgentNotStarting | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "3",
                        ended(Runs.clone(1).failed(3, "Refused")),
                        "Waiting PreflightRefused | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "3, the recipient has data",
                        ended(Runs.clone(1).failed(3, "Refused, cause: RecipientNotEmpty")),
                        "Failed RecipientNotEmpty | PreflightPassed=False | settles 1 | again at once"),
                row(
                        "3, the recipient is the donor",
                        ended(Runs.clone(1).failed(3, "Refused, cause: RecipientIsDonor")),
                        "Failed RecipientIsDonor | PreflightPassed=False | settles 1 | again at once"),
                row(
                        "3, other names, told after the transfer",
                        ended(Runs.clone(1).failed(3, "Refused, cause: DictionaryMismatch")),
                        "Failed PreflightRefused | PreflightPassed=False | settles 1 | again at once"),
                row(
                        "3, somebody else is at work, and the pod holds four agents already",
                        Scene.pod(Pods.crowded(4))
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(Runs.clone(1).failed(3, "Refused, cause: VolumeBusy")),
                        "Waiting VolumeBusy | settles 0 | again 240s"),
                row(
                        "3, an agent that nobody here knows of is at work",
                        ended(Runs.clone(1).failed(3, "Refused, cause: VolumeBusy")),
                        "Waiting VolumeBusy | settles 0 | again 30s"),
                row(
                        "3, a volume with tablespaces is not mounted",
                        ended(Runs.clone(1).failed(3, "Refused, cause: TargetMissing")),
                        "Waiting TargetMissing | Transferred=False | settles 1 | again 10s"),
                row(
                        "3, its Secret came after its time",
                        ended(Runs.clone(1).failed(3, "Refused, cause: StartedTooLate")),
                        "Waiting AgentNotStarting | settles 0 | again 30s"),
                row(
                        "3, page size",
                        ended(Runs.clone(1).failed(3, "Refused, cause: DonorMismatch")),
                        "Waiting PreflightRefused | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "4, the agent says that the donor is busy",
                        ended(Runs.clone(1).failed(4, "DonorError, cause: DonorBusy")),
                        "Waiting DonorBusy | settles 0 | again 30s"),
                row(
                        "4, the agent says that the account is not accepted",
                        ended(Runs.clone(1).failed(4, "DonorError, cause: AuthenticationFailed")),
                        "Waiting AuthenticationFailed | PreflightPassed=False | settles 1 | again 60s"),
                row(
                        "4, no plugin",
                        ended(Runs.clone(1).failed(4, "DonorError, cause: ClonePluginMissing")),
                        "Waiting DonorError | Transferred=False | settles 1 | again 10s"),
                row(
                        "4",
                        ended(Runs.clone(1).failed(1227)),
                        "Waiting DonorError | Transferred=False | settles 1 | again 10s"),
                row(
                        "4, without a number",
                        ended(Runs.clone(1).failed(4, "DonorError")),
                        "Waiting DonorError | Transferred=False | settles 1 | again 10s"),
                row(
                        "4, the wrong password",
                        ended(Runs.clone(1).failed(1045)),
                        "Waiting AuthenticationFailed | PreflightPassed=False | settles 1 | again 60s"),
                row(
                        "4, the donor serves a clone that nobody here knows of",
                        ended(Runs.clone(1).failed(3634)),
                        "Waiting DonorBusy | settles 0 | again 30s"),
                row(
                        "5",
                        ended(Runs.clone(1).failed(5, "NetworkLost")),
                        "Waiting NetworkLost | Transferred=False | settles 1 | again 10s"),
                row(
                        "6",
                        ended(Runs.clone(1).failed(6, "LocalIOError")),
                        "Waiting LocalIOError | Transferred=False | settles 1 | again 10s"),
                row(
                        "7",
                        ended(Runs.clone(1).failed(7, "VerificationFailed")),
                        "Waiting VerificationFailed | Verified=False | settles 1 | again 10s"),
                row(
                        "8, cancelled by somebody",
                        ended(Runs.clone(1).failed(8, "Cancelled")),
                        "Failed Cancelled | Transferred=False | settles 1 | again at once"),
                row(
                        "8, its node was drained",
                        ended(Runs.clone(1).failed(8, "Suspended")),
                        "Waiting Interrupted | settles 0 | again 30s"),
                row(
                        "8, without a word",
                        ended(Runs.clone(1).killed(8, "Error")),
                        "Waiting Interrupted | settles 0 | again 30s"),
                row(
                        "70",
                        ended(Runs.clone(1).failed(70, "Bug")),
                        "Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "137, out of memory",
                        ended(Runs.clone(1).killed(137, "OOMKilled")),
                        "Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "1, not one of ours",
                        ended(Runs.clone(1).killed(1, "Error")),
                        "Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s"));
    }

    static Stream<Arguments> rowsOfTries() {
        return Stream.of(
                row(
                        "the node is drained again and again",
                        Scene.pod()
                                .at(Phase.WAITING, Reason.INTERRUPTED)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).failed(8, "Suspended")),
                        "Waiting Interrupted | again 29s"),
                row(
                        "the node was drained some time ago",
                        Scene.pod()
                                .at(Phase.WAITING, Reason.INTERRUPTED)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).ago(Duration.ofSeconds(30)).failed(8, "Suspended")),
                        "Preflight AgentStarting | plan clone 2 in u1 | again at once"),
                row("the pause is not over", waiting(1).run(lost(1)), "Waiting NetworkLost | attempts 1 | again 9s"),
                row(
                        "the pause is over",
                        waiting(1).run(Runs.clone(1).ago(Duration.ofSeconds(10)).failed(5, "NetworkLost")),
                        "Preflight AgentStarting | plan clone 2 in u1 | attempts 1 | again at once"),
                row(
                        "the third pause is not over",
                        waiting(3).run(Runs.clone(3).ago(Duration.ofSeconds(15)).failed(5, "NetworkLost")),
                        "Waiting NetworkLost | attempts 3 | again 25s"),
                row(
                        "a second wrong password, of which a third may lock the account",
                        Scene.pod()
                                .at(Phase.TRANSFERRING)
                                .runs(2, 1, 1)
                                .run(Runs.clone(2).failed(1045)),
                        "Waiting AuthenticationFailed | PreflightPassed=False | settles 2 | again 300s"),
                row(
                        "its pause is not over",
                        waiting(2).run(Runs.clone(2).ago(Duration.ofMinutes(4)).failed(1045)),
                        "Waiting AuthenticationFailed | attempts 2 | again 60s"),
                row(
                        "a donor that served somebody else is asked again after half a minute",
                        Scene.pod()
                                .at(Phase.WAITING, Reason.DONOR_BUSY)
                                .runs(1, 1, 0)
                                .run(Runs.clone(1).ago(Duration.ofSeconds(10)).failed(3634)),
                        "Waiting DonorBusy | again 20s"),
                row(
                        "and not sooner by another clone that comes first",
                        waiting(1).donorTakenBy("clone first").run(lost(1)),
                        "Waiting DonorBusy | attempts 1 | again 10s"),
                row(
                        "the second failure",
                        waiting(1).runs(2, 1, 1).run(lost(2)),
                        "Waiting NetworkLost | Transferred=False | settles 2 | again 20s"),
                row(
                        "the last failure that the limit allows",
                        waiting(6).runs(7, 6, 5).run(lost(7)),
                        "Waiting NetworkLost | Transferred=False | settles 6 | again 300s"),
                row(
                        "one too many",
                        waiting(6).runs(7, 6, 6).run(lost(7)),
                        "Failed NetworkLost | Transferred=False | settles 7 | again at once"),
                row(
                        "no second try is allowed",
                        Scene.pod()
                                .spec("backoffLimit: 0")
                                .at(Phase.TRANSFERRING)
                                .runs(1, 0, 0)
                                .run(lost(1)),
                        "Failed NetworkLost | Transferred=False | settles 1 | again at once"),
                row(
                        "the limit was lowered meanwhile",
                        waiting(4)
                                .spec("backoffLimit: 1")
                                .changed()
                                .runs(5, 4, 4)
                                .run(lost(5)),
                        "Failed NetworkLost | Transferred=False | settles 5 | again at once"),
                row(
                        "the end of a run is counted once",
                        waiting(1).run(Runs.clone(1).ago(LONG_AGO).failed(5, "NetworkLost")),
                        "Preflight AgentStarting | plan clone 2 in u1 | attempts 1 | again at once"),
                row(
                        "a failed clone begins again when its spec has changed",
                        Scene.pod()
                                .at(Phase.FAILED, Reason.NETWORK_LOST)
                                .changed()
                                .runs(7, 7, 7)
                                .run(lost(7)),
                        "Preflight AgentStarting | plan clone 8 in u1 | again at once"),
                row(
                        "and waits its turn like any other",
                        Scene.pod()
                                .at(Phase.FAILED, Reason.NETWORK_LOST)
                                .changed()
                                .donorTakenBy("clone first")
                                .runs(7, 7, 7)
                                .run(lost(7)),
                        "Waiting DonorBusy | again 10s"),
                row(
                        "and does so after its leftovers were removed, too",
                        Scene.pod()
                                .at(Phase.FAILED, Reason.NETWORK_LOST)
                                .changed()
                                .runs(8, 7, 7)
                                .run(Runs.discard(8).succeeded()),
                        "Preflight AgentStarting | plan clone 9 in u1 | again at once"));
    }

    private static Scene ended(AgentRun run) {
        return Scene.pod().at(Phase.TRANSFERRING).runs(1, 0, 0).run(run);
    }

    private static Scene waiting(int failures) {
        return Scene.pod().at(Phase.WAITING, Reason.NETWORK_LOST).runs(failures, failures, failures);
    }

    private static AgentRun lost(int number) {
        return Runs.clone(number).failed(5, "NetworkLost");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rowsOfExitCodes", "rowsOfTries"})
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "4, 80", "5, 160", "6, 300", "7, 300", "1001, 300"})
    void thePauseGrowsToFiveMinutes(int failures, int seconds) {
        assertThat(Rhythm.backoff(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void theNextTryIsToldWithItsTimeAndItsNumber() {
        assertThat(waiting(1).runs(2, 1, 1).run(lost(2)).message())
                .isEqualTo("It failed. It is tried again at 2026-05-04T10:00:19Z (3 of 7).");
        assertThat(waiting(2).run(lost(2)).message())
                .isEqualTo(waiting(1).runs(2, 1, 1).run(lost(2)).message());
    }

    @Test
    void whileATryGoesOnTheErrorOfTheOneBeforeIsKept() {
        Scene next = waiting(1).run(Runs.clone(1).ago(LONG_AGO).failed(5, "NetworkLost"));

        assertThat(next.message())
                .isEqualTo("The agent is being started. This is try 2 of 7. The one before ended with NetworkLost:"
                        + " It failed.");
    }

    @Test
    void optionsOfTheAgentAreToldAsFieldsOfTheResource() {
        assertThat(ended(Runs.clone(1)
                                .ended(
                                        4,
                                        "{type: failure, exitCode: 4, kind: DonorError, message: No TLS.,"
                                                + " hint: 'Give --tls-mode verify-ca, or --tls-ca and --relocate.'}"))
                        .message())
                .startsWith("No TLS. Give spec.donor.tls.mode: VerifyCA, or spec.donor.tls.caSecretRef and"
                        + " spec.recipient.relocations. It is tried again");
        assertThat(ended(Runs.clone(1)
                                .ended(
                                        3,
                                        "{type: failure, exitCode: 3, kind: Refused, cause: RecipientNotEmpty,"
                                                + " message: It has data., hint: Give --overwrite always.}"))
                        .message())
                .startsWith("It has data. Clone onto an empty server, or set spec.recipient.overwrite: Always")
                .doesNotContain("--");
        assertThat(ended(
                                Runs.clone(1)
                                        .ended(
                                                2,
                                                "{type: failure, exitCode: 2, message:"
                                                        + " '--tls-ca is \"/clone-secrets/ca/ca.crt\"; it must be a PEM file.'}"))
                        .message())
                .startsWith("spec.donor.tls.caSecretRef is \"key ca.crt of Secret ca\"; it must be a PEM file.");
        assertThat(ended(
                                Runs.clone(1)
                                        .ended(
                                                2,
                                                "{type: failure, exitCode: 2, message:"
                                                        + " '--tls-ca is \"/clone-config/ca/ca.crt\"; it must be a PEM file.'}"))
                        .message())
                .contains("is \"key ca.crt of ConfigMap ca\"; it must be a PEM file.");
    }

    @Test
    void aClaimThatWasMadeForAFailedCloneIsTold() {
        Scene failed = Scene.claim("template: {storage: 1Gi}")
                .spec("backoffLimit: 0")
                .at(Phase.TRANSFERRING)
                .runs(1, 0, 0)
                .run(lost(1));

        assertThat(failed.message()).contains("PersistentVolumeClaim", "stays; delete it if nobody needs it.");
    }

    @Test
    void aCloneThatWasInTheClaimBeforeIsNotPassedOffAsANewOne() {
        assertThat(found(1).message()).contains("was in the volume already", "nothing was copied", "delete the claim");
        assertThat(found(2).message())
                .as("the first run may have made it")
                .isEqualTo("The clone is complete and verified.");
    }

    private static Scene found(int run) {
        return Scene.claimAlone()
                .at(Phase.TRANSFERRING)
                .runs(run, 0, 0)
                .run(Runs.clone(run)
                        .alone()
                        .ended(0, "{type: result, exitCode: 0, dataBytes: 4096, networkBytes: 0, committed: true}"));
    }

    @Test
    void whoGivesUpSaysAfterHowManyTries() {
        assertThat(waiting(6).runs(7, 6, 6).run(lost(7)).message())
                .isEqualTo("It failed. It was given up after 7 tries; raise spec.backoffLimit to go on.");
        assertThat(Scene.pod()
                        .spec("backoffLimit: 0")
                        .at(Phase.TRANSFERRING)
                        .runs(1, 0, 0)
                        .run(lost(1))
                        .message())
                .contains("not tried again");
    }

    @Test
    void anAgentWithoutLastWordsIsSpokenFor() {
        assertThat(ended(Runs.clone(1).killed(137, "OOMKilled")).message())
                .contains("memory limit", "transfer.bufferSize");
        assertThat(ended(Runs.clone(1).killed(139, "Error")).message()).contains("killed by signal 11", "log");
        assertThat(ended(Runs.clone(1).killed(1, "")).message()).contains("exit code 1", "log");
        assertThat(ended(Runs.clone(1).killed(137, "ContainerStatusUnknown")).message())
                .isEqualTo(ended(Runs.clone(1).killed(255, "Unknown")).message())
                .contains("its node");
        assertThat(ended(Runs.clone(1).ended(70, "{type: failure, exitCode: 70, message: ' '}"))
                        .message())
                .contains("exit code 70");
    }

    /** Large images, and nodes that have to be made first. */
    @Test
    void whoWasTooLateIsGivenMoreTime() {
        AgentRun[] late = {
            Runs.clone(1).ago(Duration.ofHours(3)).refused("StartedTooLate"),
            Runs.clone(2).ago(Duration.ofHours(2)).refused("StartedTooLate")
        };
        assertThat(patience(Scene.pod())).isEqualTo(Duration.ofMinutes(10));
        assertThat(patience(Scene.pod().at(Phase.WAITING).runs(1, 1, 0).run(late[0])))
                .isEqualTo(Duration.ofMinutes(20));
        assertThat(patience(Scene.pod().at(Phase.WAITING).runs(2, 2, 0).run(late)))
                .isEqualTo(Duration.ofMinutes(40));
    }

    private static Duration patience(Scene scene) {
        Launch plan = Decider.decide(scene.situation()).plan().orElseThrow();
        return Duration.between(plan.time(), plan.startBefore());
    }
}
