package io.mysqlclone.operator;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.testbed.ApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged operator as a process of its own with the options of its image, and a wire to the API server that can be cut. */
final class OperatorProcess implements AutoCloseable {

    private static final Path OPTIONS = Path.of("../images/operator/java.options");
    private static final Path PROGRAM = Path.of("target/mysql-clone-operator-runner.jar");

    private final Path directory;
    private final Wire wire;
    private final Process process;

    /**
     * @param memory what the chart's {@code resources.limits.memory} would be, MiB: the heap is a part of it
     */
    OperatorProcess(String namespace, int memory) throws IOException {
        directory = Files.createTempDirectory("operator");
        String kubeconfig = ApiServer.shared().kubeconfig();
        URI server = server(kubeconfig);
        wire = new Wire(server.getPort());
        Path config = Files.writeString(
                directory.resolve("kubeconfig"),
                kubeconfig.replace(server.toString(), "https://127.0.0.1:" + wire.port()));
        Path key = Files.write(directory.resolve("key"), FakeAgents.keyBytes());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Files.readAllLines(OPTIONS));
        command.addAll(List.of("-XX:MaxRAM=" + memory + "m", "-jar", PROGRAM.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        config.toString(),
                        "WATCH_NAMESPACES",
                        namespace,
                        "AGENT_IMAGE",
                        TestOperator.AGENT_IMAGE,
                        "AGENT_PORT",
                        Integer.toString(FakeAgents.shared().port()),
                        "MYSQL_CLONE_OPERATOR_KEY_FILE",
                        key.toString(),
                        "QUARKUS_HTTP_PORT",
                        "0"));
        process = builder.start();
    }

    private static URI server(String kubeconfig) {
        Matcher server = Pattern.compile("server: *[\"']?(https://[^\\s\"']+)").matcher(kubeconfig);
        if (!server.find()) {
            throw new IllegalStateException(Serialization.asYaml(kubeconfig));
        }
        return URI.create(server.group(1));
    }

    Path log() {
        return directory.resolve("log");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it holds of the machine's memory, and the most it ever held, KiB. */
    Memory memory() throws IOException {
        Map<String, Long> kib = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            Matcher field = Pattern.compile("(VmRSS|VmHWM):\\s+([0-9]+) kB").matcher(line);
            if (field.matches()) {
                kib.put(field.group(1), Long.parseLong(field.group(2)));
            }
        }
        return new Memory(Objects.requireNonNull(kib.get("VmRSS")), Objects.requireNonNull(kib.get("VmHWM")));
    }

    record Memory(long now, long most) {}

    /** What its objects take, bytes, those that nobody needs any more among them. */
    long heap() throws IOException {
        Matcher port = Pattern.compile("Listening on: http://[^ :]*:([0-9]+)").matcher(Files.readString(log()));
        if (!port.find()) {
            throw new IllegalStateException("it says nothing of its port: " + log());
        }
        URL metrics =
                URI.create("http://127.0.0.1:" + port.group(1) + "/q/metrics").toURL();
        try (InputStream answer = metrics.openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** From now on nobody answers, as when the API server is down. */
    void cut() {
        wire.cut();
    }

    /** It is back. */
    void mend() {
        wire.mend();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(30))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        wire.close();
    }

    /** Bytes from a port of this machine to another, and back. */
    private static final class Wire implements AutoCloseable {

        private final ServerSocket listener;
        private final int target;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private volatile boolean cut;

        Wire(int target) throws IOException {
            this.target = target;
            this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        void cut() {
            cut = true;
            sockets.forEach(Wire::closeQuietly);
            sockets.clear();
        }

        void mend() {
            cut = false;
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    if (cut) {
                        closeQuietly(client);
                        continue;
                    }
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(client);
                    sockets.add(server);
                    Thread.ofVirtual().start(() -> pump(client, server));
                    Thread.ofVirtual().start(() -> pump(server, client));
                } catch (IOException e) {
                    // Closed, or the API server is not there.
                }
            }
        }

        private void pump(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One of both has hung up.
            } finally {
                sockets.remove(from);
                sockets.remove(to);
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            cut();
        }
    }
}
