package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.RestartPolicy;
import io.mysqlclone.api.v1alpha1.recipient.Workload;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** From the complete clone to a server that has recovered on it. */
final class RestartStep {

    private RestartStep() {}

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.run(AgentCommand.OUTCOME);
        if (run.filter(AgentRun::active).isPresent()) {
            return watch(situation, run.get());
        }
        Optional<AgentRun.Ended> end = situation.ended(AgentCommand.OUTCOME);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The clone is complete but suspended before the restart; set spec.suspend to false to go on.");
        }
        Optional<ServerPod> restarted = restarted(situation);
        if (restarted.isPresent()) {
            return ask(situation, restarted.get(), end);
        }
        if (situation.spec().restart() == RestartPolicy.MANUAL && !situation.restartApproved()) {
            return awaitApproval(situation);
        }
        return situation.claim().isPresent() ? restartWorkload(situation) : restartPod(situation);
    }

    /**
     * The server's pod, if its server was started after the clone was complete. The pod that the clone was made in still
     * has the agent's container; any other one of that name was made later.
     */
    static Optional<ServerPod> restarted(Situation situation) {
        Optional<AgentRun.Ended> cloned = situation.ended(AgentCommand.CLONE);
        return situation
                .seen()
                .server()
                .filter(server -> !server.deleting())
                .filter(server -> situation
                                .run(AgentCommand.CLONE)
                                .filter(run -> run.podName().equals(server.name()))
                                .isEmpty()
                        || cloned.filter(end -> server.server().startedAfter(end.finishedAt()))
                                .isPresent());
    }

    private static Decision ask(Situation situation, ServerPod server, Optional<AgentRun.Ended> last) {
        if (server.server().startedAt().isEmpty()) {
            return server.server()
                    .trouble()
                    .map(trouble -> restarting(
                            situation,
                            Reason.RECIPIENT_NOT_STARTING,
                            "mysqld of pod " + server.name() + " does not start on the clone (" + trouble
                                    + "). Where InnoDB could not recover it, the next start rolls back to the old data."
                                    + log(server)))
                    .orElseGet(() -> restarting(
                            situation, Reason.WAITING_FOR_POD, "Pod " + server.name() + " is starting on the clone."));
        }
        Optional<Duration> pause = last.flatMap(end -> Retry.pause(situation, end));
        if (pause.isPresent()) {
            Setback setback = failure(last.orElseThrow());
            return Decision.in(situation, Phase.RESTARTING, setback.reason(), setback.message())
                    .again(pause.get());
        }
        return Launch.beside(
                situation,
                server,
                AgentCommand.OUTCOME,
                Phase.RESTARTING,
                "mysqld recovers the clone in pod " + server.name() + ".");
    }

    private static Decision watch(Situation situation, AgentRun run) {
        return switch (run.state()) {
            case AgentRun.Waiting waiting -> Launch.waiting(situation, run, waiting, Phase.RESTARTING);
            case AgentRun.Running _, AgentRun.Ended _ -> {
                Optional<ServerPod> stuck = situation
                        .seen()
                        .server()
                        .filter(server -> server.server().trouble().isPresent());
                yield stuck.map(server -> restarting(
                                situation,
                                Reason.RECIPIENT_NOT_STARTING,
                                "mysqld of pod " + server.name() + " does not start on the clone ("
                                        + server.server().trouble().orElseThrow() + ")." + log(server)))
                        .orElseGet(() -> restarting(
                                situation,
                                Reason.RECOVERING,
                                "mysqld recovers the clone in pod " + run.podName() + "."));
            }
        };
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        String state = end.result().map(AgentResult::state).orElse("");
        if (end.exitCode() == 0 && state.equals("Recovered")) {
            return Decision.in(situation, Phase.RESTARTING, Reason.RECOVERED, "mysqld has recovered on the clone.")
                    .with(Verdict.yes(
                            ConditionType.RECIPIENT_RESTARTED, Reason.RECOVERED, "mysqld has recovered on the clone."))
                    .settling(0)
                    .again(Rhythm.AT_ONCE);
        }
        if (state.equals("RolledBack")) {
            String said = situation.seen().server().map(RestartStep::log).orElse("");
            return Retry.after(
                    situation,
                    new Setback(
                            Setback.Consequence.GIVE_UP,
                            Reason.ROLLED_BACK,
                            "mysqld could not start on the clone and went back to the old data, which it serves."
                                    + said),
                    ConditionType.RECIPIENT_RESTARTED,
                    Phase.RESTARTING);
        }
        return Retry.after(situation, failure(end), ConditionType.RECIPIENT_RESTARTED, Phase.RESTARTING);
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

    private static Decision awaitApproval(Situation situation) {
        String message = "The clone is complete. Approve the restart: kubectl annotate mysqlclone "
                + situation.resource().getMetadata().getName() + " " + MySQLClone.APPROVE_RESTART + "=true";
        return Decision.in(situation, Phase.AWAITING_APPROVAL, Reason.AWAITING_APPROVAL, message)
                .with(Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.AWAITING_APPROVAL, message))
                .again(Rhythm.WAITING);
    }

    private static Decision restartPod(Situation situation) {
        Optional<ServerPod> server = situation.seen().server();
        if (server.isEmpty()) {
            return restarting(
                    situation, Reason.WAITING_FOR_POD, "The recipient's pod was deleted; its owner makes it again.");
        }
        if (server.get().controller().isEmpty()) {
            String message = "Pod " + server.get().name()
                    + " has no owner that would make it again, so it is not deleted. Restart mysqld yourself: it "
                    + "starts on the clone.";
            return Decision.in(situation, Phase.RESTARTING, Reason.MANUAL_RESTART_REQUIRED, message)
                    .with(Verdict.no(ConditionType.RECIPIENT_RESTARTED, Reason.MANUAL_RESTART_REQUIRED, message))
                    .again(Rhythm.WAITING);
        }
        Decision decision = Decision.in(
                        situation,
                        Phase.RESTARTING,
                        Reason.RESTARTING,
                        "Pod " + server.get().name() + " is being restarted on the clone.")
                .again(Rhythm.BUSY);
        return server.get().deleting()
                ? decision
                : decision.doing(
                        new Action.Evict(server.get().name(), server.get().uid()));
    }

    private static Decision restartWorkload(Situation situation) {
        Workload workload = situation.claim().orElseThrow().restart();
        if (workload == null) {
            throw new IllegalStateException("a clone that ends with a volume has no restart step");
        }
        String name = workload.kind().kubernetesName() + " " + workload.name();
        return Decision.in(
                        situation,
                        Phase.RESTARTING,
                        Reason.RESTARTING,
                        name + " is being started on the clone; waiting for its pod that mounts the volume.")
                .doing(new Action.RestartWorkload(workload))
                .again(Rhythm.BUSY);
    }

    private static Decision restarting(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.RESTARTING, reason, message).again(Rhythm.BUSY);
    }

    private static String log(ServerPod server) {
        return server.server()
                .lastLog()
                .filter(log -> !log.isBlank())
                .map(log -> " It logged: " + log)
                .orElse("");
    }
}
