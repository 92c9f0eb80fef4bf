package io.mysqlclone.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.mysqlclone.testbed.CertificateAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A node whose kubelet has nothing but logs; the API server asks it for those of the pods that are bound to it. */
public final class NodeWithLogs implements AutoCloseable {

    private static final char[] NO_PASSWORD = {};

    private final String name;
    private final HttpsServer kubelet;
    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** One of that name, which pods are bound to. */
    public NodeWithLogs(String name) throws IOException, GeneralSecurityException {
        this.name = name;
        InetAddress address = InetAddress.getLoopbackAddress();
        kubelet = HttpsServer.create(new InetSocketAddress(address, 0), 0);
        kubelet.setHttpsConfigurator(new HttpsConfigurator(tls()));
        kubelet.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        kubelet.createContext("/containerLogs/", this::answer);
        kubelet.start();
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewAddress(address.getHostAddress(), "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(kubelet.getAddress().getPort())
                .endDaemonEndpoints()
                .endStatus()
                .build();
        TestCluster.client().resource(node).create();
        TestCluster.client().resource(node).updateStatus();
    }

    private static SSLContext tls() throws IOException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("kubelet");
        CertificateAuthority.Issued issued =
                CertificateAuthority.create(directory, "nodes").issue("kubelet", "kubelet", "127.0.0.1");
        String pem = Files.readString(issued.key())
                .lines()
                .filter(line -> !line.startsWith("-"))
                .reduce("", String::concat);
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(issued.certificate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("kubelet", key, NO_PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** From now on a container has this log. */
    public void logged(String namespace, String pod, String container, String log) {
        logs.put(String.join("/", namespace, pod, container), log);
    }

    /** The logs that it was asked for, as {@code NAMESPACE/POD/CONTAINER?tailLines=1}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String container = exchange.getRequestURI().getPath().replaceFirst("/containerLogs/", "");
            asked.add(container + "?" + exchange.getRequestURI().getQuery());
            byte[] log = logs.getOrDefault(container, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, log.length == 0 ? -1 : log.length);
            exchange.getResponseBody().write(log);
        }
    }

    @Override
    public void close() {
        TestCluster.client().nodes().withName(name).delete();
        kubelet.stop(0);
    }
}
