package io.mysqlclone.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The operator as a process, with a mock of an API server that knows one clone, whose recipient is missing: enough for it
 * to list, watch, elect a leader and reconcile.
 */
final class OperatorRun implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ResourceDefinitionContext CLONES = new ResourceDefinitionContext.Builder()
            .withGroup("mysqlclone.io")
            .withVersion("v1alpha1")
            .withKind("MySQLClone")
            .withPlural("mysqlclones")
            .withNamespaced(true)
            .build();
    private static final String CLONE = """
            apiVersion: mysqlclone.io/v1alpha1
            kind: MySQLClone
            metadata:
              name: training
              namespace: training
              uid: 00000000-0000-0000-0000-000000000000
              generation: 1
            spec:
              donor:
                host: donor
                credentialsSecretRef:
                  name: donor
              recipient:
                pod:
                  name: missing
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final KubernetesMockServer apiServer;
    private final Path log;
    private final int port;
    private final Instant began;
    private final Process process;

    /**
     * Starts the operator.
     *
     * @param command that runs it
     * @param keyFile path of the operator's key, as the operator sees it
     */
    OperatorRun(List<String> command, String keyFile) throws IOException {
        apiServer = apiServer();
        log = Files.createTempFile("operator", ".log");
        port = freePort();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment(keyFile));
        began = Instant.now();
        process = builder.start();
    }

    /** Waits until it is ready and has answered for its metrics too; false when it ended before, or takes too long. */
    boolean becomesReady() throws InterruptedException {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || answers("/q/health/ready"));
        return process.isAlive() && answers("/q/metrics");
    }

    /** Ends it as a kubelet would; false when that takes too long. */
    boolean ends() throws InterruptedException {
        process.destroy();
        return process.waitFor(LIMIT.toSeconds(), SECONDS);
    }

    /** For how long it has been running. */
    Duration age() {
        return Duration.between(began, Instant.now());
    }

    /** Its memory in bytes, by the kernel's count. */
    long residentBytes() throws IOException {
        var line = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findAny()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    /** All that it has written. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        apiServer.destroy();
        Files.deleteIfExists(log);
    }

    private Map<String, String> environment(String keyFile) {
        return Map.ofEntries(
                Map.entry("KUBERNETES_MASTER", "https://127.0.0.1:" + apiServer.getPort()),
                Map.entry("KUBERNETES_TRUST_CERTIFICATES", "true"),
                Map.entry("KUBERNETES_AUTH_TRYKUBECONFIG", "false"),
                Map.entry("KUBERNETES_AUTH_TRYSERVICEACCOUNT", "false"),
                Map.entry("POD_NAMESPACE", "training"),
                Map.entry("POD_NAME", "training"),
                Map.entry("MYSQL_CLONE_OPERATOR_KEY_FILE", keyFile),
                Map.entry("AGENT_IMAGE", "localhost/clone-agent"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)));
    }

    private boolean answers(String path) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static KubernetesMockServer apiServer() {
        var answers = new HashMap<ServerRequest, Queue<ServerResponse>>();
        var server = new KubernetesMockServer(
                new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), true);
        server.init();
        // The operator looks whether it may elect a leader.
        server.expect()
                .post()
                .withPath("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews")
                .andReturn(201, """
                        {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "status": {
                          "incomplete": false, "nonResourceRules": [],
                          "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}""")
                .always();
        try (var client = server.createClient()) {
            client.genericKubernetesResources(CLONES)
                    .inNamespace("training")
                    .load(new ByteArrayInputStream(CLONE.getBytes(UTF_8)))
                    .create();
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
