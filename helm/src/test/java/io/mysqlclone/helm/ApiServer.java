package io.mysqlclone.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of an API server as the template function {@code lookup} asks for: Secrets, none at first. The file that
 * {@code KUBECONFIG} names leads Helm to it.
 */
final class ApiServer {
    /** The one of this process, because Helm takes its {@code KUBECONFIG} from the environment. */
    static final ApiServer INSTANCE = new ApiServer();

    private final Map<String, String> keys = new ConcurrentHashMap<>();

    private ApiServer() {
        var kubeconfig = System.getenv("KUBECONFIG");
        if (kubeconfig == null || !kubeconfig.contains("target")) {
            throw new IllegalStateException(
                    "set KUBECONFIG to target/kubeconfig, as the build does: Helm would look into your own cluster");
        }
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            Files.writeString(
                    Path.of(kubeconfig), """
                    apiVersion: v1
                    kind: Config
                    current-context: fake
                    contexts: [{name: fake, context: {cluster: fake, user: nobody}}]
                    clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
                    users: [{name: nobody, user: {}}]
                    """.formatted(server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a Secret with an entry {@code key} there. */
    void addSecret(String namespace, String name, String key) {
        keys.put(path(namespace, name), key);
    }

    void removeSecret(String namespace, String name) {
        keys.remove(path(namespace, name));
    }

    private static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/secrets/" + name;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var key = keys.get(path);
        if (path.equals("/api/v1")) {
            send(exchange, 200, """
                    {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
                      {"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret",
                       "verbs": ["get"]}]}""");
        } else if (key != null) {
            send(exchange, 200, """
                    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s"}, "data": {"key": "%s"}}""".formatted(
                            path.substring(path.lastIndexOf('/') + 1),
                            Base64.getEncoder().encodeToString(key.getBytes(UTF_8))));
        } else {
            send(exchange, 404, """
                    {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}""");
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = json.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
