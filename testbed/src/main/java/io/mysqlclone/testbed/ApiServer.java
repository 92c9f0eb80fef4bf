package io.mysqlclone.testbed;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A Kubernetes API server with its etcd and without anything else: it validates, defaults and stores, but nothing runs. Of
 * the version that {@code testbed/cluster} builds.
 */
public final class ApiServer implements AutoCloseable {

    private static final String LAUNCHER = """
            #!/bin/sh
            # Ends with the process that started it, however that ends.
            if command -v setpriv >/dev/null; then exec setpriv --pdeathsig KILL -- "$0.real" "$@"; fi
            exec "$0.real" "$@"
            """;

    private static final class Shared {
        static final ApiServer INSTANCE = startByAThreadThatStays();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE::close, "api-server-end"));
        }
    }

    private final Path directory;
    private final Path kubectl;
    private final KubeAPIServer server;

    private ApiServer(Path directory, Path kubectl, KubeAPIServer server) {
        this.directory = directory;
        this.kubectl = kubectl;
        this.server = server;
    }

    /** The one that all tests of this JVM share; it starts when first asked for and ends with the JVM. */
    public static ApiServer shared() {
        return Shared.INSTANCE;
    }

    /** Its processes end with the thread that started them, which must not be one of a pool. */
    private static ApiServer startByAThreadThatStays() {
        var started = new CompletableFuture<ApiServer>();
        Thread.ofPlatform().daemon().name("api-server").start(() -> {
            try {
                started.complete(start());
                Thread.currentThread().join();
            } catch (RuntimeException | InterruptedException e) {
                started.completeExceptionally(e);
            }
        });
        return started.join();
    }

    /**
     * Starts one, in seconds when its programs have been built before.
     *
     * @throws IllegalStateException if the programs cannot be built or do not start
     */
    public static ApiServer start() {
        try {
            var directory = Files.createTempDirectory("api-server");
            var programs = bindToThisProcess(directory);
            // A directory of its own, because certificates are written there.
            var server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withTestDir(directory.toString())
                    .withOfflineMode(true)
                    .withStartupTimeout(180_000)
                    .build());
            server.start();
            Files.writeString(directory.resolve("kubeconfig"), server.getKubeConfigYaml());
            return new ApiServer(directory, programs.resolve("kubectl"), server);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare an API server", e);
        }
    }

    /** How an administrator reaches it, as the text of a kubeconfig file. */
    public String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    /** A kubectl of its version. */
    public Path kubectlProgram() {
        return kubectl;
    }

    /**
     * Runs kubectl as an administrator and returns what it printed.
     *
     * @throws IllegalStateException with what it printed, if it fails
     */
    public String kubectl(String... arguments) {
        var command = new ArrayList<String>();
        command.add(kubectl.toString());
        command.add("--kubeconfig=" + directory.resolve("kubeconfig"));
        command.add("--cache-dir=" + directory.resolve("cache"));
        command.addAll(List.of(arguments));
        return Shell.output(command);
    }

    @Override
    public void close() {
        server.stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Servers that kube-api-test starts outlive a JVM that is killed; these launchers do not. */
    private static Path bindToThisProcess(Path directory) throws IOException {
        Shell.output(
                List.of(Shell.script("testbed/cluster").toString(), "api-server-binaries", directory.toString()),
                Optional.of(ProcessBuilder.Redirect.INHERIT));
        try (Stream<Path> versions = Files.list(directory.resolve("k8s"))) {
            var programs = versions.findFirst().orElseThrow();
            for (var name : List.of("etcd", "kube-apiserver")) {
                var program = programs.resolve(name);
                Files.move(program, programs.resolve(name + ".real"));
                Files.writeString(program, LAUNCHER);
                if (!program.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + program + " executable");
                }
            }
            return programs;
        }
    }
}
