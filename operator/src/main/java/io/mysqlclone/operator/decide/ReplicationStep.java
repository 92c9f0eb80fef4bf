package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.ServerPod;
import java.time.Duration;
import java.util.Optional;

/** From a server that has recovered on the clone to a replica that catches up with its source. */
final class ReplicationStep {

    private ReplicationStep() {}

    static Decision decide(Situation situation) {
        Optional<AgentRun> run = situation.latest(AgentCommand.REPLICATE);
        if (run.filter(AgentRun::active).isPresent()) {
            return switch (run.get().state()) {
                case AgentRun.Waiting waiting ->
                    Launches.waiting(situation, run.get(), waiting, Duration.ZERO, Phase.REPLICATING);
                case AgentRun.Running _, AgentRun.Ended _ ->
                    replicating(situation, Reason.STARTING_REPLICATION, "Replication is being started.");
            };
        }
        Optional<AgentRun.Ended> end = situation.latestEnd(AgentCommand.REPLICATE);
        if (end.isPresent() && !situation.settled()) {
            return account(situation, end.get());
        }
        if (situation.spec().suspend()) {
            return Decision.in(
                    situation,
                    Phase.SUSPENDED,
                    Reason.SUSPENDED,
                    "The recipient serves the clone, but is suspended before replication; set spec.suspend to "
                            + "false to go on.");
        }
        Optional<ServerPod> server = situation
                .seen()
                .server()
                .filter(pod -> !pod.deleting() && pod.server().startedAt().isPresent());
        if (server.isEmpty()) {
            return replicating(situation, Reason.WAITING_FOR_POD, "The recipient's pod is not running.");
        }
        Optional<Duration> pause = end.flatMap(last -> Retry.pause(situation, last));
        if (pause.isPresent()) {
            return Decision.in(
                            situation,
                            Phase.REPLICATING,
                            Reason.REPLICATION_FAILED,
                            failure(end.orElseThrow()).message())
                    .again(pause.get());
        }
        return Launches.begin(
                situation,
                Launches.Wanted.of(AgentCommand.REPLICATE, new Launches.Place.Beside(server.get())),
                Phase.REPLICATING,
                "Replication is being set up.");
    }

    private static Decision account(Situation situation, AgentRun.Ended end) {
        if (end.exitCode() == 0) {
            String message = end.result()
                    .map(AgentResult::lagSeconds)
                    .map(lag -> "Both threads run; the replica is " + Math.round(lag) + " s behind its source.")
                    .orElse("Replication is set up, and not started, as spec.replication.start is false.");
            return Decision.in(situation, Phase.REPLICATING, Reason.REPLICATING, message)
                    .with(Verdict.yes(ConditionType.REPLICATING, Reason.REPLICATING, message))
                    .settling(0)
                    .again(Rhythm.AT_ONCE);
        }
        return Retry.after(situation, failure(end), ConditionType.REPLICATING, Phase.REPLICATING);
    }

    /** Whatever keeps replication from starting is known by one name; its message tells the difference. */
    private static Setback failure(AgentRun.Ended end) {
        Setback setback = Setback.of(end);
        if (setback.reason() == Reason.GTID_MISMATCH) {
            return setback;
        }
        return new Setback(setback.consequence(), Reason.REPLICATION_FAILED, setback.message());
    }

    private static Decision replicating(Situation situation, Reason reason, String message) {
        return Decision.in(situation, Phase.REPLICATING, reason, message).again(Rhythm.BUSY);
    }
}
