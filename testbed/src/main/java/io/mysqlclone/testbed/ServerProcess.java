package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that cannot outlive this JVM: a shutdown hook ends them, and where the system has {@code setpriv} the
 * kernel kills them too when the JVM dies without running its hooks.
 */
final class ServerProcess {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    /**
     * The kernel's death signal follows the thread that forked, not the whole process, so every start is made by this one
     * thread, which lives as long as the JVM.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("server-starter").factory());

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "server-process-end"));
    }

    private ServerProcess() {}

    /** Starts a command with both output streams appended to a file. */
    static Process start(List<String> command, Path workingDirectory, Path output) {
        List<String> bound = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            bound.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        bound.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(bound)
                .directory(workingDirectory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        try {
            Process process = STARTER.submit(builder::start).get();
            RUNNING.removeIf(earlier -> !earlier.isAlive());
            RUNNING.add(process);
            return process;
        } catch (ExecutionException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + command.getFirst(), e);
        }
    }

    /** Sends a signal by name, such as {@code STOP}. */
    static void signal(Process process, String name) {
        Shell.output(List.of("/bin/kill", "-" + name, Long.toString(process.pid())));
    }
}
