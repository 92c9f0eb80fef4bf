package io.mysqlclone.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Surroundings of a test: its own variables, no terminal, nobody to ask. */
final class FakeSurroundings {
    final Map<String, String> environment = new HashMap<>();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    Surroundings get() {
        return get(Clones.CLOCK);
    }

    private Surroundings get(Clock clock) {
        return new Surroundings(
                environment,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Terminal::none,
                prompt -> Optional.empty(),
                clock);
    }

    int execute(String... arguments) {
        return CloneAgent.execute(get(), arguments);
    }

    /** As {@link #execute}, by a clock that goes. */
    int executeNow(String... arguments) {
        return CloneAgent.execute(get(Clock.systemUTC()), arguments);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }
}
