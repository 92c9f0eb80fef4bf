package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.RecipientState;
import java.util.Optional;

/** Whether a clone that ends without success may have left something in the volume that must go. */
final class Leftovers {

    private Leftovers() {}

    static boolean possible(Situation situation) {
        if (situation.status().run() == 0
                || situation.holds(ConditionType.RECIPIENT_RESTARTED)
                || situation.seen().recipient() instanceof RecipientState.ClaimMissing) {
            return false;
        }
        Optional<AgentRun> run = situation.seen().run();
        if (situation.holds(ConditionType.TRANSFERRED)) {
            return waitsForRestart(situation);
        }
        // A run that is not known any more, of a pod that was made again, may have left anything.
        return run.isEmpty() || (run.get().command() == AgentCommand.CLONE && leaves(run.get()));
    }

    /** Whether there is a volume now that an agent could remove them from. */
    static boolean removable(Situation situation) {
        return switch (situation.seen().recipient()) {
            case RecipientState.InPod(var server) -> !server.deleting();
            case RecipientState.OnClaim _ -> true;
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> false;
        };
    }

    /**
     * Whether a complete clone lies beside the data of a server that would take it over at its next start. Once the server
     * has started again it is the server's; in a claim it is what was asked for.
     */
    private static boolean waitsForRestart(Situation situation) {
        return situation.seen().recipient() instanceof RecipientState.InPod
                && situation.ended(AgentCommand.CLONE).isPresent()
                && RestartStep.restarted(situation).isEmpty();
    }

    private static boolean leaves(AgentRun run) {
        return switch (run.state()) {
            case AgentRun.Waiting _, AgentRun.Running _ -> true;
            case AgentRun.Ended end ->
                switch (end.exitCode()) {
                    // Refused before anything was written.
                    case 2, 3 -> false;
                    default ->
                        end.result()
                                .map(AgentResult::kind)
                                .filter("Cancelled"::equals)
                                .isEmpty();
                };
        };
    }
}
