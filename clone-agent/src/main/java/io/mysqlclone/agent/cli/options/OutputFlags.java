package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.console.ServeDisplay;

/** How a command without a final JSON tells what it does. */
public final class OutputFlags extends OutputOption {
    /** The display of a donor that {@code --output} asks for. */
    public ServeDisplay serveDisplay(Surroundings surroundings) {
        return switch (format) {
            case TEXT -> ServeDisplay.text(surroundings.terminal().get(), surroundings.out(), surroundings.clock());
            case JSON -> ServeDisplay.json(surroundings.out(), surroundings.clock());
        };
    }
}
