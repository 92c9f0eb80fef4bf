package io.mysqlclone.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as it is shipped, in a process of its own; its output goes to files. */
final class PackagedAgent {
    static final Path DIST = Path.of("target/dist").toAbsolutePath();
    static final Path LAUNCHER = DIST.resolve("bin/clone-agent");

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path out;
    private final Path err;
    private final Process process;

    private PackagedAgent(Path out, Path err, Process process) {
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /** Starts {@code command} with this JVM's Java and the given variables, in {@code directory}. */
    static PackagedAgent start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        var out = Files.createTempFile(directory, "out", "");
        var err = Files.createTempFile(directory, "err", "");
        // A shell that runs the tests in the background hands down an ignored SIGINT.
        var undisturbed = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        undisturbed.addAll(command);
        var builder = new ProcessBuilder(undisturbed)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CLONE_AGENT_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new PackagedAgent(out, err, builder.start());
    }

    static PackagedAgent start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(
                directory,
                environment,
                Stream.concat(Stream.of(LAUNCHER.toString()), Arrays.stream(arguments))
                        .toList());
    }

    /** The exit code. */
    int await() throws InterruptedException {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("clone-agent did not end");
        }
        return process.exitValue();
    }

    /** Sends {@code name}, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The files that its memory maps. */
    String maps() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The lines of {@code --output json} so far; one that is still being written is left out. */
    List<JsonNode> json() throws IOException {
        var written = out();
        var lines = new ArrayList<JsonNode>();
        for (var line :
                written.substring(0, written.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(MAPPER.readTree(line));
        }
        return lines;
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }
}
