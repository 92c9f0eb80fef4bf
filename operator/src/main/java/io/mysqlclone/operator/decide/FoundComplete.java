package io.mysqlclone.operator.decide;

import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.AgentResult;
import io.mysqlclone.operator.agent.AgentRun;

/**
 * A claim that held a complete clone of the donor before the resource was there: as long as no server has started on it the
 * agent takes it for its own work, done before, and copies nothing. Its data may be old, which has to be said.
 */
final class FoundComplete {

    static final String TEXT =
            "A complete clone of the donor, on which no server has started, was in the volume already; "
                    + "nothing was copied. For a newer one delete the claim and this resource, and create them anew.";

    private FoundComplete() {}

    /** Whether the latest run has found one; after a run before it, that one may have made it. */
    static boolean in(Situation situation) {
        return situation.claim().isPresent()
                && situation
                        .latest(AgentCommand.CLONE)
                        .map(AgentRun::number)
                        .filter(number -> number == 1)
                        .isPresent()
                && situation
                        .latestEnd(AgentCommand.CLONE)
                        .filter(end -> end.exitCode() == 0)
                        .flatMap(AgentRun.Ended::result)
                        .map(AgentResult::networkBytes)
                        .filter(bytes -> bytes == 0)
                        .isPresent();
    }
}
