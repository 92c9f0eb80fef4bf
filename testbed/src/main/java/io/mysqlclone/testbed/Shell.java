package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Short-lived programs of the operating system. */
final class Shell {

    private Shell() {}

    /** Runs a command and returns what it printed, both streams, trimmed; throws when its exit code is not 0. */
    static String output(List<String> command) {
        return output(command, Optional.empty());
    }

    /** The same, with the standard error sent elsewhere. */
    static String output(List<String> command, Optional<ProcessBuilder.Redirect> errors) {
        ProcessBuilder builder = new ProcessBuilder(command);
        errors.ifPresentOrElse(builder::redirectError, () -> builder.redirectErrorStream(true));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with exit code " + code + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " was running", e);
        }
    }
}
