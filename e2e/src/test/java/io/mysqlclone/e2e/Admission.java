package io.mysqlclone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mysqlclone.testbed.CertificateAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An admission webhook, as policy engines and meshes have them, on this machine: the API server asks it about the requests of
 * one namespace, and it answers what it was told to.
 */
final class Admission implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] NO_PASSWORD = new char[0];
    private static final int HTTP_OK = 200;

    /** What it does with a request. */
    sealed interface Verdict {

        Verdict ALLOW = new Change("[]");

        /**
         * It is refused.
         *
         * @param code HTTP's; 0: none is given, of which the API server makes 400
         */
        record Refuse(int code, String words) implements Verdict {}

        /** The webhook itself fails. */
        record Fail(int status) implements Verdict {}

        /** Nothing is answered before the API server has lost patience. */
        record Silence() implements Verdict {}

        /** It is allowed, with a JSON patch. */
        record Change(String patch) implements Verdict {}
    }

    private final Scene scene;
    private final HttpsServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Verdict verdict;

    private Admission(Scene scene, HttpsServer server, Verdict verdict) {
        this.scene = scene;
        this.server = server;
        this.verdict = verdict;
    }

    /**
     * Has the API server ask.
     *
     * @param directory for certificates
     * @param operation CREATE, UPDATE and so on
     * @param resource such as {@code pods} and {@code pods/ephemeralcontainers}
     */
    static Admission of(Scene scene, Path directory, String operation, String resource, Verdict verdict) {
        URL api = scene.client().getMasterUrl();
        try {
            InetAddress here = addressTowards(api);
            CertificateAuthority authority = CertificateAuthority.create(directory, "admission");
            HttpsServer server = HttpsServer.create(new InetSocketAddress(here, 0), 0);
            server.setHttpsConfigurator(
                    new HttpsConfigurator(tls(authority.issue("webhook", "webhook", here.getHostAddress()))));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            Admission admission = new Admission(scene, server, verdict);
            server.createContext("/", admission::answer);
            server.start();
            admission.register(operation, resource, authority.certificate());
            return admission;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot serve a webhook", e);
        }
    }

    /** How often it was asked. */
    int asked() {
        return asked.get();
    }

    /** From now on it does this. */
    void answers(Verdict newVerdict) {
        verdict = newVerdict;
    }

    private void register(String operation, String resource, Path certificate) throws IOException {
        scene.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                  - name: policy.example.com
                    clientConfig: {url: "https://%2$s:%3$d/", caBundle: %4$s}
                    rules: [{apiGroups: [""], apiVersions: [v1], operations: [%5$s], resources: [%6$s]}]
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                    failurePolicy: Fail
                    timeoutSeconds: 1
                    sideEffects: None
                    admissionReviewVersions: [v1]
                """.formatted(
                        scene.namespace(),
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort(),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)),
                        operation,
                        resource));
    }

    private void answer(HttpExchange exchange) {
        asked.incrementAndGet();
        try (exchange) {
            String uid =
                    JSON.readTree(exchange.getRequestBody()).at("/request/uid").asText();
            switch (verdict) {
                case Verdict.Refuse(int code, String words) ->
                    send(
                            exchange,
                            response(uid, false)
                                    .set(
                                            "status",
                                            JSON.createObjectNode()
                                                    .put("message", words)
                                                    .put("code", code)));
                case Verdict.Fail(int status) -> exchange.sendResponseHeaders(status, -1);
                case Verdict.Silence _ -> Thread.sleep(3000);
                case Verdict.Change(String patch) ->
                    send(
                            exchange,
                            response(uid, true)
                                    .put("patchType", "JSONPatch")
                                    .put("patch", patch.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode response(String uid, boolean allowed) {
        return JSON.createObjectNode().put("uid", uid).put("allowed", allowed);
    }

    private static void send(HttpExchange exchange, JsonNode response) throws IOException {
        byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("apiVersion", "admission.k8s.io/v1")
                .put("kind", "AdmissionReview")
                .set("response", response));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(HTTP_OK, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The address of this machine that the API server reaches it by. */
    private static InetAddress addressTowards(URL api) throws SocketException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(api.getHost(), api.getPort()));
            return socket.getLocalAddress();
        }
    }

    private static SSLContext tls(CertificateAuthority.Issued issued) throws IOException, GeneralSecurityException {
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(issued.certificate())));
        String pem = Files.readString(issued.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("webhook", key, NO_PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        scene.kubectl("delete", "mutatingwebhookconfiguration", scene.namespace());
        server.stop(0);
    }
}
