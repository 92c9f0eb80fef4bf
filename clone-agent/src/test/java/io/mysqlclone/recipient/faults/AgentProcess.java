package io.mysqlclone.recipient.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link AgentMain} as a process of its own. */
final class AgentProcess implements AutoCloseable {
    private static final int MINUTES = 3;

    private final Process process;
    private final Path output;

    private AgentProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts to clone. */
    static AgentProcess start(int port, Path target, int connections, String... more) throws IOException {
        return startWith(new String[] {"-Xmx96m"}, port, target, connections, more);
    }

    /** As {@link #start}, in a JVM with these options for its memory. */
    static AgentProcess startWith(String[] memory, int port, Path target, int connections, String... more)
            throws IOException {
        Path output = Files.createTempFile(target.toAbsolutePath().getParent(), "agent", ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AgentMain.class.getName(),
                Integer.toString(port),
                target.toString(),
                Integer.toString(connections)));
        command.addAll(1, List.of(memory));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new AgentProcess(process, output);
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        int _ = awaitExit();
    }

    /** SIGKILL; does not wait. */
    void strikeDead() {
        process.destroyForcibly();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the agent still runs: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the agent ran", e);
        }
    }

    /** What it has printed: its events, then its result or failure. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
