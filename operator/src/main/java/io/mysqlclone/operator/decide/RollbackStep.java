package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.OldData;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A recipient that does not become Ready on the clone gets its old data back. It is a rescue, which nothing suspends. */
final class RollbackStep {

    /** A server that has been up for so long does not end by itself. */
    private static final Duration STAYS = Duration.ofMinutes(1);

    private static final String LOOKS = "The agent looks whether the old data is back.";

    private static final String NO_OLD_DATA = "NoOldData";

    private RollbackStep() {}

    /** Begins a rollback when the recipient crashes again and again on the clone, or takes too long to be Ready. */
    static Optional<Decision> needed(Situation situation) {
        Optional<ServerPod> server = situation.seen().server().filter(pod -> !pod.ready() && !pod.deleting());
        if (server.isEmpty() || situation.status().restartTime() == null) {
            return Optional.empty();
        }
        Duration since = situation.since(situation.status().restartTime());
        if (server.get().server().crashes()) {
            return begin(
                    situation,
                    "mysqld of pod " + server.get().name() + " does not stay on the clone ("
                            + server.get().server().trouble().orElse("") + ").");
        }
        return since.compareTo(situation.spec().recoveryLimit()) > 0
                ? begin(
                        situation,
                        "Pod " + server.get().name()
                                + " has not become Ready on the clone within spec.recoveryTimeout, "
                                + situation.spec().recoveryTimeout()
                                + ". If its probes log in: a clone has the donor's accounts and passwords.")
                : Optional.empty();
    }

    /** Begins a rollback, when there is something to roll back and a pod to do it in; not of a server that is Ready. */
    static Optional<Decision> begin(Situation situation, String why) {
        // A run that only reads is not waited for.
        boolean atWork = situation
                .seen()
                .run()
                .filter(run -> run.command() != AgentCommand.OUTCOME)
                .filter(AgentRun::atWork)
                .isPresent();
        Optional<ServerPod> server = situation.seen().server().filter(pod -> !pod.ready() && !pod.deleting());
        if (atWork || server.isEmpty()) {
            return Optional.empty();
        }
        String message = why + RestartStep.log(server.get());
        if (!hasOldData(situation)) {
            return Optional.of(Retry.after(
                    situation,
                    new Setback(
                            Setback.Consequence.GIVE_UP,
                            Reason.RECIPIENT_NOT_STARTING,
                            message + " There is no old data to go back to."),
                    ConditionType.RECIPIENT_RESTARTED,
                    Phase.RESTARTING));
        }
        String told = message + " Its old data is being put back.";
        Launches.Wanted wanted =
                Stopping.wanted(situation, AgentCommand.ROLLBACK, new Launches.Place.Beside(server.get()));
        return Optional.of(rollingBack(situation, told)
                .with(
                        Verdict.no(ConditionType.COMMITTED, Reason.ROLLING_BACK, message),
                        Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.ROLLING_BACK, message))
                .planning(Launches.plan(situation, wanted))
                .settling(0)
                .again(Rhythm.AT_ONCE));
    }

    /** A running server had data. A claim's may be there from the clone on. */
    private static boolean hasOldData(Situation situation) {
        return situation.claim().isEmpty() || situation.status().oldData() == OldData.KEPT;
    }

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.ROLLBACK);
        if (run.filter(AgentRun::active).isPresent()) {
            return watch(situation, run.get());
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.ROLLBACK);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (Unseen.is(situation, AgentCommand.ROLLBACK) && !situation.accountedFor()) {
            return again(situation, Unseen.MESSAGE);
        }
        Optional<AgentRun> asked =
                situation.latest(AgentCommand.OUTCOME).filter(_ -> situation.launched(AgentCommand.OUTCOME));
        if (asked.filter(AgentRun::active).isPresent()) {
            return asked.get().state() instanceof AgentRun.Waiting waiting
                    ? Launches.waiting(situation, asked.get(), waiting, Duration.ZERO, Phase.ROLLING_BACK)
                    : rollingBack(situation, LOOKS);
        }
        Optional<AgentRun.Ended> found = asked.flatMap(_ -> situation.latestEnd(AgentCommand.OUTCOME));
        if (found.isPresent() && !situation.settled()) {
            return found(situation, found.get());
        }
        Optional<Launches.Place> place = Launches.place(situation);
        if (place.isEmpty()) {
            return rollingBack(
                    situation, "The recipient's pod is away; its old data is put back when it is made again.");
        }
        if (unknown(situation)) {
            return ask(situation, place.get());
        }
        Optional<Duration> pause = Retry.pause(situation);
        if (pause.isPresent()) {
            return rollingBack(situation, situation.lastMessage()).again(pause.get());
        }
        return Launches.begin(
                situation,
                Stopping.wanted(situation, AgentCommand.ROLLBACK, place.get()),
                Phase.ROLLING_BACK,
                Reason.ROLLING_BACK,
                "The agent that puts the old data back is being started.");
    }

    /** Whether a rollback was begun in a pod that is gone. */
    private static boolean unknown(Situation situation) {
        if (situation.accountedFor()) {
            return false;
        }
        Optional<String> here = situation.seen().server().map(ServerPod::uid);
        Optional<String> there = situation.launch().map(Launch::podUid);
        return situation.launched(AgentCommand.OUTCOME)
                || (situation.launched(AgentCommand.ROLLBACK) && there.isPresent() && !here.equals(there));
    }

    private static Decision ask(Situation situation, Launches.Place place) {
        boolean begun = place instanceof Launches.Place.Beside(ServerPod server)
                ? server.server().begun()
                : true;
        return begun
                ? Launches.begin(
                        situation,
                        Launches.Wanted.of(AgentCommand.OUTCOME, place),
                        Phase.ROLLING_BACK,
                        Reason.ROLLING_BACK,
                        LOOKS)
                : rollingBack(situation, LOOKS);
    }

    private static Decision watch(Situation situation, AgentRun run) {
        return switch (run.state()) {
            case AgentRun.Waiting waiting ->
                Launches.waiting(
                        situation,
                        run,
                        waiting,
                        situation.launch().map(Launch::waiting).orElse(Duration.ZERO),
                        Phase.ROLLING_BACK);
            case AgentRun.Running running -> {
                Decision decision =
                        rollingBack(situation, "The agent puts the old data back as soon as no mysqld runs.");
                Optional<ServerPod> stops = situation
                        .seen()
                        .server()
                        .filter(pod -> pod.name().equals(run.podName()) && !pod.deleting())
                        .filter(pod -> pod.server()
                                .startedAt()
                                .filter(start -> situation.since(start).compareTo(STAYS) > 0)
                                .isPresent())
                        .filter(_ -> Stopping.awaited(situation, running));
                yield stops.map(pod -> pod.controller().isPresent()
                                ? decision.doing(Stopping.evict(situation, pod))
                                : rollingBack(
                                        situation,
                                        "Pod " + pod.name() + " has no owner that would make it again. Restart mysqld "
                                                + "yourself: its old data is put back when it has stopped."))
                        .orElse(decision);
            }
            case AgentRun.Ended _ -> throw new IllegalStateException("an active run has not ended");
        };
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        if (end.exitCode() == 0) {
            return rolledBack(situation, back(situation));
        }
        String cause = end.result().map(AgentResult::cause).orElse("");
        if (cause.equals(NO_OLD_DATA)) {
            return nothingThere(situation, Setback.of(end).message());
        }
        boolean refused =
                List.of("ServerRunning", "StartedTooLate", "VolumeBusy").contains(cause);
        return refused || end.exitCode() == 8
                ? rollingBack(situation, Setback.of(end).message())
                        .settling(situation.attempts())
                        .again(Rhythm.WAITING)
                : again(situation, Setback.of(end).message());
    }

    private static Decision found(Situation situation, AgentRun.Ended end) {
        String state = end.result().map(AgentResult::state).orElse("");
        return switch (state) {
            case "RolledBack", "None" -> rolledBack(situation, back(situation));
            case "Received" -> nothingThere(situation, "The clone was never put in place.");
            default ->
                again(
                        situation,
                        "The old data could not be put back: mysqld was killed before it had stopped, or the agent beside"
                                + " it had not begun to wait. That is tried again, and mysqld is given more time to stop.");
        };
    }

    private static Decision again(Situation situation, String message) {
        int failures = situation.attempts() + 1;
        if (failures > situation.spec().backoffLimit()) {
            return Decision.in(
                            situation,
                            Phase.FAILED,
                            Reason.RECIPIENT_NOT_STARTING,
                            why(situation) + " Its old data could not be put back: " + message)
                    .with(Verdict.no(ConditionType.COMMITTED, Reason.RECIPIENT_NOT_STARTING, message))
                    .settling(failures)
                    .again(Rhythm.AT_ONCE);
        }
        return rollingBack(situation, message).settling(failures).again(Rhythm.backoff(failures));
    }

    /** There was nothing to put back: the recipient has its old data, and what it does not start on is that. */
    private static Decision nothingThere(Situation situation, String message) {
        return Decision.in(situation, Phase.FAILED, Reason.RECIPIENT_NOT_STARTING, why(situation) + " " + message)
                .with(Verdict.no(ConditionType.COMMITTED, Reason.NOT_COMMITTED, message))
                .settling(situation.attempts() + 1)
                .again(Rhythm.AT_ONCE);
    }

    /** The recipient is back on its old data. */
    static Decision rolledBack(Situation situation, String message) {
        return Decision.in(situation, Phase.FAILED, Reason.ROLLED_BACK, message)
                .with(
                        Verdict.no(ConditionType.COMMITTED, Reason.ROLLED_BACK, message),
                        Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.ROLLED_BACK, message))
                .settling(situation.attempts() + 1)
                .again(Rhythm.AT_ONCE);
    }

    private static String back(Situation situation) {
        return why(situation) + " The recipient is back on its old data.";
    }

    /** As it was told when the rollback was begun. */
    private static String why(Situation situation) {
        return situation
                .status()
                .condition(ConditionType.RECIPIENT_RESTARTED)
                .map(condition -> condition.getMessage())
                .orElse("The recipient did not become Ready on the clone.");
    }

    private static Decision rollingBack(Situation situation, String message) {
        return Decision.in(situation, Phase.ROLLING_BACK, Reason.ROLLING_BACK, message)
                .again(Rhythm.BUSY);
    }
}
