package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.RecipientState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A dry run: all that would keep a clone from starting is looked for, and nothing is changed. */
final class PreflightStep {

    private static final int LONGEST = 1500;

    private PreflightStep() {}

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.PREFLIGHT);
        if (run.filter(AgentRun::active).isPresent()) {
            return run.get().state() instanceof AgentRun.Waiting waiting
                    ? Launches.waiting(situation, run.get(), waiting, Duration.ZERO, Phase.PREFLIGHT)
                    : Decision.in(
                                    situation,
                                    Phase.PREFLIGHT,
                                    Reason.PREFLIGHT,
                                    Tries.ongoing(situation, "Donor and recipient are being checked."))
                            .again(Rhythm.BUSY);
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.PREFLIGHT);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.vanished(AgentCommand.PREFLIGHT)) {
            return Retry.after(situation, Unseen.SETBACK, ConditionType.PREFLIGHT_PASSED, Phase.WAITING);
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The dry run is suspended; set spec.suspend to false to begin.");
        }
        return situation.seen().recipient() instanceof RecipientState.Unusable(Reason reason, String message)
                ? Decision.in(situation, Phase.WAITING, reason, message).again(Rhythm.WAITING)
                : TransferStep.begin(situation, AgentCommand.PREFLIGHT, end);
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        List<AgentResult.Check> checks = end.result().map(AgentResult::checks).orElse(List.of());
        if (end.exitCode() == 0) {
            long warnings = of(checks, "Warning").size();
            return Decision.in(
                            situation,
                            Phase.READY,
                            Reason.PREFLIGHT_PASSED,
                            "Donor and recipient allow the clone"
                                    + (warnings == 0 ? "" : "; warnings in status.preflight: " + warnings)
                                    + ". Nothing was copied, as spec.mode is Preflight.")
                    .with(Verdict.yes(ConditionType.PREFLIGHT_PASSED, Reason.PASSED, Passed.text(situation)))
                    .settling(0)
                    .again(Rhythm.AT_ONCE);
        }
        Setback setback = Setback.of(end);
        List<AgentResult.Check> failed = of(checks, "Failed");
        String message = failed.isEmpty() ? setback.message() : told(failed);
        // Who asks what is wrong has the answer; to try again until it is right is a clone's business.
        Setback.Consequence consequence =
                setback.reason() == Reason.PREFLIGHT_REFUSED ? Setback.Consequence.GIVE_UP : setback.consequence();
        return Retry.after(
                situation,
                new Setback(consequence, setback.reason(), message),
                ConditionType.PREFLIGHT_PASSED,
                Phase.WAITING);
    }

    private static List<AgentResult.Check> of(List<AgentResult.Check> checks, String verdict) {
        return checks.stream().filter(check -> check.verdict().equals(verdict)).toList();
    }

    private static String told(List<AgentResult.Check> failed) {
        String text = (failed.size() == 1 ? "A check failed: " : failed.size() + " checks failed: ")
                + failed.stream()
                        .map(check -> check.name()
                                + (check.message().isEmpty() ? "" : ": " + Advice.translated(check.message())))
                        .collect(Collectors.joining(" "));
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
