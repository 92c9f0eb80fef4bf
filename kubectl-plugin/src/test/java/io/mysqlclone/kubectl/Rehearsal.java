package io.mysqlclone.kubectl;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server that only plays one, for the training run of {@code assemble}: it has one clone, which transfers. It ends
 * with its standard input.
 */
final class Rehearsal {
    private static final char[] PASSWORD = "rehearsal".toCharArray();

    private static final String CLONES = """
            {"apiVersion": "mysqlclone.io/v1alpha1", "kind": "MySQLCloneList", "metadata": {"resourceVersion": "1"},
             "items": [{"apiVersion": "mysqlclone.io/v1alpha1", "kind": "MySQLClone",
              "metadata": {"name": "fill-replica", "namespace": "default", "uid": "u", "resourceVersion": "1",
               "generation": 1, "creationTimestamp": "2026-01-02T03:04:05Z"},
              "spec": {"donor": {"host": "mysql-0.mysql", "credentialsSecretRef": {"name": "donor"},
                "tls": {"mode": "VerifyCA", "caSecretRef": {"name": "ca"}}},
               "recipient": {"statefulSet": {"name": "mysql", "ordinal": 1}}, "transfer": {"maxDataBandwidth": "50Mi"}},
              "status": {"phase": "Transferring", "message": "Bytes flow.",
               "conditions": [{"type": "Ready", "status": "False", "reason": "Transferring", "message": "m",
                "lastTransitionTime": "2026-01-02T03:04:05Z"}],
               "progress": {"stage": "FILE COPY", "percent": 42, "dataBytes": 42, "totalBytes": 100, "bytesPerSecond": 7,
                "eta": 9, "connections": 2},
               "display": {"recipient": "pod/mysql-1"}}}]}
            """;

    private Rehearsal() {}

    /** Serves with the key in the first file, and writes a kubeconfig to the second one. */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(Path.of(args[0]))) {
            keys.load(stored, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] answer = CLONES.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String authority = Base64.getEncoder()
                .encodeToString(("-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(
                                                keys.getCertificate("server").getEncoded())
                                + "\n-----END CERTIFICATE-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Path unfinished = Path.of(args[1] + ".part");
        Files.writeString(unfinished, """
                apiVersion: v1
                kind: Config
                current-context: rehearsal
                contexts: [{name: rehearsal, context: {cluster: rehearsal, user: rehearsal, namespace: default}}]
                clusters:
                - name: rehearsal
                  cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
                users: [{name: rehearsal, user: {token: rehearsal}}]
                """.formatted(server.getAddress().getPort(), authority));
        Files.move(unfinished, Path.of(args[1]));
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        server.stop(0);
    }
}
