package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.agent.AgentStatus;
import io.mysqlclone.operator.observe.Competition;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Until all of the donor's data is in the recipient's volume. Nothing that the recipient serves is touched. */
final class TransferStep {

    private static final String DONOR_IS_BUSY = "WaitingForDonor";

    private TransferStep() {}

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.CLONE);
        if (run.filter(AgentRun::active).isPresent()) {
            return watch(situation, run.get());
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.CLONE);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.vanished(AgentCommand.CLONE)) {
            return Retry.after(situation, Unseen.SETBACK, ConditionType.TRANSFERRED, Phase.WAITING);
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The clone is suspended; set spec.suspend to false to go on.");
        }
        return switch (situation.seen().recipient()) {
            case RecipientState.Unusable unusable ->
                Decision.in(situation, Phase.WAITING, unusable.reason(), unusable.message())
                        .again(Rhythm.WAITING);
            case RecipientState.ClaimMissing claim ->
                withoutDonor(situation)
                        .orElseGet(() -> Decision.in(
                                        situation,
                                        Phase.PENDING,
                                        Reason.CREATING_CLAIM,
                                        "PersistentVolumeClaim " + claim.claimName()
                                                + " is being made; it stays when this resource is deleted.")
                                .doing(new Action.CreateClaim(claim.claimName()))
                                .again(Rhythm.BUSY));
            case RecipientState.InPod _, RecipientState.OnClaim _ -> begin(situation, AgentCommand.CLONE, end);
        };
    }

    /** Launches an agent that talks to the donor, when nobody else comes first. */
    static Decision begin(Situation situation, AgentCommand command, Optional<AgentRun.Ended> last) {
        Optional<Decision> hindrance = hindrance(situation);
        if (hindrance.isPresent()) {
            return hindrance.get();
        }
        Optional<Duration> pause = last.flatMap(end -> Retry.pause(situation, end));
        if (pause.isPresent()) {
            AgentRun.Ended end = last.orElseThrow();
            Setback setback = Setback.of(end);
            String message = setback.consequence() == Setback.Consequence.RETRY
                    ? Tries.next(situation, setback, situation.attempts(), end.finishedAt())
                    : setback.message();
            return Decision.in(situation, Phase.WAITING, setback.reason(), message)
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                Launches.Wanted.of(command, Launches.place(situation).orElseThrow()),
                Phase.PREFLIGHT,
                Tries.ongoing(situation, "The agent is being started."));
    }

    private static Optional<Decision> hindrance(Situation situation) {
        if (situation
                .seen()
                .run()
                .filter(run -> run.command() != AgentCommand.OUTCOME)
                .filter(AgentRun::atWork)
                .isPresent()) {
            return Optional.of(Decision.in(
                            situation,
                            Phase.WAITING,
                            Reason.VOLUME_BUSY,
                            "What an earlier try has left in the volume is being removed; this one begins when that "
                                    + "has ended.")
                    .again(Rhythm.BUSY));
        }
        Optional<ServerPod> going = situation.seen().server().filter(ServerPod::deleting);
        if (going.isPresent()) {
            return Optional.of(Decision.in(
                            situation,
                            Phase.WAITING,
                            Reason.WAITING_FOR_POD,
                            "Pod " + going.get().name() + " is being deleted; the clone begins in the one that is made "
                                    + "in its place.")
                    .again(Rhythm.BUSY));
        }
        Competition others = situation.seen().competition();
        // What a person may have to do comes before what is only to be waited for.
        return withoutDonor(situation)
                .or(() -> others.volume()
                        .map(other -> wait(
                                situation,
                                Reason.VOLUME_BUSY,
                                "The volume is written to by " + other + "; this one begins when that has ended.")))
                .or(() -> others.donor()
                        .map(other -> wait(
                                situation,
                                Reason.DONOR_BUSY,
                                "A donor serves one clone at a time, and " + other
                                        + " comes first; this one begins when that has ended.")))
                .or(() -> Headroom.hinders(situation));
    }

    private static Optional<Decision> withoutDonor(Situation situation) {
        return situation.donorless().map(none -> wait(situation, none.reason(), none.message()));
    }

    private static Decision wait(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.WAITING, reason, message).again(Rhythm.WAITING);
    }

    private static Decision watch(Situation situation, AgentRun run) {
        if (situation.spec().suspend()) {
            // One that does not hear it goes on.
            Decision stopping = run.state() instanceof AgentRun.Running running && Silence.isLong(situation)
                    ? Silence.of(situation, run, running)
                    : Decision.in(situation, Phase.SUSPENDED, Reason.SUSPENDING, "The agent stops at a durable point.");
            return stopping.doing(new Action.Stop(run, StopMode.SUSPEND)).again(Rhythm.BUSY);
        }
        return switch (run.state()) {
            case AgentRun.Waiting waiting -> Launches.waiting(situation, run, waiting, Duration.ZERO, Phase.PREFLIGHT);
            case AgentRun.Running running -> running(situation, run, running);
            case AgentRun.Ended _ -> throw new IllegalStateException("an active run has not ended");
        };
    }

    private static Decision running(Situation situation, AgentRun run, AgentRun.Running running) {
        Decision decision = running.status()
                .map(status -> progressing(situation, status))
                .orElseGet(() -> Silence.of(situation, run, running));
        List<Action> actions = new ArrayList<>();
        AgentStatus.Limits wanted = new AgentStatus.Limits(
                situation.spec().transfer().maxDataBytesPerSecond(),
                situation.spec().transfer().maxNetworkBytesPerSecond());
        running.status()
                .map(AgentStatus::limits)
                .filter(limits -> !limits.equals(wanted))
                .ifPresent(_ -> actions.add(new Action.Limit(run, wanted)));
        return decision.doing(actions.toArray(Action[]::new)).again(Rhythm.BUSY);
    }

    private static Decision progressing(Situation situation, AgentStatus status) {
        if (DONOR_IS_BUSY.equals(status.state())) {
            return Decision.in(
                    situation,
                    Phase.WAITING,
                    Reason.DONOR_BUSY,
                    "A donor serves one clone at a time, and somebody else's comes first; the agent asks for its turn"
                            + (status.waitingSince() == null ? "" : " since " + status.waitingSince())
                            + ", and begins when that has ended.");
        }
        if (!status.isTrue(ConditionType.PREFLIGHT_PASSED.type())) {
            return Decision.in(
                    situation,
                    Phase.PREFLIGHT,
                    Reason.PREFLIGHT,
                    Tries.ongoing(situation, "Donor and recipient are being checked."));
        }
        Verdict passed = Verdict.yes(ConditionType.PREFLIGHT_PASSED, Reason.PASSED, Passed.text(situation));
        if ("Reconnecting".equals(status.state())) {
            return Decision.in(
                            situation,
                            Phase.TRANSFERRING,
                            Reason.RECONNECTING,
                            "The connection to the donor is lost and is tried again"
                                    + (status.resumeDeadline() == null
                                            ? "."
                                            : " until " + status.resumeDeadline() + "."))
                    .with(passed);
        }
        String stage = Objects.requireNonNullElse(status.stage(), "INIT");
        return Decision.in(
                        situation,
                        Phase.TRANSFERRING,
                        Reason.TRANSFERRING,
                        "The donor's data is being copied: " + stage + ".")
                .with(passed);
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        if (end.exitCode() == 0) {
            return transferred(situation, end);
        }
        Setback setback = Setback.of(end);
        ConditionType blames =
                switch (setback.reason()) {
                    case PREFLIGHT_REFUSED,
                            RECIPIENT_NOT_EMPTY,
                            RECIPIENT_IS_DONOR,
                            AUTHENTICATION_FAILED,
                            TLS_FAILED,
                            AGENT_NOT_STARTING -> ConditionType.PREFLIGHT_PASSED;
                    case AGENT_FAILED ->
                        situation.holds(ConditionType.PREFLIGHT_PASSED)
                                ? ConditionType.TRANSFERRED
                                : ConditionType.PREFLIGHT_PASSED;
                    case VERIFICATION_FAILED -> ConditionType.VERIFIED;
                    default -> ConditionType.TRANSFERRED;
                };
        Phase waiting = situation.spec().suspend() ? Phase.SUSPENDED : Phase.WAITING;
        return Retry.after(situation, setback, blames, waiting);
    }

    private static Decision transferred(Situation situation, AgentRun.Ended end) {
        Optional<AgentResult> result = end.result();
        boolean inPlace = committed(situation, result);
        if (!inPlace && !situation.endsWithAServer()) {
            return Retry.after(
                    situation,
                    new Setback(
                            Setback.Consequence.RETRY,
                            Reason.VOLUME_IN_USE,
                            "The clone is received, but a mysqld runs on the volume, so that it was not put in place;"
                                    + " stop it, or clone into the running pod with spec.recipient.pod."),
                    ConditionType.TRANSFERRED,
                    Phase.WAITING);
        }
        List<Verdict> verdicts = new ArrayList<>();
        long bytes = result.map(AgentResult::dataBytes).orElse(0L);
        verdicts.add(Verdict.yes(ConditionType.PREFLIGHT_PASSED, Reason.PASSED, Passed.text(situation)));
        boolean found = FoundComplete.in(situation);
        verdicts.add(Verdict.yes(
                ConditionType.TRANSFERRED,
                Reason.SUCCEEDED,
                found ? FoundComplete.TEXT : Sizes.text(bytes) + " of data are in the volume."));
        verdicts.add(verified(situation, result));
        if (inPlace) {
            verdicts.add(Verdict.yes(
                    ConditionType.COMMITTED, Reason.SUCCEEDED, "The clone is in place; no server had data there."));
        }
        return Decision.in(
                        situation,
                        Phase.TRANSFERRING,
                        Reason.TRANSFERRED,
                        found
                                ? FoundComplete.TEXT
                                : situation.spec().transfer().verifyPages()
                                        ? "The clone is complete and verified."
                                        : "The clone is complete.")
                .with(verdicts.toArray(Verdict[]::new))
                .settling(0)
                .again(Rhythm.AT_ONCE);
    }

    private static Verdict verified(Situation situation, Optional<AgentResult> result) {
        if (!situation.spec().transfer().verifyPages()) {
            return Verdict.unknown(
                    ConditionType.VERIFIED,
                    Reason.SKIPPED,
                    "All counts agree; page checksums were not looked at, as spec.transfer.verifyPages is false.");
        }
        return Verdict.yes(
                ConditionType.VERIFIED,
                Reason.SUCCEEDED,
                "All counts agree and " + result.map(AgentResult::pagesVerified).orElse(0L)
                        + " pages have the right checksum.");
    }

    /** Whether the agent has put the clone in place itself, as it does in an empty directory of a claim. */
    private static boolean committed(Situation situation, Optional<AgentResult> result) {
        return situation.claim().isPresent()
                && result.map(AgentResult::committed).orElse(!situation.endsWithAServer());
    }
}
