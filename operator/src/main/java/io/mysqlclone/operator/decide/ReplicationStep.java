package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Phase;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;

/** From a server that has recovered on the clone to a replica that catches up with its source. */
final class ReplicationStep implements ServerTask {

    @Override
    public AgentCommand command() {
        return AgentCommand.REPLICATE;
    }

    @Override
    public Phase phase() {
        return Phase.REPLICATING;
    }

    @Override
    public Reason reason() {
        return Reason.STARTING_REPLICATION;
    }

    @Override
    public String atWork() {
        return "Replication is being started.";
    }

    @Override
    public String beginning() {
        return "Replication is being set up.";
    }

    @Override
    public String name() {
        return "replication";
    }

    @Override
    public Decision account(Situation situation, AgentRun.Ended end) {
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
    @Override
    public Setback failure(AgentRun.Ended end) {
        Setback setback = Setback.of(end);
        if (setback.reason() == Reason.GTID_MISMATCH) {
            return setback;
        }
        return new Setback(setback.consequence(), Reason.REPLICATION_FAILED, setback.message());
    }
}
