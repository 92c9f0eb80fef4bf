package io.mysqlclone.kubectl.cli;

import io.mysqlclone.kubectl.view.Window;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The plugin as a user runs it: what it prints, and how it ends. */
public final class Plugin {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> common;
    private boolean terminal;
    private Function<String, Optional<String>> answer = _ -> Optional.empty();

    /** Each command line ends with {@code common}. */
    public Plugin(String... common) {
        this.common = List.of(common);
    }

    /** Standard output is a terminal of 120 columns. */
    public Plugin onATerminal() {
        terminal = true;
        return this;
    }

    /** A person answers questions. */
    public Plugin answering(Function<String, Optional<String>> person) {
        answer = person;
        return this;
    }

    /** Runs it and returns its exit code. */
    public int run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(common);
        return MysqlClonePlugin.execute(surroundings(), all.toArray(String[]::new));
    }

    Surroundings surroundings() {
        return new Surroundings(
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                () -> new Window(121, 24),
                question -> answer.apply(question),
                Clock.systemUTC());
    }

    /** What the last run has printed. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the last run has said on standard error. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
