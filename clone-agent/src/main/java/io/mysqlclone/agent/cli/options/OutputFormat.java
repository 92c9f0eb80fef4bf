package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.console.Display;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --output}. */
enum OutputFormat {
    TEXT,
    JSON;

    Display display(Surroundings surroundings) {
        return switch (this) {
            case TEXT -> Display.text(surroundings.terminal().get(), surroundings.out(), surroundings.clock());
            case JSON -> Display.json(surroundings.out(), surroundings.clock());
        };
    }

    static final class Converter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String text) {
            var name = text.strip().toLowerCase(Locale.ROOT);
            if (!Candidates.NAMES.contains(name)) {
                throw new TypeConversionException("text or json");
            }
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** What a shell offers. */
    static final class Candidates implements Iterable<String> {
        private static final List<String> NAMES = List.of("text", "json");

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }
}
