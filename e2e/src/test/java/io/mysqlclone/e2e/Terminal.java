package io.mysqlclone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell that a reader pastes commands into.
 *
 * @param environment besides that of the test
 */
record Terminal(Path directory, Map<String, String> environment) {

    private static final long PATIENCE_SECONDS = 600;

    /**
     * Runs one command as a person sees it who sits at a terminal of 160 columns, where it reads what is typed and may draw.
     * What is typed is shown too.
     */
    Program.Ended sit(String command, String typed) {
        return Program.tryRun(
                typed,
                List.of("script", "--quiet", "--return", "--command", "stty cols 160 rows 40; " + command, "/dev/null"),
                directory,
                environment);
    }

    /** Runs commands, none of which may fail, and returns what they printed. */
    String paste(String commands) {
        try {
            Path output = directory.resolve("terminal.log");
            ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            shell.environment().putAll(environment);
            Process process = shell.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError((ended ? "exit code " + process.exitValue() : "no end") + " of:\n" + commands
                        + "\nIt printed:\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while commands were running", e);
        }
    }
}
