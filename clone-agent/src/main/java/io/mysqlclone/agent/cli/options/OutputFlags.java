package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.ServeDisplay;
import picocli.CommandLine.Option;

/** How a command tells what it does. */
public final class OutputFlags {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = OutputFormat.Converter.class,
            completionCandidates = OutputFormat.Candidates.class,
            description = "text: a live display on a terminal, lines elsewhere. json: one JSON object a line.")
    OutputFormat format = OutputFormat.TEXT;

    /** The display that {@code --output} asks for. */
    public Display display(Surroundings surroundings) {
        return format.display(surroundings);
    }

    /** The display of a donor that {@code --output} asks for. */
    public ServeDisplay serveDisplay(Surroundings surroundings) {
        return switch (format) {
            case TEXT -> ServeDisplay.text(surroundings.terminal().get(), surroundings.out(), surroundings.clock());
            case JSON -> ServeDisplay.json(surroundings.out(), surroundings.clock());
        };
    }
}
