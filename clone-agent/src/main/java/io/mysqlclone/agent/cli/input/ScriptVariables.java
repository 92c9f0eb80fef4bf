package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scripts of {@code run-sql} in variables: {@code CLONE_AGENT_SCRIPT_1} has the text of the first one and {@code
 * CLONE_AGENT_SCRIPT_1_NAME} its name, and so on. The commands that come before it have no use for them, and whoever sets
 * them for those too is told before anything is copied that one is missing or cannot be run.
 */
public final class ScriptVariables {
    private static final String TEXT = EnvironmentVariables.PREFIX + "SCRIPT_";
    private static final String NAME = "_NAME";

    private ScriptVariables() {}

    /** Refuses scripts in {@code environment} that {@code run-sql} would refuse. */
    public static void check(Map<String, String> environment) {
        scripts(environment);
    }

    /** The scripts in {@code environment}, in their order; none when there is none. */
    public static List<Script> scripts(Map<String, String> environment) {
        List<Script> scripts = new ArrayList<>();
        for (int number = 1; ; number++) {
            Optional<String> name = EnvironmentVariables.get(environment, TEXT + number + NAME);
            Optional<String> text = EnvironmentVariables.get(environment, TEXT + number);
            if (name.isEmpty() && text.isEmpty()) {
                return List.copyOf(scripts);
            }
            String called = name.orElse("in " + TEXT + number);
            scripts.add(script(
                    called,
                    text.orElseThrow(() -> new FailureException(
                            Failure.usage("the script " + called + " is not there, or is empty.")))));
        }
    }

    /** A script that can be run. */
    public static Script script(String name, String text) {
        try {
            return Script.parse(name, text);
        } catch (IllegalArgumentException unusable) {
            throw new FailureException(Failure.usage(unusable.getMessage() + "."));
        }
    }
}
