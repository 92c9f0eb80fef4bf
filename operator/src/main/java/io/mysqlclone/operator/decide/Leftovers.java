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
        if (situation.holds(ConditionType.RECIPIENT_RESTARTED)
                || situation.status().run() == 0
                || !launchable(situation.seen().recipient())) {
            return false;
        }
        Optional<AgentRun> run = situation.seen().run();
        // A run that is not known any more, of a pod that was made again, may have left anything.
        return run.isEmpty() || (run.get().command() == AgentCommand.CLONE && leaves(run.get()));
    }

    private static boolean launchable(RecipientState recipient) {
        return switch (recipient) {
            case RecipientState.InPod _, RecipientState.OnClaim _ -> true;
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> false;
        };
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
