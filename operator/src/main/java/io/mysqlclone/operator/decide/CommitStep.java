package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.status.CommitState;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.RecipientState;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From the received clone to one that is in the old data's place, at the moment when no mysqld runs. Until then every start
 * of mysqld, wanted or not, is on the old data.
 */
final class CommitStep {

    private CommitStep() {}

    /** What a commit that is at work, or has just ended, asks for; empty when the latest run is none. */
    static Optional<Decision> underway(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.COMMIT);
        if (run.filter(AgentRun::active).isPresent()) {
            return Optional.of(watch(situation, run.get()));
        }
        if (situation.vanished(AgentCommand.COMMIT) && situation.seen().server().isEmpty()) {
            return Optional.of(Retry.after(situation, Unseen.SETBACK, ConditionType.COMMITTED, Phase.RESTARTING));
        }
        return situation
                .latestEnd(AgentCommand.COMMIT)
                .filter(_ -> !situation.settled())
                .map(end -> account(situation, end));
    }

    /**
     * Whether a commit was begun of which it is not known what became of it: its pod was made again, or it was killed. What
     * lies in the volume tells.
     */
    static boolean unknown(Situation situation) {
        boolean asked = situation.launched(AgentCommand.OUTCOME);
        boolean begun = asked || situation.launched(AgentCommand.COMMIT);
        if (!begun || (situation.accountedFor() && isReceived(situation))) {
            return false;
        }
        if (asked) {
            return true;
        }
        Optional<String> here = situation.seen().server().map(ServerPod::uid);
        Optional<String> there = situation.launch().map(Launch::podUid);
        if (!here.equals(there)) {
            return true;
        }
        // On a claim without a server there is nobody to ask, and a commit may be repeated instead.
        return here.isPresent()
                && situation.accountedFor()
                && situation.latestEnd(AgentCommand.COMMIT).isPresent();
    }

    private static boolean isReceived(Situation situation) {
        return situation.is(CommitState.NOT_COMMITTED);
    }

    /** The clone is received and known not to be in place. */
    static Decision begin(Situation situation) {
        if (situation.spec().restartPolicy() == RestartPolicy.MANUAL && !situation.restartApproved()) {
            return awaitApproval(situation);
        }
        if (situation.seen().recipient() instanceof RecipientState.Unusable(Reason reason, String message)) {
            return situation.claim().isPresent()
                    ? Decision.in(situation, Phase.RESTARTING, reason, message).again(Rhythm.WAITING)
                    : restarting(
                            situation,
                            Reason.WAITING_FOR_POD,
                            "The recipient's pod is away; the clone is put in place in the one that is made again.");
        }
        Optional<Launches.Place> place = Launches.place(situation);
        if (place.isEmpty()) {
            return restarting(
                    situation,
                    Reason.WAITING_FOR_POD,
                    "The recipient's pod is being deleted; the clone is put in place in the one that is made again.");
        }
        Optional<Duration> pause = Retry.pause(situation);
        if (pause.isPresent()) {
            return Decision.in(
                            situation,
                            Phase.RESTARTING,
                            situation.lastReason().orElse(Reason.NOT_COMMITTED),
                            situation.lastMessage())
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                warned(situation, Stopping.wanted(situation, AgentCommand.COMMIT, place.get())),
                Phase.RESTARTING,
                "The agent that puts the clone in place is being started.");
    }

    /** Whatever else a restart brings along is told before, on the pod too. */
    private static Launches.Wanted warned(Situation situation, Launches.Wanted wanted) {
        List<Action> before = Stream.concat(
                        pending(situation).stream().map(change -> (Action) new Action.Warn(
                                Reason.RESTARTING,
                                change,
                                situation.seen().server().map(ServerPod::name))),
                        wanted.before().stream())
                .toList();
        return new Launches.Wanted(wanted.command(), wanted.place(), wanted.waits(), before);
    }

    private static Optional<String> pending(Situation situation) {
        return situation.seen().server().flatMap(server -> server.hints().pending());
    }

    private static Decision awaitApproval(Situation situation) {
        String message =
                "The clone is received and not in place; the recipient's restarts do not change that. Approve it: "
                        + "kubectl annotate mysqlclone -n "
                        + situation.resource().getMetadata().getNamespace() + " "
                        + situation.resource().getMetadata().getName() + " " + MySQLClone.APPROVE_RESTART + "=true"
                        + pending(situation)
                                .map(change -> ". Before that: " + change)
                                .orElse("");
        return Decision.in(situation, Phase.AWAITING_APPROVAL, Reason.AWAITING_APPROVAL, message)
                .with(
                        Verdict.no(ConditionType.COMMITTED, Reason.AWAITING_APPROVAL, message),
                        Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.AWAITING_APPROVAL, message))
                .again(Rhythm.WAITING);
    }

    private static Decision watch(Situation situation, AgentRun run) {
        if (situation.spec().suspend()) {
            return Decision.in(
                            situation,
                            Phase.SUSPENDED,
                            Reason.SUSPENDING,
                            "The agent that waits to put the clone in place is told to end. If it cannot be reached and"
                                    + " the recipient is restarted now, that restart is on the clone.")
                    .doing(new Action.Stop(run, StopMode.CANCEL))
                    .again(Rhythm.BUSY);
        }
        return switch (run.state()) {
            case AgentRun.Waiting waiting ->
                Launches.waiting(
                        situation,
                        run,
                        waiting,
                        situation.launch().map(Launch::waiting).orElse(Duration.ZERO),
                        Phase.RESTARTING);
            case AgentRun.Running running -> running(situation, run, running);
            case AgentRun.Ended _ -> throw new IllegalStateException("an active run has not ended");
        };
    }

    private static Decision running(Situation situation, AgentRun run, AgentRun.Running running) {
        Optional<ServerPod> server = situation
                .seen()
                .server()
                .filter(pod -> pod.name().equals(run.podName()))
                .filter(pod -> !pod.deleting() && pod.server().startedAt().isPresent());
        if (server.isPresent() && !Stopping.awaited(situation, running)) {
            // A restart by somebody else comes too early for it, and must not count as one that failed.
            return restarting(
                    situation,
                    Reason.COMMITTING,
                    "The agent that puts the clone in place begins; until it waits for that, each restart of mysqld is on the"
                            + " old data.");
        }
        if (server.isPresent() && server.get().controller().isEmpty()) {
            return manual(situation, server.get());
        }
        String message = "The agent puts the clone in place as soon as mysqld has stopped.";
        Decision decision = restarting(situation, Reason.COMMITTING, message)
                .with(Verdict.no(ConditionType.COMMITTED, Reason.COMMITTING, message));
        return server.map(pod -> decision.doing(Stopping.evict(situation, pod))).orElse(decision);
    }

    private static Decision manual(Situation situation, ServerPod server) {
        String message =
                "Pod " + server.name() + " has no owner that would make it again, so it is not deleted. Restart"
                        + " mysqld yourself: the clone is put in place when it has stopped, and the next start is on it.";
        return restarting(situation, Reason.MANUAL_RESTART_REQUIRED, message)
                .with(
                        Verdict.no(ConditionType.COMMITTED, Reason.COMMITTING, message),
                        Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.MANUAL_RESTART_REQUIRED, message));
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        String cause = end.result().map(AgentResult::cause).orElse("");
        String said = Setback.of(end).message();
        return switch (end.exitCode()) {
            case 0 -> {
                String message = "The clone is in place; the next start of mysqld is on it.";
                yield restarting(situation, Reason.RESTARTING, message)
                        .with(Verdict.yes(ConditionType.COMMITTED, Reason.SUCCEEDED, message))
                        .settling(0)
                        .again(Rhythm.AT_ONCE);
            }
            case 3 -> refused(situation, cause, said);
            case 8 -> cancelled(situation, said);
            default -> Retry.after(situation, Setback.of(end), ConditionType.COMMITTED, Phase.RESTARTING);
        };
    }

    private static Decision refused(Situation situation, String cause, String said) {
        return switch (cause) {
            case "RecipientIsAhead" -> giveUp(situation, Reason.RECIPIENT_IS_AHEAD, said);
            case "RecipientNotEmpty" -> giveUp(situation, Reason.RECIPIENT_NOT_EMPTY, said);
            // What was received is gone; it is received again.
            case "NothingReceived" ->
                Retry.after(
                        situation,
                        new Setback(Setback.Consequence.RETRY, Reason.NOT_COMMITTED, said),
                        ConditionType.TRANSFERRED,
                        Phase.WAITING);
            case "ServerRunning", "StartedTooLate", "VolumeBusy" ->
                received(
                                situation,
                                situation.lastReason().filter(CommitStep::lasts).orElse(Reason.NOT_COMMITTED),
                                said)
                        .again(Rhythm.WAITING);
            default ->
                Retry.after(
                        situation,
                        new Setback(Setback.Consequence.RETRY, Reason.NOT_COMMITTED, said),
                        ConditionType.COMMITTED,
                        Phase.RESTARTING);
        };
    }

    /** Nothing that the next run does not meet again. */
    private static boolean lasts(Reason reason) {
        return reason == Reason.MANUAL_RESTART_REQUIRED || reason == Reason.EVICTION_BLOCKED;
    }

    private static Decision giveUp(Situation situation, Reason reason, String said) {
        return Retry.after(
                situation,
                new Setback(Setback.Consequence.GIVE_UP, reason, said),
                ConditionType.COMMITTED,
                Phase.RESTARTING);
    }

    private static Decision cancelled(Situation situation, String said) {
        boolean suspended = situation.spec().suspend();
        return Decision.in(
                        situation,
                        suspended ? Phase.SUSPENDED : Phase.RESTARTING,
                        suspended ? Reason.SUSPENDED : Reason.INTERRUPTED,
                        said)
                .with(Verdict.no(ConditionType.COMMITTED, Reason.NOT_COMMITTED, said))
                .settling(situation.attempts())
                .again(suspended ? Rhythm.AT_ONCE : Rhythm.INTERRUPTED);
    }

    /** It ended without doing anything, and nobody is to blame. */
    private static Decision received(Situation situation, Reason reason, String message) {
        return restarting(situation, reason, message)
                .with(Verdict.no(ConditionType.COMMITTED, Reason.NOT_COMMITTED, message))
                .settling(situation.attempts());
    }

    /**
     * The agent in the pod that was made again has found the clone received and not in place: mysqld used up the time that
     * the pod was given to stop. That the commit had not begun to wait is nobody's fault.
     */
    static Decision notCommitted(Situation situation) {
        if (!situation.is(CommitState.COMMITTING)) {
            return received(situation, Reason.RESTARTING, "The clone is not in place yet; that is tried again.")
                    .again(Rhythm.AT_ONCE);
        }
        return Retry.after(
                situation,
                new Setback(
                        Setback.Consequence.RETRY,
                        Reason.NOT_COMMITTED,
                        "The clone could not be put in place, and mysqld serves its old data: mysqld was killed before it"
                                + " had stopped, or the agent beside it had not begun to wait. It is tried again, and"
                                + " mysqld is given more time to stop. If that is not enough raise"
                                + " spec.maxTerminationGracePeriodSeconds."),
                ConditionType.COMMITTED,
                Phase.RESTARTING);
    }

    private static Decision restarting(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.RESTARTING, reason, message).again(Rhythm.BUSY);
    }
}
