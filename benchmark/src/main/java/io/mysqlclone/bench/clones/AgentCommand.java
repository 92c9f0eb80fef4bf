package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * {@code clone-agent clone} of a row's donor with its default settings, as a user starts it.
 *
 * @param program the launcher
 * @param directory for the output
 */
record AgentCommand(Path program, Path directory) {
    /** How often a running process is looked at. */
    static final long SAMPLE_MILLIS = 10;

    /** The options that a row stands for. */
    List<String> line(Donor donor, Giver giver, Row row, Path target) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(
                row.from() == Row.From.LOCAL
                        ? List.of("local", "--from-dir", donor.dataDir().toString())
                        : remote(donor, giver, row));
        command.addAll(List.of("--data-dir", target.toString(), "--output", "json"));
        if (!row.concurrency().equals(Row.AUTO)) {
            command.addAll(List.of("--concurrency", row.concurrency()));
        }
        if (!row.verifyPages()) {
            command.add("--no-verify-pages");
        }
        return command;
    }

    private static List<String> remote(Donor donor, Giver giver, Row row) {
        List<String> options = new ArrayList<>(
                List.of("clone", "--donor", giver.requireAddress(), "--user", Donor.USER, "--tls-mode"));
        options.addAll(
                switch (row.tls()) {
                    case OFF -> List.of("disabled", "--get-server-public-key");
                    case REQUIRED -> List.of("required");
                    case VERIFIED ->
                        List.of("verify-identity", "--tls-ca", donor.authority().toString());
                });
        if (row.compression() != Row.Compression.NONE) {
            options.addAll(List.of("--compression", row.compression().name().toLowerCase(Locale.ROOT)));
        }
        return options;
    }

    /** Starts a command; it ends with this JVM at the latest. */
    Process start(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output().toFile()).redirectError(errors().toFile());
        builder.environment().put("CLONE_AGENT_PASSWORD", Donor.PASSWORD);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }

    /**
     * Waits for the end.
     *
     * @param counter of a process by its id, which never falls
     * @return the last that it said; what comes in the last moment escapes
     */
    static long lastUntilTheEnd(Process process, LongFunction<OptionalLong> counter) throws InterruptedException {
        long last = 0;
        do {
            last = counter.apply(process.pid()).orElse(last);
        } while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS));
        return last;
    }

    /** Fails unless the process that has ended did what it was to do. */
    void requireSuccess(Process ended) throws IOException {
        if (ended.exitValue() != 0) {
            throw new IllegalStateException("clone-agent ended with exit code " + ended.exitValue() + ": "
                    + Files.readString(output()) + Files.readString(errors()));
        }
    }

    /** What it printed, of which the last line is the result. */
    Path output() {
        return directory.resolve("agent.json");
    }

    private Path errors() {
        return directory.resolve("agent.err");
    }
}
