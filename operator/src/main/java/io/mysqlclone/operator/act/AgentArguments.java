package io.mysqlclone.operator.act;

import io.mysqlclone.api.v1alpha1.EventScheduler;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.operator.agent.AgentCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a run: its command, and what an agent must refuse that does not know it. {@code spec.agent.image} may be
 * of an older version, which leaves a variable alone that it does not know, and ends at an option that it does not know before
 * it has touched anything.
 */
final class AgentArguments {

    private AgentArguments() {}

    static List<String> of(MySQLCloneSpec spec, AgentCommand command) {
        List<String> arguments = new ArrayList<>(List.of(command.argument()));
        switch (command) {
            case PREFLIGHT, CLONE, COMMIT -> {
                if (spec.eventScheduler() == EventScheduler.STOPPED) {
                    arguments.add("--stop-events");
                }
            }
            case OUTCOME, RUN_SQL, REPLICATE, ROLLBACK, FINISH, DISCARD -> {}
        }
        return List.copyOf(arguments);
    }
}
