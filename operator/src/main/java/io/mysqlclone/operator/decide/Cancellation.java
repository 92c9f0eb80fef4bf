package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentClient.StopMode;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about a resource that is being deleted: a running clone is cancelled and its leftovers are removed, a finished
 * one's data is left alone. Bounded: an agent that cannot be told does not keep the resource for ever. One that only
 * transfers may be left, as mysqld never looks at what it stores; one that could still put the clone in place is waited for.
 */
public final class Cancellation {

    /** Longer than a cancelled agent's farewell to its donor, and than a pod takes to be made again. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** For an agent that is at it: of hundreds of thousands of files. */
    private static final Duration LONGEST_REMOVAL = Duration.ofHours(1);

    private Cancellation() {}

    /** What to do; when it is not to be looked at again, the resource may go. */
    public static Decision decide(Situation situation) {
        return Keeping.with(situation, step(situation));
    }

    private static Decision step(Situation situation) {
        Optional<AgentRun> commit = situation.latest(AgentCommand.COMMIT).filter(AgentRun::active);
        if (commit.isPresent() && mayStillCommit(situation)) {
            return cancelling(
                            situation,
                            "The agent that waits to put the clone in place is told to end; if it cannot be told, it is"
                                    + " waited for.")
                    .doing(new Action.Stop(commit.get(), StopMode.CANCEL));
        }
        if (situation.rollingBack() && !past(situation, Leftovers.LIMIT)) {
            Decision rollback = RollbackStep.decide(situation);
            return rollback.again(rollback.again().orElse(Rhythm.BUSY));
        }
        if (Finish.isDone(situation) || situation.holds(ConditionType.RECIPIENT_RESTARTED)) {
            return afterRestart(situation);
        }
        Optional<AgentRun> run = situation.seen().run().filter(AgentRun::atWork);
        if (run.filter(at -> at.command() == AgentCommand.CLONE).isPresent()) {
            return cancel(situation, run.get());
        }
        Optional<AgentRun> removing = run.filter(at -> at.command() == AgentCommand.DISCARD);
        boolean works =
                removing.filter(at -> at.state() instanceof AgentRun.Running).isPresent();
        if (removing.isPresent() && !past(situation, works ? LONGEST_REMOVAL : Leftovers.LIMIT)) {
            return cancelling(situation, "What the clone has left is being removed.");
        }
        return Leftovers.possible(situation) ? remove(situation) : done(situation);
    }

    /** Until its time is over. Once another run is planned after it, it is over: that of the other one says nothing of it. */
    private static boolean mayStillCommit(Situation situation) {
        Instant now = situation.seen().now();
        return situation.launched(AgentCommand.COMMIT)
                && situation
                        .launch()
                        .map(Launch::end)
                        .filter(end -> !now.isAfter(end))
                        .isPresent();
    }

    private static Decision cancel(Situation situation, AgentRun run) {
        if (past(situation, PATIENCE)) {
            return leaving(
                    situation,
                    "The agent in pod " + run.podName() + " (container " + run.containerName()
                            + ") could not be told to end and may go on copying. It puts nothing in place, and mysqld never"
                            + " looks at what it stores. It ends with its pod; then \"clone-agent discard\" removes it.");
        }
        return cancelling(situation, "The agent removes what it has stored.")
                .doing(new Action.Stop(run, StopMode.CANCEL));
    }

    /** The clone is the server's. Only its old data may be left to do something about. */
    private static Decision afterRestart(Situation situation) {
        if (situation.status().oldData() != OldData.KEPT || situation.status().leftovers() != null) {
            return done(situation);
        }
        boolean ready = Finish.isDone(situation);
        Optional<Decision> finishing = ready && !past(situation, PATIENCE)
                ? OldDataStep.decide(
                        situation,
                        Phase.READY,
                        situation.lastReason().orElse(Reason.SUCCEEDED),
                        situation.lastMessage(),
                        Duration.ZERO)
                : Optional.empty();
        return finishing.orElseGet(() -> leaving(situation, OldDataStep.left(situation)));
    }

    private static Decision remove(Situation situation) {
        boolean removable = Leftovers.removable(situation);
        if (past(situation, removable ? Leftovers.LIMIT : PATIENCE)) {
            return leaving(situation, Leftovers.text(situation));
        }
        if (!removable) {
            return Decision.in(
                            situation,
                            Phase.CANCELLING,
                            Reason.WAITING_FOR_POD,
                            "The recipient is away; what the clone has left in its volume is removed if it comes back "
                                    + "soon.")
                    .again(Rhythm.BUSY);
        }
        String message = "What the clone has left in the volume is being removed.";
        return Leftovers.pause(situation)
                .map(pause -> cancelling(situation, message).again(pause))
                .orElseGet(() -> Launches.begin(situation, Leftovers.discard(situation), Phase.CANCELLING, message));
    }

    private static boolean past(Situation situation, Duration patience) {
        Instant deleted = Instant.parse(situation.resource().getMetadata().getDeletionTimestamp());
        return situation.since(deleted).compareTo(patience) > 0;
    }

    private static Decision cancelling(Situation situation, String message) {
        return Decision.in(situation, Phase.CANCELLING, Reason.CANCELLING, message)
                .again(Rhythm.BUSY);
    }

    private static Decision done(Situation situation) {
        Decision done = Decision.in(situation, Phase.CANCELLING, Reason.CANCELLED, "The clone is cancelled.");
        return Leftovers.takenOver(situation)
                ? done.doing(
                        warning(
                                situation,
                                "The clone was put in place before it could be cancelled: the recipient runs on the donor's data."))
                : done;
    }

    /** The resource goes, and something stays that somebody should know of. */
    private static Decision leaving(Situation situation, String what) {
        return Decision.in(situation, Phase.CANCELLING, Reason.CANCELLED, "The clone is cancelled.")
                .doing(warning(situation, what));
    }

    private static Action warning(Situation situation, String what) {
        return new Action.Warn(
                Reason.LEFT_BEHIND, what, situation.seen().server().map(ServerPod::name));
    }
}
