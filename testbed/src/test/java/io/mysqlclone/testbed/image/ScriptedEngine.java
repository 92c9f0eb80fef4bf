package io.mysqlclone.testbed.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a container engine's interface as it takes to copy a directory out of an image: one image, a tar archive. */
final class ScriptedEngine implements AutoCloseable {

    private final HttpServer server;
    private final String image;
    private final Path archive;
    private final List<String> changes = new CopyOnWriteArrayList<>();

    private ScriptedEngine(HttpServer server, String image, Path archive) {
        this.server = server;
        this.image = image;
        this.archive = archive;
    }

    /** Starts one that has an image whose {@code /usr} is this archive. */
    static ScriptedEngine with(String image, Path archive) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var engine = new ScriptedEngine(server, image, archive);
        server.createContext("/", engine::answer);
        server.start();
        return engine;
    }

    /** As {@code DOCKER_HOST}. */
    String address() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests that made or removed a container, in order. */
    List<String> changes() {
        return changes;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath().replaceFirst("^/v[0-9.]+/", "/");
        exchange.getRequestBody().readAllBytes();
        try (exchange) {
            switch (method + " " + path) {
                case "GET /_ping" -> say(exchange, 200, "OK");
                case "GET /version", "GET /info" ->
                    say(
                            exchange,
                            200,
                            "{\"ApiVersion\": \"1.44\", \"Version\": \"28.0.0\", \"OSType\": \"linux\", \"Architecture\": \"x86_64\", \"ServerVersion\": \"scripted\", \"MemTotal\": 8589934592}");
                case "GET /images/json", "GET /containers/json", "GET /networks", "GET /volumes" ->
                    say(exchange, 200, "[]");
                case "POST /networks/prune", "POST /volumes/prune", "POST /images/prune" -> say(exchange, 200, "{}");
                case "POST /images/create" -> say(exchange, 404, "{\"message\": \"pull access denied\"}");
                case "POST /containers/create" -> {
                    changes.add("create");
                    say(exchange, 201, "{\"Id\": \"c1\", \"Warnings\": []}");
                }
                case "GET /containers/c1/archive" -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/x-tar");
                    exchange.sendResponseHeaders(200, 0);
                    Files.copy(archive, exchange.getResponseBody());
                }
                case "DELETE /containers/c1" -> {
                    changes.add("remove");
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> image(exchange, path);
            }
        }
    }

    private void image(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/images/" + image + "/json")) {
            say(exchange, 200, "{\"Id\": \"sha256:1\", \"Created\": \"2026-01-01T00:00:00Z\", \"Config\": {}}");
        } else {
            say(exchange, 404, "{\"message\": \"no such thing: " + path + "\"}");
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
