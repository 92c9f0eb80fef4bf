package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * From the received clone to a server that has recovered on it. Whether a commit was made is often not told by the agent
 * that made it, which goes with its pod; what the volume holds is asked in the pod that is made again.
 */
final class RestartStep {

    private static final String GTID_MISMATCH = "GtidMismatch";

    /**
     * How long it is looked whether the clone is in place at all: mysqld has often recovered by then, and a clone that is not
     * in place is known soon.
     */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(30);

    private RestartStep() {}

    static Decision decide(Situation situation) {
        Optional<Decision> commit = CommitStep.underway(situation);
        if (commit.isPresent()) {
            return commit.get();
        }
        Optional<Decision> rollback = RollbackStep.needed(situation);
        if (rollback.isPresent()) {
            return rollback.get();
        }
        Optional<AgentRun> run = situation.latest(AgentCommand.OUTCOME);
        if (run.filter(AgentRun::active).isPresent()) {
            return watch(situation, run.get());
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.OUTCOME);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The clone is received but suspended before the restart; set spec.suspend to false to go on.");
        }
        return situation.holds(ConditionType.COMMITTED) || CommitStep.unknown(situation)
                ? ask(situation, end)
                : CommitStep.begin(situation);
    }

    private static Decision ask(Situation situation, Optional<AgentRun.Ended> last) {
        Optional<ServerPod> server = situation.seen().server();
        if (server.isEmpty()) {
            return situation
                    .claim()
                    .map(_ -> restartWorkload(situation))
                    .orElseGet(() -> restarting(
                            situation,
                            Reason.WAITING_FOR_POD,
                            "The recipient's pod was deleted; its owner makes it again."));
        }
        if (server.get().deleting()) {
            return restarting(
                    situation, Reason.RESTARTING, "Pod " + server.get().name() + " is being restarted on the clone.");
        }
        if (!server.get().server().begun()) {
            return restarting(
                    situation, Reason.WAITING_FOR_POD, "Pod " + server.get().name() + " is starting on the clone.");
        }
        Optional<Duration> pause = last.flatMap(end -> Retry.pause(situation, end));
        if (pause.isPresent()) {
            Setback setback = failure(last.orElseThrow());
            return Decision.in(situation, Phase.RESTARTING, setback.reason(), setback.message())
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                new Launches.Wanted(
                        AgentCommand.OUTCOME,
                        new Launches.Place.Beside(server.get()),
                        situation.holds(ConditionType.COMMITTED)
                                ? situation.spec().recoveryLimit()
                                : FIRST_LOOK,
                        List.of()),
                Phase.RESTARTING,
                "mysqld recovers the clone in pod " + server.get().name() + ".");
    }

    private static Decision watch(Situation situation, AgentRun run) {
        return switch (run.state()) {
            case AgentRun.Waiting waiting ->
                Launches.waiting(
                        situation,
                        run,
                        waiting,
                        situation.launch().map(Launch::waiting).orElse(FIRST_LOOK),
                        Phase.RESTARTING);
            case AgentRun.Running _, AgentRun.Ended _ -> {
                Optional<ServerPod> stuck = situation
                        .seen()
                        .server()
                        .filter(server -> server.server().trouble().isPresent());
                yield stuck.map(server -> restarting(
                                situation,
                                Reason.RECIPIENT_NOT_STARTING,
                                "mysqld of pod " + server.name() + " does not start on the clone ("
                                        + server.server().trouble().orElseThrow()
                                        + "). Where InnoDB could not recover it, the next start rolls back to the old "
                                        + "data; when it crashes again and again its old data is put back."
                                        + log(server)))
                        .orElseGet(() -> restarting(
                                situation,
                                Reason.RECOVERING,
                                "mysqld recovers the clone in pod " + run.podName() + "."));
            }
        };
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        String state = end.result().map(AgentResult::state).orElse("");
        if (end.result().map(AgentResult::cause).filter(GTID_MISMATCH::equals).isPresent()) {
            return Retry.after(
                    situation,
                    new Setback(
                            Setback.Consequence.GIVE_UP,
                            Reason.GTID_MISMATCH,
                            Setback.of(end).message()),
                    ConditionType.RECIPIENT_RESTARTED,
                    Phase.RESTARTING);
        }
        if (end.exitCode() != 0) {
            return over(situation, failure(end));
        }
        return switch (state) {
            case "Recovered" -> recovered(situation);
            case "RolledBack" ->
                RollbackStep.rolledBack(
                        situation,
                        "mysqld could not start on the clone and went back to the old data, which it serves."
                                + situation
                                        .seen()
                                        .server()
                                        .map(RestartStep::log)
                                        .orElse(""));
            case "Received" -> CommitStep.notCommitted(situation);
            case "Pending" ->
                situation.holds(ConditionType.COMMITTED) ? over(situation, failure(end)) : inPlace(situation);
            default -> over(situation, failure(end));
        };
    }

    /** mysqld recovers on it; that is waited for. */
    private static Decision inPlace(Situation situation) {
        String message = "The clone is in place.";
        return restarting(situation, Reason.RECOVERING, "mysqld recovers the clone.")
                .with(Verdict.yes(ConditionType.COMMITTED, Reason.SUCCEEDED, message))
                .settling(situation.attempts())
                .again(Rhythm.AT_ONCE);
    }

    private static Decision recovered(Situation situation) {
        String message = "mysqld has recovered on the clone.";
        return Decision.in(situation, Phase.RESTARTING, Reason.RECOVERED, message)
                .with(
                        Verdict.yes(ConditionType.COMMITTED, Reason.SUCCEEDED, "The clone is in place."),
                        Verdict.yes(ConditionType.RECIPIENT_RESTARTED, Reason.RECOVERED, message))
                .settling(0)
                .again(Rhythm.AT_ONCE);
    }

    /** It is asked again; a server that has not come up on the clone when the tries are over gets its old data back. */
    private static Decision over(Situation situation, Setback setback) {
        boolean last = situation.attempts() + 1 > situation.spec().backoffLimit();
        return (last ? RollbackStep.begin(situation, setback.message()) : Optional.<Decision>empty())
                .orElseGet(() -> Retry.after(situation, setback, ConditionType.RECIPIENT_RESTARTED, Phase.RESTARTING));
    }

    private static Setback failure(AgentRun.Ended end) {
        return end.exitCode() == 0
                ? new Setback(
                        Setback.Consequence.RETRY,
                        Reason.RECIPIENT_NOT_STARTING,
                        "mysqld runs, but has not taken over the clone ("
                                + end.result().map(AgentResult::state).orElse("")
                                + "); does it use the data directory that was cloned into?")
                : Setback.of(end);
    }

    private static Decision restartWorkload(Situation situation) {
        Workload workload = situation
                .claim()
                .flatMap(ClaimRecipient::workload)
                .orElseThrow(() -> new IllegalStateException("a clone that ends with a volume has no restart step"));
        String name = workload.kind().kubernetesName() + " " + workload.name();
        return restarting(
                        situation,
                        Reason.RESTARTING,
                        name + " is being started on the clone; waiting for its pod that mounts the volume.")
                .doing(new Action.RestartWorkload(workload, situation.status().scaleTime() != null));
    }

    private static Decision restarting(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.RESTARTING, reason, message).again(Rhythm.BUSY);
    }

    /** What mysqld logged before it ended, as the end of a message. */
    static String log(ServerPod server) {
        return server.server()
                .lastLog()
                .filter(log -> !log.isBlank())
                .map(log -> " It logged: " + log)
                .orElse("");
    }
}
