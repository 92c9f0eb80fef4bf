package io.mysqlclone.mysql.connection;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.LoginRefusal;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.NegotiationException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.auth.AuthenticationContext;
import io.mysqlclone.mysql.auth.AuthenticationMethod;
import io.mysqlclone.mysql.auth.PublicKeySource;
import io.mysqlclone.mysql.auth.UnprotectedPasswordException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.CompressedTransport;
import io.mysqlclone.mysql.packet.FrameCodec;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.mysql.packet.ResponsePacket;
import io.mysqlclone.mysql.tls.TlsUpgrade;
import io.mysqlclone.mysql.transport.PlainTransport;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a connected socket to a session: greeting, TLS upgrade, authentication, compression. */
final class Handshake {
    /** Switches, key requests and verdicts: an honest server needs four. */
    private static final int MAX_ROUNDS = 10;

    private static final int MAX_KEY_FILE = 64 * 1024;

    private final ConnectionOptions options;
    private final SocketWire wire;
    private final PacketReader reader;
    private final PacketWriter writer;
    private Transport transport;
    private @Nullable String tlsSession;
    private PublicKeySource keySource = new PublicKeySource.Nobody();

    Handshake(ConnectionOptions options, SocketWire wire) {
        this.options = options;
        this.wire = wire;
        this.transport = new PlainTransport(wire);
        this.writer = new PacketWriter(transport);
        this.reader = new PacketReader(wire, transport, writer);
    }

    /** An authenticated session and what its two sides agreed on. */
    record Session(
            PacketReader reader,
            PacketWriter writer,
            Transport transport,
            ServerGreeting greeting,
            long capabilities,
            String plugin,
            Optional<String> tlsSession) {}

    Session run() throws IOException {
        reader.nextPacket();
        ServerGreeting greeting = ServerGreeting.parse(reader.readRest(ResponsePacket.MAX_LENGTH));
        long capabilities = (Capability.WANTED & greeting.capabilities()) | compressionFlag(greeting);
        if (useTls(greeting)) {
            capabilities |= Capability.SSL;
            upgrade(capabilities);
        }
        AuthenticationMethod method = authenticate(greeting, capabilities);
        startCompression();
        return new Session(
                reader, writer, transport, greeting, capabilities, method.plugin(), Optional.ofNullable(tlsSession));
    }

    private long compressionFlag(ServerGreeting greeting) throws IOException {
        long flag =
                switch (options.compression()) {
                    case NONE -> 0;
                    case ZLIB -> Capability.COMPRESS;
                    case ZSTD -> Capability.ZSTD_COMPRESSION;
                };
        if (!Capability.has(greeting.capabilities(), flag)) {
            throw new NegotiationException("The server at " + wire.endpoint() + " does not allow "
                    + options.compression() + " compression: see its variable protocol_compression_algorithms");
        }
        return flag;
    }

    private boolean useTls(ServerGreeting greeting) throws TlsVerificationException {
        TlsMode mode = options.tls().mode();
        if (wire.endpoint() instanceof Endpoint.UnixSocket) {
            if (mode.isMandatory()) {
                throw new TlsVerificationException(
                        "TLS is not used on the Unix socket " + wire.endpoint(),
                        Optional.of("use --tls-mode preferred, or connect to a host"),
                        null);
            }
            return false;
        }
        boolean offered = Capability.has(greeting.capabilities(), Capability.SSL);
        if (mode.isMandatory() && !offered) {
            throw new TlsVerificationException(
                    "The server at " + wire.endpoint() + " does not offer TLS",
                    Optional.of("configure a certificate there, or use --tls-mode preferred"),
                    null);
        }
        return offered && mode != TlsMode.DISABLED;
    }

    private void upgrade(long capabilities) throws IOException {
        if (transport.hasBufferedInput()) {
            throw new MalformedPacketException("The server sent data before TLS that does not belong there");
        }
        TlsUpgrade upgrade = new TlsUpgrade(options.tls());
        send(HandshakeResponse.sslRequest(capabilities));
        TlsUpgrade.Established established = upgrade.establish(wire);
        tlsSession = established.session();
        transport = established.transport();
        reader.moveTo(transport, true);
        writer.moveTo(transport);
    }

    private AuthenticationMethod authenticate(ServerGreeting greeting, long capabilities) throws IOException {
        byte[] password = options.credentials().password().utf8();
        try {
            keySource = keySource();
            Nonce nonce = greeting.nonce();
            // An account may use another plugin than the server's default: then the server asks to switch.
            AuthenticationMethod method = AuthenticationMethod.named(greeting.plugin(), context(password, nonce))
                    .filter(m -> !m.sendsPassword())
                    .orElseGet(() -> AuthenticationMethod.defaultMethod(context(password, nonce)));
            send(HandshakeResponse.response(
                    capabilities, options.credentials().user(), method.begin(), method.plugin()));
            return converse(method, password);
        } catch (ServerErrorException e) {
            throw inTheOpen() ? withoutTls(e) : e;
        } catch (GeneralSecurityException e) {
            throw new AuthenticationException(
                    "Cannot log in to " + wire.endpoint() + " as '"
                            + options.credentials().user() + "': " + e.getMessage(),
                    e instanceof UnprotectedPasswordException unprotected ? unprotected.hint() : Optional.empty(),
                    e);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private boolean inTheOpen() {
        return tlsSession == null && !(wire.endpoint() instanceof Endpoint.UnixSocket);
    }

    /** A server that wants TLS of the account says no more than that access is denied. */
    private static ServerErrorException withoutTls(ServerErrorException e) {
        return LoginRefusal.of(e.code())
                .filter(LoginRefusal::mayMeanTls)
                .map(refusal -> e.withHint(refusal.advice()
                        + "; this connection has no TLS: when the account REQUIREs SSL, use --tls-mode required or a"
                        + " stricter one"))
                .orElse(e);
    }

    private AuthenticationMethod converse(AuthenticationMethod first, byte[] password)
            throws IOException, GeneralSecurityException {
        AuthenticationMethod method = first;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            reader.nextPacket();
            Payload payload = new Payload(reader.readRest(ResponsePacket.MAX_LENGTH));
            switch (payload.peek()) {
                case ResponsePacket.OK -> {
                    return method;
                }
                case ResponsePacket.ERR -> throw ResponsePacket.error(payload);
                case ResponsePacket.EOF -> {
                    method = switchTo(payload, password);
                    send(ByteBuffer.wrap(method.begin()));
                }
                case ResponsePacket.AUTH_MORE_DATA -> {
                    payload.skip(1);
                    Optional<byte[]> answer = method.proceed(payload.rest());
                    if (answer.isPresent()) {
                        send(ByteBuffer.wrap(answer.get()));
                    }
                }
                case ResponsePacket.AUTH_NEXT_FACTOR ->
                    throw new GeneralSecurityException("the account has more than one authentication factor, and"
                            + " multi-factor accounts are not supported: use an account with a password alone");
                default -> throw new MalformedPacketException("The server sent a packet that authentication has not");
            }
        }
        throw new MalformedPacketException("The server does not come to an end with the authentication");
    }

    private AuthenticationMethod switchTo(Payload payload, byte[] password)
            throws MalformedPacketException, GeneralSecurityException {
        payload.skip(1);
        if (!payload.hasRemaining()) {
            throw new GeneralSecurityException("the account uses the password format of MySQL 4.0");
        }
        String plugin = ResponsePacket.printable(payload.zeroTerminated());
        Nonce nonce = Nonce.terminated(payload.rest());
        return AuthenticationMethod.named(plugin, context(password, nonce))
                .orElseThrow(() -> new GeneralSecurityException("the account uses the authentication plugin '" + plugin
                        + "', which is not supported here: use an account with caching_sha2_password"));
    }

    private PublicKeySource keySource() throws GeneralSecurityException {
        return switch (options.publicKey()) {
            case ServerPublicKey.Refused() -> new PublicKeySource.Nobody();
            case ServerPublicKey.FromServer() -> new PublicKeySource.Server();
            case ServerPublicKey.InFile(Path file) -> {
                try (var in = Files.newInputStream(file)) {
                    yield new PublicKeySource.Given(
                            new String(in.readNBytes(MAX_KEY_FILE), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new GeneralSecurityException("the public key file cannot be read: " + e, e);
                }
            }
        };
    }

    private AuthenticationContext context(byte[] password, Nonce nonce) {
        boolean local = wire.endpoint() instanceof Endpoint.UnixSocket;
        return new AuthenticationContext(password, nonce.bytes(), tlsSession != null, local, keySource);
    }

    /** In the handshake both sides count in turn. */
    private void send(ByteBuffer payload) throws IOException {
        writer.sendWithin(payload, reader.takeSequence());
    }

    private void startCompression() {
        FrameCodec codec =
                switch (options.compression()) {
                    case NONE -> null;
                    case ZLIB -> new FrameCodec.Zlib();
                    case ZSTD -> new FrameCodec.Zstd();
                };
        if (codec != null) {
            transport = new CompressedTransport(transport, codec);
            reader.moveTo(transport, false);
            writer.moveTo(transport);
        }
    }
}
