package io.mysqlclone.kubectl.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --dry-run}: the API server checks and answers, and keeps nothing. */
final class DryRun {
    @Option(
            names = "--dry-run",
            arity = "0..1",
            fallbackValue = "server",
            defaultValue = "none",
            paramLabel = "server|none",
            converter = Modes.class,
            description = "Let the API server check the change, with its admission rules, and keep nothing.")
    private Mode mode = Mode.NONE;

    boolean wanted() {
        return mode == Mode.SERVER;
    }

    /** Behind what was done. */
    String note() {
        return wanted() ? " (server dry run)" : "";
    }

    enum Mode {
        SERVER,
        NONE
    }

    /** The values of kubectl that mean something here. */
    static final class Modes implements ITypeConverter<Mode> {
        @Override
        public Mode convert(String text) {
            return switch (text) {
                case "server" -> Mode.SERVER;
                case "none" -> Mode.NONE;
                default -> throw new TypeConversionException("server or none");
            };
        }
    }
}
