package io.mysqlclone.operator.decide;

import static io.mysqlclone.operator.decide.Table.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A dry run, which changes nothing. */
final class PreflightTableTest {

    private static final AgentRun REFUSED = refused("");

    static Stream<Arguments> rows() {
        return Stream.of(
                row("new", dry(Scene.pod()), "Preflight AgentStarting | plan preflight 1 in u1 | again at once"),
                row(
                        "planned",
                        dry(Scene.pod()).launch(AgentCommand.PREFLIGHT, 1, "u1"),
                        "Preflight AgentStarting | launch preflight 1 in db-1/u1 | again 2s"),
                row("a claim", dry(Scene.claim()), "Preflight AgentStarting | plan preflight 1 alone | again at once"),
                row(
                        "the same clone was made before",
                        dry(Scene.claim()).made(),
                        "Preflight AgentStarting | plan preflight 1 alone | again at once"),
                row("suspended", dry(Scene.pod()).suspended(), "Suspended Suspended"),
                row(
                        "no recipient",
                        dry(Scene.pod()).unusable(Reason.RECIPIENT_NOT_FOUND),
                        "Waiting RecipientNotFound | again 10s"),
                row(
                        "the donor has another's snapshot",
                        dry(Scene.pod()).donorTakenBy("clone a"),
                        "Waiting DonorBusy | again 10s"),
                row("not started", begun().run(Runs.preflight(1).waiting("")), "Preflight AgentStarting | again 2s"),
                row("running", begun().run(Runs.preflight(1).silent()), "Preflight Preflight | again 2s"),
                row(
                        "running, and suspended",
                        begun().suspended().run(Runs.preflight(1).silent()),
                        "Preflight Preflight | again 2s"),
                row(
                        "passed",
                        begun().run(Runs.preflight(1).succeeded()),
                        "Ready PreflightPassed | PreflightPassed=True | settles 0 | again at once"),
                row(
                        "refused",
                        begun().run(REFUSED),
                        "Failed PreflightRefused | PreflightPassed=False | settles 1 | again at once"),
                row(
                        "the donor serves somebody whom nobody here knows of",
                        begun().run(refused(", cause: DonorBusy")),
                        "Waiting DonorBusy | settles 0 | again 30s"),
                row(
                        "the donor served him a moment ago",
                        begun().runs(1, 1, 0).run(refused(", cause: DonorBusy")),
                        "Waiting DonorBusy | again 29s"),
                row(
                        "the donor is away",
                        begun().run(Runs.preflight(1).ended(5, words(5, ""))),
                        "Waiting NetworkLost | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "the donor is away for too long",
                        begun().spec("backoffLimit: 0").run(Runs.preflight(1).ended(5, words(5, ""))),
                        "Failed NetworkLost | PreflightPassed=False | settles 1 | again at once"),
                row(
                        "killed",
                        begun().run(Runs.preflight(1).killed(137, "OOMKilled")),
                        "Waiting AgentFailed | PreflightPassed=False | settles 1 | again 10s"),
                row(
                        "too late",
                        begun().run(Runs.preflight(1).refused("StartedTooLate")),
                        "Waiting AgentNotStarting | settles 0 | again 30s"),
                row("over", over(Phase.READY, Reason.PREFLIGHT_PASSED), "Ready PreflightPassed"),
                row(
                        "refused, and over: what is in the volume is not its own",
                        over(Phase.FAILED, Reason.PREFLIGHT_REFUSED).run(REFUSED),
                        "Failed PreflightRefused | attempts 1"),
                row(
                        "refused, and over, and its container is gone with its pod",
                        over(Phase.FAILED, Reason.PREFLIGHT_REFUSED),
                        "Failed PreflightRefused | attempts 1"),
                row(
                        "refused, and corrected",
                        over(Phase.FAILED, Reason.PREFLIGHT_REFUSED).changed().run(REFUSED),
                        "Preflight AgentStarting | plan preflight 2 in u1 | again at once"),
                row(
                        "deleted while it runs",
                        begun().deleted(Duration.ofSeconds(1))
                                .run(Runs.preflight(1).silent()),
                        "Cancelling Cancelled"),
                row(
                        "deleted when its container is gone with its pod",
                        begun().deleted(Duration.ofSeconds(1)),
                        "Cancelling Cancelled"));
    }

    private static Scene dry(Scene scene) {
        return scene.spec("mode: Preflight");
    }

    private static Scene begun() {
        return dry(Scene.pod()).at(Phase.PREFLIGHT, Reason.AGENT_STARTING).runs(1, 0, 0);
    }

    private static Scene over(Phase phase, Reason reason) {
        return dry(Scene.pod())
                .at(phase, reason)
                .runs(1, 1, phase == Phase.READY ? 0 : 1)
                .completed(Duration.ofMinutes(1));
    }

    private static AgentRun refused(String more) {
        return Runs.preflight(1).ended(3, words(3, more));
    }

    private static String words(int exitCode, String more) {
        return "{type: preflight, exitCode: " + exitCode + more + ", message: 'The clone would be refused.', checks: ["
                + "{name: page size, verdict: Failed, message: It is another.},"
                + "{name: free space, verdict: Failed, message: There is none.},"
                + "{name: TLS, verdict: Ok, message: Verified.}]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decides(String about, Scene scene, String decision) {
        assertThat(scene.decided()).isEqualTo(decision);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(begun().run(REFUSED).message())
                .isEqualTo("2 checks failed: page size: It is another. free space: There is none.");
    }

    @Test
    void whatToDoIsToldInTheFieldsOfTheResource() {
        assertThat(begun().run(Runs.preflight(1)
                                .ended(
                                        3,
                                        "{type: preflight, exitCode: 3, checks: [{name: user data, verdict: Failed, message: Use"
                                                + " --overwrite always.}]}"))
                        .message())
                .isEqualTo("A check failed: user data: Use spec.recipient.overwrite: Always.");
    }

    @Test
    void whoWarnsIsNotOverlooked() {
        assertThat(begun().run(Runs.preflight(1).succeeded()).message())
                .contains("warnings in status.preflight: 1", "Nothing was copied");
    }

    @Test
    void noClaimIsSaidToStayThatWasNeverMade() {
        Scene scene = dry(Scene.claim("template: {storage: 1Gi}"))
                .at(Phase.PREFLIGHT, Reason.AGENT_STARTING)
                .holding(ConditionType.RECONCILING)
                .runs(1, 0, 0);
        assertThat(scene.run(REFUSED).message()).doesNotContain("stays");
    }
}
