package io.mysqlclone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The programs that a user has: {@code kubectl} and {@code helm}. */
final class Program {

    private Program() {}

    /** Runs a command and returns what it printed; throws when its exit code is not 0. */
    static String run(String... command) {
        return runWithInput("", List.of(command));
    }

    /** The same, with this on its standard input. */
    static String runWithInput(String input, List<String> command) {
        Ended ended = tryRun(input, command);
        if (ended.exitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with exit code " + ended.exitCode() + ": " + ended.output());
        }
        return ended.output();
    }

    /** How a command ended, and what it printed on both streams. */
    record Ended(int exitCode, String output) {}

    /** Runs a command that may fail. */
    static Ended tryRun(String input, List<String> command) {
        return tryRun(input, command, Path.of("").toAbsolutePath(), Map.of());
    }

    /** The same in a directory, with these variables besides those of the test. */
    static Ended tryRun(String input, List<String> command, Path directory, Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " was running", e);
        }
    }
}
