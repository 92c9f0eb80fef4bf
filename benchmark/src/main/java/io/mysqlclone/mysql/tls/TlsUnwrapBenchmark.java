package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.testbed.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 128 KiB from a TLS 1.3 connection into an aligned buffer. The records are in the socket before the clock runs, and are no
 * more than its buffers hold.
 */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TlsUnwrapBenchmark {
    private static final int BYTES = 128 << 10;
    private static final int SOCKET_BUFFER = 512 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The cipher suite. */
    @Param({"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"})
    public String cipher = "";

    private final ByteBuffer aligned = AlignedBuffers.allocate(BYTES);
    private final ByteBuffer sent = ByteBuffer.allocateDirect(BYTES);
    private @Nullable Ends ends;

    /** Both ends of a connection. */
    private record Ends(SocketChannel donorSocket, TlsTransport donor, SocketChannel socket, TlsTransport recipient) {}

    /** Connects, and completes the handshake. */
    @Setup
    public void connect() throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
        SSLContext context = context();
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            socket.connect(server.getLocalAddress());
            SocketChannel donorSocket = server.accept();
            donorSocket.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            Ends connected = new Ends(
                    donorSocket, transport(donorSocket, context, false), socket, transport(socket, context, true));
            FutureTask<Boolean> accepted = new FutureTask<>(() -> {
                connected.donor.handshake();
                return true;
            });
            Thread.ofVirtual().start(accepted);
            connected.recipient.handshake();
            var _ = accepted.get();
            ends = connected;
        }
    }

    private TlsTransport transport(SocketChannel socket, SSLContext context, boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setEnabledCipherSuites(new String[] {cipher});
        return new TlsTransport(new SocketWire(socket, Endpoint.parse("127.0.0.1")), engine);
    }

    /** A certificate of an authority that both ends trust. */
    private static SSLContext context() throws IOException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("tls");
        CertificateAuthority authority = CertificateAuthority.create(directory, "bench");
        CertificateAuthority.Issued issued = authority.issue("donor", "donor", "127.0.0.1");
        try {
            return new TlsMaterial(
                            true,
                            Optional.of(authority.certificate()),
                            Optional.of(issued.certificate()),
                            Optional.of(issued.key()),
                            Optional.empty())
                    .context();
        } finally {
            for (Path file : new Path[] {authority.certificate(), issued.certificate(), issued.key(), directory}) {
                Files.delete(file);
            }
        }
    }

    /** The donor's part, which is not measured. */
    @Setup(Level.Invocation)
    public void fill() throws IOException {
        ends().donor.write(sent.clear(), NOTHING);
    }

    /** Receives and opens the records. */
    @Benchmark
    public ByteBuffer unwrap() throws IOException {
        TlsTransport recipient = ends().recipient;
        aligned.clear();
        while (aligned.hasRemaining()) {
            if (recipient.read(aligned) < 0) {
                throw new IOException("the connection ended");
            }
        }
        return aligned;
    }

    /** Closes the connection. */
    @TearDown
    public void close() throws IOException {
        ends().donorSocket.close();
        ends().socket.close();
    }

    private Ends ends() {
        return Objects.requireNonNull(ends);
    }
}
