package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How a command ended that says one thing at its end.
 *
 * @param document the last line of {@code --output json} without its time, and the content of the result file
 * @param lines the same for a person
 */
public record Conclusion(ExitCode exitCode, ObjectNode document, List<String> lines) {
    public Conclusion {
        lines = List.copyOf(lines);
    }
}
