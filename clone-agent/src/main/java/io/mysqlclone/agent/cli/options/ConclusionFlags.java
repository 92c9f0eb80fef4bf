package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.console.Display;
import picocli.CommandLine.Option;

/** How a command tells its conclusion. */
public final class ConclusionFlags extends ResultFileOption {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = Values.Format.class,
            completionCandidates = Candidates.Formats.class,
            description = "text: lines. json: one JSON object a line.")
    OutputFlags.Format format = OutputFlags.Format.TEXT;

    /** The display that {@code --output} asks for. */
    public Display display(Surroundings surroundings) {
        return format.display(surroundings);
    }
}
