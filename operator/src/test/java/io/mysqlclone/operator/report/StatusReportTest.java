package io.mysqlclone.operator.report;

import static io.mysqlclone.api.v1alpha1.status.ConditionType.PREFLIGHT_PASSED;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.READY;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.RECONCILING;
import static io.mysqlclone.api.v1alpha1.status.ConditionType.STALLED;
import static io.mysqlclone.operator.report.Reported.decision;
import static io.mysqlclone.operator.report.Reported.launching;
import static io.mysqlclone.operator.report.Reported.plan;
import static io.mysqlclone.operator.report.Reported.planning;
import static io.mysqlclone.operator.report.Reported.settling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Queue;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.act.Obstacle;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.decide.Verdict;
import io.mysqlclone.operator.observe.EndRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written follows from the last status, what was seen and what was decided. */
final class StatusReportTest {

    private static final Obstacle REFUSED = new Obstacle(Reason.LAUNCH_REFUSED, "It is refused.");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Reported reported = new Reported();

    private static Condition condition(MySQLCloneStatus status, ConditionType type) {
        return status.condition(type).orElseThrow();
    }

    @Test
    void nothingNewGivesAnEqualStatus() {
        MySQLCloneStatus first =
                reported.running(1, "percent: 5").report(decision(Phase.TRANSFERRING, Reason.TRANSFERRING));

        assertThat(reported.after(HOUR).report(decision(Phase.TRANSFERRING, Reason.TRANSFERRING)))
                .isEqualTo(first);
    }

    @Test
    void theStatusIsAboutTheGenerationThatWasSeen() {
        assertThat(reported.report(decision(Phase.WAITING, Reason.DONOR_BUSY)).observedGeneration())
                .isEqualTo(1);
        MySQLCloneStatus changed = reported.changed().report(decision(Phase.WAITING, Reason.DONOR_BUSY));

        assertThat(changed.observedGeneration()).isEqualTo(2);
        assertThat(condition(changed, READY).getObservedGeneration()).isEqualTo(2);
    }

    @Test
    void aConditionKeepsItsTimeWhileItsStatusStays() {
        reported.report(decision(Phase.WAITING, Reason.DONOR_BUSY));
        MySQLCloneStatus later = reported.after(HOUR).report(decision(Phase.WAITING, Reason.NETWORK_LOST));
        MySQLCloneStatus ready = reported.after(HOUR).report(decision(Phase.READY, Reason.SUCCEEDED));

        assertThat(condition(later, READY).getReason()).isEqualTo("NetworkLost");
        assertThat(condition(later, READY).getLastTransitionTime()).isEqualTo("2026-05-04T10:00:00Z");
        assertThat(condition(ready, READY).getStatus()).isEqualTo("True");
        assertThat(condition(ready, READY).getLastTransitionTime()).isEqualTo("2026-05-04T12:00:00Z");
    }

    @Test
    void aConditionStaysUntilItIsDecidedOtherwise() {
        reported.report(decision(
                Phase.TRANSFERRING,
                Reason.TRANSFERRING,
                new Verdict(PREFLIGHT_PASSED, Verdict.Truth.YES, Reason.PASSED, "Fine.")));
        MySQLCloneStatus later = reported.after(HOUR).report(decision(Phase.WAITING, Reason.NETWORK_LOST));
        MySQLCloneStatus refused = reported.after(HOUR)
                .report(decision(
                        Phase.WAITING,
                        Reason.PREFLIGHT_REFUSED,
                        new Verdict(PREFLIGHT_PASSED, Verdict.Truth.NO, Reason.PREFLIGHT_REFUSED, "No.")));

        assertThat(condition(later, PREFLIGHT_PASSED).getStatus()).isEqualTo("True");
        assertThat(condition(later, PREFLIGHT_PASSED).getLastTransitionTime()).isEqualTo("2026-05-04T10:00:00Z");
        assertThat(condition(refused, PREFLIGHT_PASSED).getStatus()).isEqualTo("False");
        assertThat(condition(refused, PREFLIGHT_PASSED).getLastTransitionTime()).isEqualTo("2026-05-04T12:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void kstatusSeesOneStateOfEachPhase(Phase phase) {
        MySQLCloneStatus status = reported.report(decision(phase, Reason.PASSED));

        boolean stalled = phase == Phase.FAILED || phase == Phase.SUSPENDED || phase == Phase.AWAITING_APPROVAL;
        boolean moving = phase != Phase.READY && !stalled;
        assertThat(condition(status, READY).getStatus()).isEqualTo(phase == Phase.READY ? "True" : "False");
        assertThat(status.condition(STALLED).map(Condition::getStatus))
                .isEqualTo(stalled ? Optional.of("True") : Optional.empty());
        assertThat(status.condition(RECONCILING).map(Condition::getStatus))
                .isEqualTo(moving ? Optional.of("True") : Optional.empty());
    }

    /** As kubectl wait and KEP-1623 would have them. */
    @Test
    void allConditionsAreThereFromTheFirstLookOn() {
        MySQLCloneStatus status = reported.report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));

        assertThat(status.conditions())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactly(
                        tuple("PreflightPassed", "Unknown", "Pending"),
                        tuple("Transferred", "Unknown", "Pending"),
                        tuple("Verified", "Unknown", "Pending"),
                        tuple("Committed", "Unknown", "Pending"),
                        tuple("RecipientRestarted", "Unknown", "NotRequested"),
                        tuple("PostCloned", "Unknown", "NotRequested"),
                        tuple("Replicating", "Unknown", "NotRequested"),
                        tuple("Ready", "False", "AgentStarting"),
                        tuple("Reconciling", "True", "AgentStarting"));
    }

    @Test
    void whatWasLeftOutIsUnknownAndStaysSo() {
        reported.report(decision(
                Phase.TRANSFERRING,
                Reason.TRANSFERRED,
                new Verdict(ConditionType.VERIFIED, Verdict.Truth.UNKNOWN, Reason.SKIPPED, "Not looked at.")));
        MySQLCloneStatus later = reported.after(HOUR).report(decision(Phase.READY, Reason.SUCCEEDED));

        assertThat(condition(later, ConditionType.VERIFIED).getStatus()).isEqualTo("Unknown");
        assertThat(condition(later, ConditionType.VERIFIED).getReason()).isEqualTo("Skipped");
    }

    @Test
    void whoWaitsForAPersonIsStalledAfterAWhileThoughItIsTriedAgain() {
        MySQLCloneStatus first = reported.report(decision(Phase.WAITING, Reason.AUTHENTICATION_FAILED));
        assertThat(first.holds(RECONCILING)).isTrue();
        assertThat(first.condition(STALLED)).isEmpty();
        assertThat(first.hinderedSince()).isEqualTo(Reported.BEGIN);

        reported.after(Duration.ofMinutes(4)).report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));
        MySQLCloneStatus again =
                reported.after(Duration.ofMinutes(1)).report(decision(Phase.WAITING, Reason.AUTHENTICATION_FAILED));
        assertThat(condition(again, STALLED).getReason()).isEqualTo("AuthenticationFailed");
        assertThat(again.condition(RECONCILING)).isEmpty();

        MySQLCloneStatus trying = reported.report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));
        assertThat(trying.holds(STALLED)).isTrue();

        MySQLCloneStatus onItsWay = reported.report(decision(Phase.TRANSFERRING, Reason.TRANSFERRING));
        assertThat(onItsWay.condition(STALLED)).isEmpty();
        assertThat(onItsWay.holds(RECONCILING)).isTrue();
        assertThat(onItsWay.hinderedSince()).isNull();
    }

    @Test
    void whatGoesByItselfDoesNotStall() {
        reported.report(decision(Phase.WAITING, Reason.NETWORK_LOST));

        assertThat(reported.after(HOUR)
                        .report(decision(Phase.WAITING, Reason.NETWORK_LOST))
                        .condition(STALLED))
                .isEmpty();
    }

    @Test
    void whoWaitsForItsTurnIsToldHowManyComeFirst() {
        MySQLCloneStatus waiting = reported.report(decision(Phase.WAITING, Reason.DONOR_BUSY));
        assertThat(waiting.step()).isEqualTo(Step.WAITING_FOR_DONOR);
        assertThat(waiting.queue()).isEqualTo(new Queue(Queue.WaitsFor.DONOR, 1));

        MySQLCloneStatus volume = reported.report(decision(Phase.WAITING, Reason.VOLUME_BUSY));
        assertThat(volume.queue()).isEqualTo(new Queue(Queue.WaitsFor.VOLUME, 1));

        assertThat(reported.report(decision(Phase.PREFLIGHT, Reason.PREFLIGHT)).queue())
                .isNull();
    }

    @Test
    void whatNoLongerHoldsOfKstatusGoes() {
        assertThat(reported.report(decision(Phase.FAILED, Reason.NETWORK_LOST)).condition(STALLED))
                .isPresent();
        MySQLCloneStatus again = reported.report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));
        assertThat(again.condition(STALLED)).isEmpty();
        assertThat(again.condition(RECONCILING)).isPresent();
        assertThat(reported.report(decision(Phase.READY, Reason.SUCCEEDED)).condition(RECONCILING))
                .isEmpty();
    }

    @Test
    void aMessageHasTheLengthThatTheSchemaAllows() {
        Verdict verdict = new Verdict(PREFLIGHT_PASSED, Verdict.Truth.NO, Reason.PREFLIGHT_REFUSED, "x".repeat(40_000));

        assertThat(condition(
                                reported.report(decision(Phase.WAITING, Reason.PREFLIGHT_REFUSED, verdict)),
                                PREFLIGHT_PASSED)
                        .getMessage())
                .hasSize(32_768);
    }

    @Test
    void aLaunchIsCountedAndBeginsTheClone() {
        MySQLCloneStatus planned = reported.report(planning(1, AgentCommand.CLONE));
        assertThat(planned.run()).isZero();
        assertThat(planned.launch()).isEqualTo(plan(1, AgentCommand.CLONE));
        assertThat(planned.startTime()).hasToString("2026-05-04T10:00:00Z");

        MySQLCloneStatus first = reported.report(launching(1, AgentCommand.CLONE));
        assertThat(first.run()).isEqualTo(1);
        assertThat(first.startTime()).hasToString("2026-05-04T10:00:00Z");
        assertThat(first.restarts()).isZero();

        MySQLCloneStatus watched = reported.waiting(1).report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));
        assertThat(watched.run()).isEqualTo(1);
        assertThat(watched.restarts()).isZero();

        MySQLCloneStatus second = reported.after(HOUR).report(launching(2, AgentCommand.CLONE));
        assertThat(second.run()).isEqualTo(2);
        assertThat(second.startTime()).isEqualTo(first.startTime());
        assertThat(second.restarts()).isEqualTo(1);

        MySQLCloneStatus third = reported.report(launching(3, AgentCommand.OUTCOME));
        assertThat(third.run()).isEqualTo(3);
        assertThat(third.restarts()).isEqualTo(1);
    }

    @Test
    void aLaunchThatWasRefusedIsNone() {
        MySQLCloneStatus status = reported.report(launching(1, AgentCommand.CLONE), Optional.of(REFUSED));

        assertThat(status.run()).isZero();
        assertThat(status.message()).isEqualTo("It is refused.");
        assertThat(condition(status, READY).getReason()).isEqualTo("LaunchRefused");
    }

    @Test
    void aLaunchThatNobodyCouldWriteDownIsSeenAfterwards() {
        reported.report(planning(1, AgentCommand.CLONE));
        reported.unwritten(launching(1, AgentCommand.CLONE), Optional.empty());
        MySQLCloneStatus first = reported.waiting(1).report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));

        assertThat(first.run()).isEqualTo(1);
        assertThat(first.startTime()).isNotNull();
        assertThat(first.restarts()).isZero();

        reported.unwritten(launching(2, AgentCommand.CLONE), Optional.empty());
        MySQLCloneStatus second = reported.waiting(2).report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));

        assertThat(second.run()).isEqualTo(2);
        assertThat(second.restarts()).isEqualTo(1);
    }

    @Test
    void theRestartIsCountedFromWhenWhatBecameOfTheCloneIsAskedFirst() {
        MySQLCloneStatus asked = reported.report(planning(3, AgentCommand.OUTCOME));
        MySQLCloneStatus askedAgain = reported.after(HOUR).report(planning(4, AgentCommand.OUTCOME));

        assertThat(asked.restartTime()).hasToString("2026-05-04T10:00:00Z");
        assertThat(askedAgain.restartTime()).isEqualTo(asked.restartTime());
        assertThat(reported.report(decision(
                                Phase.RESTARTING,
                                Reason.NOT_COMMITTED,
                                new Verdict(
                                        ConditionType.COMMITTED, Verdict.Truth.NO, Reason.NOT_COMMITTED, "It is not.")))
                        .restartTime())
                .isNull();
    }

    @Test
    void whatBecameOfTheOldDataIsToldByTheAgent() {
        assertThat(reported.report(decision(Phase.RESTARTING, Reason.RESTARTING))
                        .oldData())
                .isNull();
        assertThat(reported.ended(2, AgentCommand.COMMIT, 0, "{\"type\":\"committed\",\"exitCode\":0}")
                        .report(decision(Phase.RESTARTING, Reason.RESTARTING))
                        .oldData())
                .isEqualTo(OldData.KEPT);
        assertThat(reported.ended(4, AgentCommand.FINISH, 0, "{\"type\":\"finished\",\"exitCode\":0}")
                        .report(decision(Phase.READY, Reason.SUCCEEDED))
                        .oldData())
                .isEqualTo(OldData.REMOVED);
    }

    @Test
    void oldDataIsKnownFromTheNextPodToo() {
        assertThat(reported.ended(
                                3,
                                AgentCommand.OUTCOME,
                                0,
                                "{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"Recovered\",\"oldDataKept\":true}")
                        .report(decision(Phase.RESTARTING, Reason.RECOVERED))
                        .oldData())
                .isEqualTo(OldData.KEPT);
    }

    @Test
    void theRunWhoseEndIsAccountedForIsWrittenDown() {
        reported.report(launching(1, AgentCommand.CLONE));
        MySQLCloneStatus status =
                reported.ended(1, AgentCommand.CLONE, 5, "").report(settling(Phase.WAITING, Reason.NETWORK_LOST, 3));

        assertThat(status.settledRun()).isEqualTo(1);
        assertThat(status.attempts()).isEqualTo(3);
        assertThat(reported.report(launching(2, AgentCommand.CLONE)).settledRun())
                .isEqualTo(1);
    }

    @Test
    void anObstacleIsWhyNothingMoves() {
        MySQLCloneStatus status = reported.report(decision(Phase.RESTARTING, Reason.RESTARTING), Optional.of(REFUSED));

        assertThat(status.phase()).isEqualTo(Phase.RESTARTING);
        assertThat(condition(status, READY).getMessage()).isEqualTo("It is refused.");
        assertThat(condition(status, RECONCILING).getReason()).isEqualTo("LaunchRefused");
    }

    @Test
    void anObstacleIsNotWhyACloneWasGivenUp() {
        reported.report(decision(Phase.FAILED, Reason.NETWORK_LOST));
        MySQLCloneStatus status = reported.report(decision(Phase.FAILED, Reason.NETWORK_LOST), Optional.of(REFUSED));

        assertThat(condition(status, STALLED).getReason()).isEqualTo("NetworkLost");
        assertThat(status.message()).isEqualTo("It is NetworkLost.");
    }

    @ParameterizedTest
    @CsvSource({"READY", "FAILED"})
    void theTimeOfCompletionStaysUntilItBeginsAgain(Phase phase) {
        MySQLCloneStatus done = reported.report(decision(phase, Reason.PASSED));
        assertThat(done.completionTime()).hasToString("2026-05-04T10:00:00Z");
        assertThat(reported.after(HOUR).report(decision(phase, Reason.PASSED)).completionTime())
                .isEqualTo(done.completionTime());
        assertThat(reported.report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING))
                        .completionTime())
                .isNull();
    }

    @Test
    void theRecipientIsTold() {
        assertThat(reported.report(decision(Phase.PREFLIGHT, Reason.PREFLIGHT)).recipient())
                .isEqualTo(new RecipientStatus(null, null, null, "data", "/mysql"));
        assertThat(reported.resource().reported().orElseThrow().display())
                .isNotNull()
                .satisfies(display -> assertThat(display.recipient()).isEqualTo("pvc/data"));
    }

    @Test
    void howAnAgentEndedIsKeptWhenItsPodIsGone() {
        MySQLCloneStatus ended = reported.ended(
                        3,
                        AgentCommand.CLONE,
                        5,
                        "{\"type\":\"failure\",\"exitCode\":5,\"kind\":\"NetworkLost\",\"message\":\"It is lost.\"}")
                .report(decision(Phase.WAITING, Reason.NETWORK_LOST));
        LastEnd kept = Objects.requireNonNull(ended.lastEnd());
        AgentRun run = EndRecord.run(kept).orElseThrow();

        assertThat(run.number()).isEqualTo(3);
        assertThat(run.command()).isEqualTo(AgentCommand.CLONE);
        assertThat(run.visibleEnd()).isEmpty();
        assertThat(run.state()).isInstanceOfSatisfying(AgentRun.Ended.class, end -> {
            assertThat(end.exitCode()).isEqualTo(5);
            assertThat(end.finishedAt()).isEqualTo("2026-05-04T10:00:00Z");
            assertThat(end.result().orElseThrow().kind()).isEqualTo("NetworkLost");
            assertThat(end.result().orElseThrow().message()).isEqualTo("It is lost.");
        });
        assertThat(reported.gone().report(decision(Phase.WAITING, Reason.NETWORK_LOST)))
                .isEqualTo(ended);
    }

    @Test
    void aFullPodStallsTheCloneUntilItIsMadeAgain() {
        MySQLCloneStatus full = reported.report(decision(Phase.WAITING, Reason.TOO_MANY_AGENTS));
        assertThat(condition(full, STALLED).getReason()).isEqualTo("TooManyAgents");
        assertThat(full.condition(RECONCILING)).isEmpty();

        MySQLCloneStatus again = reported.report(decision(Phase.PREFLIGHT, Reason.AGENT_STARTING));
        assertThat(again.condition(STALLED)).isEmpty();
        assertThat(again.holds(RECONCILING)).isTrue();
    }

    @Test
    void whatKeepsTheOperatorFromLookingIsToldAndNothingElseChanges() {
        MySQLCloneStatus before =
                reported.running(1, "percent: 5").report(decision(Phase.TRANSFERRING, Reason.TRANSFERRING));
        MySQLCloneStatus trouble = StatusReport.trouble(
                        reported.resource(), REFUSED, Instant.parse("2026-05-04T11:00:00Z"))
                .orElseThrow();

        assertThat(condition(trouble, READY).getReason()).isEqualTo("LaunchRefused");
        assertThat(condition(trouble, READY).getMessage()).isEqualTo("It is refused.");
        assertThat(trouble.phase()).isEqualTo(Phase.TRANSFERRING);
        assertThat(trouble.run()).isEqualTo(before.run());
    }

    @Test
    void aCloneThatIsDoneIsNotDisturbedByTrouble() {
        reported.report(decision(Phase.READY, Reason.SUCCEEDED));

        assertThat(StatusReport.trouble(reported.resource(), REFUSED, Instant.parse("2026-05-04T11:00:00Z")))
                .isEmpty();
    }
}
