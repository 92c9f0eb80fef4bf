package io.mysqlclone.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mysqlclone.operator.agent.OperatorKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The HTTP side of all agents, at one address; the token tells which one is meant. */
final class FakeAgents {

    private static final FakeAgents SHARED = new FakeAgents();

    private final OperatorKey key = new OperatorKey(keyBytes());
    private final HttpServer server;
    private final Map<String, Supplier<String>> statusByToken = new ConcurrentHashMap<>();
    private final Map<String, List<String>> heardByToken = new ConcurrentHashMap<>();

    private FakeAgents() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    static FakeAgents shared() {
        return SHARED;
    }

    static byte[] keyBytes() {
        return "the key of an operator in a test".getBytes(StandardCharsets.UTF_8);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on that run answers so. */
    void says(String cloneUid, int run, String status) {
        says(cloneUid, run, () -> status);
    }

    /** From now on that run answers with what is supplied when it is asked. */
    void says(String cloneUid, int run, Supplier<String> status) {
        statusByToken.put(key.token(cloneUid, run), status);
    }

    /** From now on that run cannot be asked. */
    void isSilent(String cloneUid, int run) {
        statusByToken.remove(key.token(cloneUid, run));
    }

    /** What the agent of that run must have been given. */
    String tokenSha256(String cloneUid, int run) {
        return key.tokenSha256(cloneUid, run);
    }

    /** What only the operator knows, and tells that run alone. */
    String token(String cloneUid, int run) {
        return key.token(cloneUid, run);
    }

    /** What that run was told, in order, such as {@code POST /cancel}. */
    List<String> heard(String cloneUid, int run) {
        return heardByToken.getOrDefault(key.token(cloneUid, run), List.of());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String token = header.replace("Bearer ", "");
            Supplier<String> says = statusByToken.get(token);
            if (says == null) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            if (!request.equals("GET /status")) {
                heardByToken
                        .computeIfAbsent(token, _ -> new CopyOnWriteArrayList<>())
                        .add((request + " " + body).strip());
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            byte[] answer = says.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
