package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.CompressedTransport;
import io.mysqlclone.mysql.packet.FrameCodec;
import io.mysqlclone.mysql.packet.FrameCompressor;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.packet.ResponsePacket;
import io.mysqlclone.mysql.tls.ServerTls;
import io.mysqlclone.mysql.transport.PlainTransport;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** From an accepted socket to a client that is logged in: greeting, TLS, authentication, compression. */
public final class ServerHandshake {
    private static final int ER_CON_COUNT = 1040;
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_SECURE_TRANSPORT_REQUIRED = 3159;
    private static final String ACCESS_DENIED_STATE = "28000";

    /** Longest login: names, an answer, and attributes of 64 KiB. */
    private static final int MAX_LOGIN = 66 << 10;

    private static final long OFFERED = Capability.NEEDED
            | Capability.LONG_PASSWORD
            | Capability.LONG_FLAG
            | Capability.CONNECT_WITH_DB
            | Capability.COMPRESS
            | Capability.TRANSACTIONS
            | Capability.CONNECT_ATTRS
            | Capability.DEPRECATE_EOF
            | Capability.ZSTD_COMPRESSION;

    private final ServerSettings settings;
    private final SocketWire wire;
    private final String host;
    private final PacketReader reader;
    private final PacketWriter writer;
    private final PlainTransport plain;
    private Transport transport;
    private Optional<ServerTls.Accepted> encrypted = Optional.empty();

    /**
     * A handshake that has not begun.
     *
     * @param host the client's address as an error names it
     */
    public ServerHandshake(ServerSettings settings, SocketWire wire, String host) {
        this.settings = settings;
        this.wire = wire;
        this.host = host;
        this.plain = new PlainTransport(wire);
        this.transport = plain;
        this.writer = new PacketWriter(transport);
        this.reader = new PacketReader(wire, transport, writer);
    }

    /** Says in place of a greeting that there are too many connections (1040). */
    public static void refuse(SocketWire wire) throws IOException {
        new PacketWriter(new PlainTransport(wire))
                .send(AnswerPackets.errorBeforeGreeting(ER_CON_COUNT, "Too many connections"));
    }

    /**
     * Talks to the client until it is logged in.
     *
     * @param connectionId the server's number for the connection
     * @throws AuthenticationException when it was refused, which it has been told
     */
    public ServerConnection run(long connectionId) throws IOException {
        byte[] nonce = Nonces.next();
        long offered = OFFERED | (settings.tls().isPresent() ? Capability.SSL : 0);
        writer.sendWithin(
                GreetingEncoder.encode(settings.version(), connectionId, offered, nonce), reader.takeSequence());
        reader.nextAnswer();
        ByteBuffer packet = reader.readRest(MAX_LOGIN);
        if (settings.tls().isPresent() && LoginRequest.asksForTls(packet)) {
            upgrade(settings.tls().get());
            reader.nextAnswer();
            packet = reader.readRest(MAX_LOGIN);
        }
        LoginRequest request = LoginRequest.parse(packet);
        if ((request.capabilities() & ~offered & (Capability.COMPRESS | Capability.ZSTD_COMPRESSION)) != 0
                || (Capability.has(request.capabilities(), Capability.SSL) && encrypted.isEmpty())) {
            throw new MalformedPacketException(wire.peer() + " uses what it was not offered");
        }
        if (settings.tlsRequired() && encrypted.isEmpty()) {
            throw refused(
                    ER_SECURE_TRANSPORT_REQUIRED,
                    "HY000",
                    "Connections using insecure transport are prohibited while --require_secure_transport=ON.");
        }
        boolean mayClone = authenticate(request, nonce);
        writer.sendWithin(AnswerPackets.ok(), reader.takeSequence());
        startCompression(request);
        return new ServerConnection(
                wire,
                reader,
                writer,
                transport,
                new ServerConnection.Client(
                        connectionId,
                        request.user(),
                        host,
                        request.capabilities() & offered,
                        mayClone,
                        encrypted.map(ServerTls.Accepted::session)));
    }

    private void upgrade(ServerTls tls) throws IOException {
        ServerTls.Accepted accepted = tls.accept(wire, plain.takeBufferedInput());
        encrypted = Optional.of(accepted);
        transport = accepted.transport();
        reader.moveTo(transport, true);
        writer.moveTo(transport);
    }

    /** @return whether the account may clone */
    private boolean authenticate(LoginRequest request, byte[] nonce) throws IOException {
        Login.Verdict verdict = new Login(reader, writer, settings, encrypted.isPresent()).run(request, nonce);
        boolean unknown = settings.tls().filter(ServerTls::asksForCertificate).isPresent()
                && encrypted.filter(ServerTls.Accepted::clientIsKnown).isEmpty();
        Accounts.Admission admission = unknown ? new Accounts.Admission.Denied() : verdict.admission();
        return switch (admission) {
            case Accounts.Admission.Admitted(boolean mayClone) -> mayClone;
            case Accounts.Admission.Refused(int code, var state, var message) -> throw refused(code, state, message);
            case Accounts.Admission.Denied() ->
                throw refused(
                        ER_ACCESS_DENIED,
                        ACCESS_DENIED_STATE,
                        "Access denied for user '" + ResponsePacket.printable(request.user()) + "'@'" + host
                                + "' (using password: " + (verdict.withPassword() ? "YES" : "NO") + ")");
        };
    }

    private AuthenticationException refused(int code, String sqlState, String message) throws IOException {
        writer.sendWithin(AnswerPackets.error(code, sqlState, message), reader.takeSequence());
        return new AuthenticationException(wire.peer() + " was refused: " + message + " (" + code + ")");
    }

    private void startCompression(LoginRequest request) {
        // Who asks for both gets the first one, as from mysqld.
        if (Capability.has(request.capabilities(), Capability.COMPRESS)) {
            compress(new FrameCodec.Zlib(), new FrameCompressor.Zlib());
        } else if (Capability.has(request.capabilities(), Capability.ZSTD_COMPRESSION)) {
            compress(new FrameCodec.Zstd(), new FrameCompressor.Zstandard(Math.max(1, request.zstdLevel())));
        }
    }

    private void compress(FrameCodec codec, FrameCompressor compressor) {
        transport = new CompressedTransport(transport, codec, compressor);
        reader.moveTo(transport, false);
        writer.moveTo(transport);
    }
}
