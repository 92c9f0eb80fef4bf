package io.mysqlclone.operator.decide;

import io.mysqlclone.api.v1alpha1.status.LastEnd;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentRun;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the agents' pods that have ended, as soon as all that is to be known of them stands in the status: a pod that is
 * there uses its claim, also when all of its containers have ended, and with a sidecar it never ends.
 */
final class Tidying {

    private Tidying() {}

    /** The same decision, and the pods that nobody needs any more are removed. */
    static Decision with(Situation situation, Decision decision) {
        List<AgentRun> runs = situation.seen().runs();
        List<Action> removals = runs.stream()
                .filter(AgentRun::alone)
                .filter(run -> run.visibleEnd().isPresent())
                .filter(run -> run.number() < runs.getLast().number() || recorded(situation, run))
                .<Action>map(run -> new Action.RemovePod(run.podName()))
                .toList();
        if (removals.isEmpty()) {
            return decision;
        }
        List<Action> actions = new ArrayList<>(decision.actions());
        actions.addAll(removals);
        return decision.doing(actions.toArray(Action[]::new));
    }

    private static boolean recorded(Situation situation, AgentRun run) {
        LastEnd kept = situation.status().lastEnd();
        // What removes is never accounted for: that it has ended well is looked up again and again.
        boolean settled = situation.settled() || run.command() == AgentCommand.DISCARD;
        return kept != null && kept.run() == run.number() && settled;
    }
}
