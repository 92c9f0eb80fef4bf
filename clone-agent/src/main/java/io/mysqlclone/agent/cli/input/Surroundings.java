package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.console.ErrorStream;
import io.mysqlclone.agent.console.Terminal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a process finds around it.
 *
 * @param terminal what standard output is; asked only when something is shown
 * @param password asks a person for a password; empty when nobody can be asked
 */
public record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        Supplier<Terminal> terminal,
        PasswordPrompt password,
        Clock clock) {

    /** Those of this process. */
    public static Surroundings ofProcess() {
        var environment = System.getenv();
        return new Surroundings(
                environment,
                System.out,
                new ErrorStream(System.err),
                () -> Terminal.detect(environment, System.out.charset()),
                prompt -> Optional.ofNullable(System.console()).map(console -> console.readPassword("%s", prompt)),
                Clock.systemUTC());
    }

    /** Asks a person for a password. */
    @FunctionalInterface
    public interface PasswordPrompt {
        Optional<char[]> ask(String prompt);
    }
}
