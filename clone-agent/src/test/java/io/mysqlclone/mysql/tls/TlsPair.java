package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.transport.Connector;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** A client and a server that have shaken hands over a socket of this host. */
final class TlsPair implements AutoCloseable {
    private final Transport client;
    private final Server server;

    /** The server's end: the same transport, and what lies below it. */
    record Server(SocketWire wire, SSLEngine engine, TlsTransport transport) {
        /** Seals {@code plain}, or what the engine has to say by itself, in one record. */
        ByteBuffer record(byte[] plain) throws IOException {
            ByteBuffer sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            SSLEngineResult result = engine.wrap(ByteBuffer.wrap(plain), sealed);
            if (result.bytesProduced() == 0) {
                throw new AssertionError(result);
            }
            return sealed.flip();
        }
    }

    private TlsPair(Transport client, Server server) {
        this.client = client;
        this.server = server;
    }

    /**
     * Connects.
     *
     * @param version {@code TLSv1.2} or {@code TLSv1.3}
     */
    static TlsPair connect(String version) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            CompletableFuture<Server> server = CompletableFuture.supplyAsync(
                    () -> accept(listener, version),
                    task -> Thread.ofPlatform().daemon().start(task));
            SocketWire wire = Connector.connect(new Endpoint.Tcp("127.0.0.1", port), Duration.ofSeconds(20));
            TlsOptions options = new TlsOptions(
                    TlsMode.REQUIRED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(version));
            return new TlsPair(new TlsUpgrade(options).establish(wire).transport(), server.get());
        }
    }

    private static Server accept(ServerSocketChannel listener, String version) {
        try {
            SocketChannel channel = listener.accept();
            SocketWire wire = new SocketWire(channel, new Endpoint.Tcp("client", 1));
            SSLEngine engine = context().createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(new String[] {version});
            TlsTransport transport = new TlsTransport(wire, engine);
            transport.handshake();
            return new Server(wire, engine, transport);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        return new TlsMaterial(
                        false,
                        Optional.empty(),
                        Optional.of(file("rsa-pkcs8.pem")),
                        Optional.of(file("rsa-pkcs8.key")),
                        Optional.empty())
                .context();
    }

    private static Path file(String name) {
        URL resource = Objects.requireNonNull(TlsPair.class.getResource("/pem/" + name));
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    Transport client() {
        return client;
    }

    Server server() {
        return server;
    }

    /** Reads so many bytes. */
    static byte[] read(Transport from, int length) throws IOException {
        ByteBuffer all = ByteBuffer.allocateDirect(length);
        while (all.hasRemaining()) {
            if (from.read(all) < 0) {
                throw new AssertionError("the stream ended after " + all.position() + " of " + length + " bytes");
            }
        }
        byte[] bytes = new byte[length];
        all.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        server.wire().abort();
        client.release();
    }
}
