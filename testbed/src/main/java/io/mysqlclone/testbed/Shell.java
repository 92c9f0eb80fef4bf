package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Short-lived programs of the operating system, and the scripts of this source tree. */
public final class Shell {

    private Shell() {}

    /** Runs a command and returns what it printed, both streams, trimmed; throws when its exit code is not 0. */
    public static String output(List<String> command) {
        return output(command, Optional.empty());
    }

    /** The same, with the standard error sent elsewhere. */
    public static String output(List<String> command, Optional<ProcessBuilder.Redirect> errors) {
        ProcessBuilder builder = new ProcessBuilder(command);
        errors.ifPresentOrElse(builder::redirectError, () -> builder.redirectErrorStream(true));
        return finish(builder, "");
    }

    /**
     * Runs a command that reads a text, and returns what it printed to its standard output, trimmed.
     *
     * @throws IllegalStateException with what it printed to its standard error, when its exit code is not 0
     */
    public static String answer(List<String> command, String input) {
        try {
            Path errors = Files.createTempFile("errors", ".txt");
            try {
                return finish(new ProcessBuilder(command).redirectError(errors.toFile()), input);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        e.getMessage() + " " + Files.readString(errors).strip(), e);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what " + command.getFirst() + " says", e);
        }
    }

    /**
     * A script of the source tree, which is the working directory or above it when tests run.
     *
     * @param path its path from the root of the tree, such as {@code testbed/mysql}
     */
    public static Path script(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve(path);
            if (Files.isExecutable(script)) {
                return script;
            }
        }
        throw new IllegalStateException(path + " is not above " + Path.of("").toAbsolutePath() + ".");
    }

    private static String finish(ProcessBuilder builder, String input) {
        String program = builder.command().getFirst();
        try {
            Process process = builder.start();
            try (var standardInput = process.outputWriter(StandardCharsets.UTF_8)) {
                standardInput.write(input);
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(program + " ended with exit code " + code + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " was running", e);
        }
    }
}
