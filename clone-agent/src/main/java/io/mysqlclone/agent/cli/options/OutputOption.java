package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.console.Display;
import picocli.CommandLine.Option;

/** How a command tells what it does. */
public abstract class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = OutputFormat.Converter.class,
            completionCandidates = OutputFormat.Candidates.class,
            description =
                    "text: lines, on a terminal with a live display of what takes long. json: one JSON object a line.")
    OutputFormat format = OutputFormat.TEXT;

    /** The display that {@code --output} asks for. */
    public final Display display(Surroundings surroundings) {
        return format.display(surroundings);
    }
}
