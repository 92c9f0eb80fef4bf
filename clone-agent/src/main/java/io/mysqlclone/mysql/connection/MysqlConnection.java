package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.UnreachableException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.mysql.packet.ResponsePacket;
import io.mysqlclone.mysql.transport.Connector;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Watchdog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A blocking client connection to a MySQL server in the classic protocol.
 *
 * <p>One thread reads and one writes at a time; they may be the same, and they may be virtual. Reads wait as long as it
 * takes: another thread ends that with {@link #abort}. The counters and {@link #lastActivityNanos} are for any thread.
 *
 * <p>Methods throw {@link ConnectionClosedException} when the connection is gone and {@link MalformedPacketException}
 * when the server breaks the protocol; after either, the connection is of no more use.
 */
public final class MysqlConnection implements AutoCloseable {
    private static final int COM_QUIT = 1;
    private static final int COM_QUERY = 3;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(2);

    private final SocketWire wire;
    private final Handshake.Session session;
    private final PacketReader reader;
    private final PacketWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MysqlConnection(SocketWire wire, Handshake.Session session) {
        this.wire = wire;
        this.session = session;
        this.reader = session.reader();
        this.writer = session.writer();
    }

    /**
     * Connects, sets TLS up, authenticates and starts compression.
     *
     * @throws ServerErrorException when the server refuses (1045 ER_ACCESS_DENIED_ERROR and others)
     * @throws AuthenticationException when the account's plugin is unknown here or not safe on this connection
     * @throws TlsVerificationException when TLS cannot be had as asked
     * @throws IOException when nobody answers, or not in time; the message names the endpoint
     */
    public static MysqlConnection open(ConnectionOptions options) throws IOException {
        long begin = System.nanoTime();
        SocketWire wire = Connector.connect(options.endpoint(), options.connectTimeout());
        Duration left = options.connectTimeout().minusNanos(System.nanoTime() - begin);
        try (Watchdog watchdog = Watchdog.start(left.isNegative() ? Duration.ZERO : left, wire::abort)) {
            boolean opened = false;
            try {
                MysqlConnection connection = new MysqlConnection(wire, new Handshake(options, wire).run());
                opened = watchdog.finish();
                if (!opened) {
                    throw wire.closedByPeer();
                }
                return connection;
            } catch (IOException e) {
                throw watchdog.expired() ? timedOut(options, e) : e;
            } finally {
                if (!opened) {
                    wire.abort();
                }
            }
        }
    }

    private static IOException timedOut(ConnectionOptions options, IOException cause) {
        return new UnreachableException(
                "The server at " + options.endpoint() + " did not complete the handshake within "
                        + options.connectTimeout().toMillis() + " ms",
                cause);
    }

    /** The server's number for this connection, as in {@code KILL} and the process list. */
    public long connectionId() {
        return session.greeting().connectionId();
    }

    /** The server's version as it says it, such as {@code 9.7.4}. */
    public String serverVersion() {
        return session.greeting().version();
    }

    /** Protocol and cipher suite, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}; absent without TLS. */
    public Optional<String> tlsSession() {
        return session.tlsSession();
    }

    /** The authentication plugin the account was logged in with. */
    public String authenticationPlugin() {
        return session.plugin();
    }

    /** Sends {@code payload} (position to limit) as one message that starts a new exchange: sequence number 0. */
    public void send(ByteBuffer payload) throws IOException {
        writer.send(payload);
    }

    /**
     * Sends a command that is one byte.
     *
     * @param command 0 to 255
     */
    public void command(int command) throws IOException {
        writer.send(ByteBuffer.wrap(new byte[] {(byte) command}));
    }

    /** Waits for the next packet; skips what is left of the current one. */
    public void nextPacket() throws IOException {
        reader.nextPacket();
    }

    /** Some bytes of the current packet (at least one when {@code dst} has room), or -1 at its end. */
    public int read(ByteBuffer dst) throws IOException {
        return reader.read(dst);
    }

    /** Fills {@code dst} from the current packet; it is malformed when it ends before. */
    public void readFully(ByteBuffer dst) throws IOException {
        reader.readFully(dst);
    }

    /**
     * What is left of the current packet, big endian, in a buffer that the next call reuses.
     *
     * @param limit the most bytes it may be; a longer packet is malformed
     */
    public ByteBuffer readRest(int limit) throws IOException {
        return reader.readRest(limit);
    }

    /** The current packet is malformed when it has bytes left. */
    public void requireEnd() throws IOException {
        reader.requireEnd();
    }

    /** Drops what is left of the current packet. */
    public void skipRest() throws IOException {
        reader.skipRest();
    }

    /**
     * Takes the next packet, which must be OK.
     *
     * @throws ServerErrorException when it is an error
     */
    public void expectOk() throws IOException {
        reader.nextPacket();
        ResponsePacket.requireOk(new Payload(reader.readRest(ResponsePacket.MAX_LENGTH)));
    }

    /**
     * Runs one statement in the text protocol and returns its rows, a NULL as an empty Optional. For small results: at
     * most 64 KiB.
     *
     * @throws ServerErrorException when the statement fails
     */
    public List<List<Optional<String>>> query(String sql) throws IOException {
        return table(sql).rows();
    }

    /** As {@link #query}, with the names of the columns. */
    public ResultTable table(String sql) throws IOException {
        return table(sql, MAX_ANSWER);
    }

    /**
     * As {@link #table(String)}, for a server that is trusted with this process' memory.
     *
     * @param maxBytes of the answer; a longer one is malformed
     */
    public ResultTable table(String sql, int maxBytes) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        writer.send(ByteBuffer.allocate(1 + text.length)
                .put((byte) COM_QUERY)
                .put(text)
                .flip());
        return new TextQuery(reader, Capability.has(session.capabilities(), Capability.DEPRECATE_EOF), maxBytes)
                .table();
    }

    /** Bytes received on the socket, TLS and compression included. */
    public long bytesReceived() {
        return wire.bytesReceived();
    }

    /** Bytes sent on the socket, TLS and compression included. */
    public long bytesSent() {
        return wire.bytesSent();
    }

    /** {@link System#nanoTime} when the last byte arrived; of the connect while none has. */
    public long lastActivityNanos() {
        return wire.lastActivityNanos();
    }

    /** Aborts the connection unless the returned limit is closed in time, for exchanges that must not wait for ever. */
    public TimeLimit abortAfter(Duration limit) {
        Watchdog watchdog = Watchdog.start(limit, wire::abort);
        return watchdog::close;
    }

    /** Time that an exchange may take; closing it ends the watch. */
    @FunctionalInterface
    public interface TimeLimit extends AutoCloseable {
        @Override
        void close();
    }

    /** Closes the socket at once, from any thread; a blocked reader or writer gets a {@link ConnectionClosedException}. */
    public void abort() {
        wire.abort();
    }

    /** Says goodbye and closes. Not while another thread reads or writes: {@link #abort} first. Never throws. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // A server that reads no more must not hold the goodbye up.
        try (Watchdog _ = Watchdog.start(QUIT_LIMIT, wire::abort)) {
            command(COM_QUIT);
        } catch (IOException e) {
            // It was closed already: all the better.
        } finally {
            wire.abort();
            session.transport().release();
        }
    }
}
