package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.console.Display;
import picocli.CommandLine.Option;

/** How a command tells what it does. */
public final class OutputFlags {
    enum Format {
        TEXT,
        JSON;

        Display display(Surroundings surroundings) {
            return switch (this) {
                case TEXT -> Display.text(surroundings.terminal().get(), surroundings.out(), surroundings.clock());
                case JSON -> Display.json(surroundings.out(), surroundings.clock());
            };
        }
    }

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = Values.Format.class,
            completionCandidates = Candidates.Formats.class,
            description = "text: a live display on a terminal, lines elsewhere. json: one JSON object a line.")
    Format format = Format.TEXT;

    /** The display that {@code --output} asks for. */
    public Display display(Surroundings surroundings) {
        return format.display(surroundings);
    }
}
