package io.mysqlclone.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mysqlclone.agent.report.StatusJson;
import io.mysqlclone.agent.report.Watched;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Serves {@code /healthz} and what else can be asked of a command while it runs. */
public final class StatusServer implements AutoCloseable {
    private static final int MAX_BODY = 64 << 10;
    private static final int MOST_CONNECTIONS = 64;
    /** Who asks for the end gets the answer, although what it asks for is the end of this process. */
    private static final long LAST_ANSWERS_MILLIS = 1000;

    static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String HEALTH = "/healthz";

    private final HttpServer server;
    private final ExecutorService executor;
    private final Semaphore unanswered = new Semaphore(MOST_CONNECTIONS);
    private final AccessGuard guard;
    private final Endpoints answers;
    /** Path to method to what answers it. */
    private final Map<String, Map<String, Endpoint>> endpoints;

    private StatusServer(HttpServer server, AccessGuard guard, Endpoints answers) {
        this.server = server;
        this.guard = guard;
        this.answers = answers;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.endpoints = new TreeMap<>(answers.table());
        endpoints.put(HEALTH, Map.of("GET", body -> new Answer(200, TEXT, "ok\n")));
    }

    /** As {@link #start(InetSocketAddress, AccessGuard, Endpoints)}, for a clone or a commit. */
    public static StatusServer start(InetSocketAddress address, AccessGuard guard, Watched clone) throws IOException {
        return start(address, guard, new CloneEndpoints(clone));
    }

    /**
     * Listens on {@code address}; port 0 takes any free one.
     *
     * @throws IOException when the address cannot be listened on
     */
    public static StatusServer start(InetSocketAddress address, AccessGuard guard, Endpoints answers)
            throws IOException {
        // read once by the JDK's server: nobody holds it by sending slowly (seconds) or by opening connections
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        var server = new StatusServer(HttpServer.create(address, 16), guard, answers);
        server.server.setExecutor(server.executor);
        server.server.createContext("/", server::handle);
        server.server.start();
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        unanswered.acquireUninterruptibly();
        try (exchange) {
            send(exchange, answer(exchange));
        } finally {
            unanswered.release();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        var path = String.valueOf(exchange.getRequestURI().getPath());
        if (!path.equals(HEALTH) && !guard.admits(exchange.getRequestHeaders())) {
            return refused(exchange);
        }
        var methods = endpoints.get(path);
        if (methods == null) {
            return error(404, "There is no " + path + "; there are " + String.join(", ", endpoints.keySet()) + ".");
        }
        var endpoint = methods.get(exchange.getRequestMethod());
        if (endpoint == null) {
            var allowed = String.join(", ", methods.keySet());
            exchange.getResponseHeaders().set("Allow", allowed);
            return error(405, path + " answers to " + allowed + " only.");
        }
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return error(413, "The body is larger than 64 KiB.");
        }
        return endpoint.answer(body);
    }

    private Answer refused(HttpExchange exchange) {
        if (guard.isOpen()) {
            return error(403, "Requests from web pages are not answered.");
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"clone-agent\"");
        return error(401, "The header 'Authorization: Bearer TOKEN' is missing or its token is wrong.");
    }

    static Answer error(int code, String sentence) {
        return new Answer(code, JSON, StatusJson.error(sentence).toString());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(answer.code(), body.length);
        exchange.getResponseBody().write(body);
    }

    /** Answers no more than what was asked by now. */
    @Override
    public void close() {
        awaitAnswers();
        server.stop(0);
        executor.shutdownNow();
        answers.close();
    }

    private void awaitAnswers() {
        try {
            if (unanswered.tryAcquire(MOST_CONNECTIONS, LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS)) {
                unanswered.release(MOST_CONNECTIONS);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** One method of one path. */
    @FunctionalInterface
    public interface Endpoint {
        Answer answer(byte[] body);
    }

    public record Answer(int code, String type, String body) {}
}
