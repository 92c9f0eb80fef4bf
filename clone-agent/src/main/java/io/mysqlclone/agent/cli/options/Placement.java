package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.recipient.target.TargetRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --in-place}. */
enum Placement {
    /** A data directory of its own. */
    FALSE,
    /** In a server's data directory. */
    TRUE,
    /** In a server's data directory if there is one. */
    AUTO;

    /** Whether a clone into the directory is one in place. */
    boolean inPlace(Path directory) {
        try {
            return switch (this) {
                case FALSE -> false;
                case TRUE -> true;
                case AUTO -> TargetRules.replacesServer(directory);
            };
        } catch (IOException unreadable) {
            throw new FailureException(Failure.localIo(
                    "what is in " + directory + " cannot be read: " + Failure.reason(unreadable) + "."));
        }
    }

    /** Of the flag's text. */
    static final class Converter implements ITypeConverter<Placement> {
        @Override
        public Placement convert(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> TRUE;
                case "false", "no", "off", "0" -> FALSE;
                case "auto" -> AUTO;
                default -> throw new TypeConversionException("true, false or auto");
            };
        }
    }

    /** What a shell offers. */
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("true", "false", "auto").iterator();
        }
    }
}
