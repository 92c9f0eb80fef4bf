package io.mysqlclone.donor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code clone-agent serve}, to the account of {@code CloneRequests}; killed, it can be followed at the same address. */
public final class ServingProcess implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MINUTES = 3;

    private final UnaryOperator<List<String>> where;
    private final Path scratch;
    private final List<String> options;
    private final int port;
    private Process process;
    private Path output;

    private ServingProcess(UnaryOperator<List<String>> where, Path scratch, List<String> options) throws IOException {
        this.where = where;
        this.scratch = scratch;
        this.options = options;
        this.output = scratch;
        this.process = launch(0);
        this.port = address("listen");
    }

    /**
     * Serves without TLS, so that a proxy can follow the packets.
     *
     * @param scratch where its output goes
     */
    public static ServingProcess of(Path dataDir, Path scratch, String... more) throws IOException {
        return in(UnaryOperator.identity(), dataDir, scratch, more);
    }

    /** The same, by another command around the one that serves. */
    public static ServingProcess in(UnaryOperator<List<String>> where, Path dataDir, Path scratch, String... more)
            throws IOException {
        List<String> options = new ArrayList<>(
                List.of("--data-dir", dataDir.toString(), "--user", "cloner", "--no-tls", "--output", "json"));
        options.addAll(List.of(more));
        return new ServingProcess(where, scratch, options);
    }

    private Process launch(int at) throws IOException {
        output = Files.createTempFile(scratch, "serve", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.mysqlclone.agent.Main",
                "serve",
                "--listen",
                "127.0.0.1:" + at));
        command.addAll(options);
        var builder = new ProcessBuilder(where.apply(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("CLONE_AGENT_PASSWORD", "secret");
        return builder.start();
    }

    /** Where it listens; the same after {@link #restart}. */
    public int port() {
        return port;
    }

    /** The port of an address that it has told, such as {@code status}; waits for it. */
    public int address(String field) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> told(field).isPresent() || !process.isAlive());
        String address = told(field).orElseThrow(() -> new AssertionError("serve ended: " + output()));
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private Optional<String> told(String field) {
        return lines().stream()
                .filter(line -> line.path("type").asText().equals("ready") && line.has(field))
                .map(line -> line.get(field).asText())
                .findFirst();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** A new process in place of one that is gone, at the same address; returns when it serves. */
    public void restart() throws IOException {
        process = launch(port);
        if (address("listen") != port) {
            throw new AssertionError(output());
        }
    }

    /** Bytes that it has had read from storage, and not from the page cache. */
    public long bytesRead() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/io"))) {
            return lines.filter(line -> line.startsWith("read_bytes: "))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Its exit code. */
    public int await() throws InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("serve still runs: " + output());
        }
        return process.exitValue();
    }

    /** How many events of a type the process that runs now, or ran last, has told of. */
    public long events(String type) {
        return lines().stream()
                .filter(line -> line.path("type").asText().equals(type))
                .count();
    }

    /** What it has told, but for a line that is still being written. */
    public List<JsonNode> lines() {
        try {
            List<JsonNode> lines = new ArrayList<>();
            String written = output();
            for (String line : written.substring(0, written.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(text -> text.startsWith("{"))
                    .toList()) {
                lines.add(MAPPER.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
