package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.view.Style;
import io.mysqlclone.kubectl.view.Window;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a process finds around it.
 *
 * @param terminal whether standard output is one
 * @param window its size; asked only when something is drawn
 * @param answer asks a person something and returns what was typed; empty when nobody can be asked
 */
public record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Supplier<Window> window,
        Function<String, Optional<String>> answer,
        Clock clock) {

    /** Set by the launcher. */
    private static final String INPUT = "mysqlclone.input.terminal";

    private static final String OUTPUT = "mysqlclone.output.terminal";

    /** Those of this process. */
    public static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean person = Boolean.getBoolean(INPUT);
        boolean terminal = Boolean.getBoolean(OUTPUT)
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Surroundings(
                environment,
                System.out,
                System.err,
                terminal,
                Window::now,
                question -> person ? Answer.read(question, System.err, System.in) : Optional.empty(),
                Clock.systemUTC());
    }

    /** What may be written to standard output now. */
    Style style() {
        if (!terminal) {
            return Style.PLAIN;
        }
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        // The last column stays free: a terminal may wrap when it is written.
        return new Style(
                colour,
                out.charset().newEncoder().canEncode("▕█░▏"),
                true,
                Math.max(1, window.get().columns() - 1));
    }
}
