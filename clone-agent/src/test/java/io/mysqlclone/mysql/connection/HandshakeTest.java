package io.mysqlclone.mysql.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.packet.Capability;
import io.mysqlclone.mysql.packet.MemoryTransport;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.mysql.packet.ResponsePacket;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Handshakes that a real server does not do on demand, against a scripted one. */
final class HandshakeTest {
    private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};

    /** What the server does with one connection. */
    private interface Script {
        void run(Peer peer) throws IOException;
    }

    /** The server's end: packets with the sequence number that is due. */
    private static final class Peer {
        private final DataInputStream in;
        private final OutputStream out;
        private int sequence;

        Peer(Socket socket) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void send(byte[] payload) throws IOException {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.writeBytes(new byte[] {(byte) payload.length, (byte) (payload.length >>> 8), 0, (byte) sequence++});
            packet.writeBytes(payload);
            out.write(packet.toByteArray());
        }

        byte[] receive() throws IOException {
            byte[] header = in.readNBytes(4);
            if (header.length < 4) {
                return new byte[0];
            }
            sequence = header[3] + 1;
            return in.readNBytes((header[0] & 0xFF) | (header[1] & 0xFF) << 8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] greeting(String plugin) {
        long capabilities = Capability.WANTED;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("\n9.7.4\0"));
        out.writeBytes(new byte[] {7, 0, 0, 0});
        out.writeBytes(bytes("01234567\0"));
        out.writeBytes(new byte[] {(byte) capabilities, (byte) (capabilities >>> 8), (byte) 255, 2, 0});
        out.writeBytes(new byte[] {(byte) (capabilities >>> 16), (byte) (capabilities >>> 24), 21});
        out.writeBytes(new byte[10]);
        out.writeBytes(bytes("89abcdefghij\0" + plugin + "\0"));
        return out.toByteArray();
    }

    private static byte[] switchTo(String plugin) {
        return bytes("\u00FE" + plugin + "\0" + "ABCDEFGHIJKLMNOPQRST\0");
    }

    private static MysqlConnection open(Script script) throws IOException {
        return open(script, TlsMode.PREFERRED, Compression.NONE, Duration.ofSeconds(20));
    }

    private static MysqlConnection open(Script script, TlsMode tls, Compression compression, Duration timeout)
            throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    Peer peer = new Peer(socket);
                    script.run(peer);
                    peer.receive();
                } catch (IOException e) {
                    // The client left: its side of the test says whether that was right.
                }
            });
            return MysqlConnection.open(new ConnectionOptions(
                    new Endpoint.Tcp("127.0.0.1", listener.getLocalPort()),
                    new Credentials("clone", Secret.of("secret")),
                    TlsOptions.of(tls),
                    compression,
                    timeout,
                    new ServerPublicKey.FromServer()));
        }
    }

    @Test
    void anUnknownDefaultPluginDoesNotHinderASwitchToAKnownOne() throws IOException {
        try (MysqlConnection connection = open(peer -> {
            peer.send(greeting("made_up"));
            peer.receive();
            peer.send(switchTo("mysql_native_password"));
            peer.send(provesNativePassword(peer.receive()) ? OK : bytes("\u00FF\u0015\u0004#28000no"));
        })) {
            assertThat(connection.authenticationPlugin()).isEqualTo("mysql_native_password");
            assertThat(connection.connectionId()).isEqualTo(7);
        }
    }

    /** As a server checks it: it knows SHA1(SHA1(password)) only. */
    private static boolean provesNativePassword(byte[] scramble) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] stored = sha1.digest(sha1.digest(bytes("secret")));
            sha1.update(bytes("ABCDEFGHIJKLMNOPQRST"));
            byte[] mask = sha1.digest(stored);
            byte[] once = new byte[scramble.length];
            for (int i = 0; i < once.length; i++) {
                once[i] = (byte) (scramble[i] ^ mask[i]);
            }
            return Arrays.equals(sha1.digest(once), stored);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thePasswordIsNeverSentReadableWithoutTls() {
        assertThatThrownBy(() -> open(peer -> {
                    peer.send(greeting("caching_sha2_password"));
                    peer.receive();
                    peer.send(switchTo("mysql_clear_password"));
                }))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("use TLS")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anUnknownPluginIsNamed() {
        assertThatThrownBy(() -> open(peer -> {
                    peer.send(greeting("caching_sha2_password"));
                    peer.receive();
                    peer.send(switchTo("authentication_kerberos"));
                }))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("'authentication_kerberos'");
    }

    @Test
    void aSecondFactorIsToldAndNothingIsSentForIt() {
        assertThatThrownBy(() -> open(peer -> {
                    peer.send(greeting("caching_sha2_password"));
                    peer.receive();
                    peer.send(bytes("\2authentication_webauthn\0challenge"));
                }))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("multi-factor accounts are not supported")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatRefusesAtOnceIsTold() {
        assertThatThrownBy(() -> open(peer -> peer.send(bytes("\u00FF\u0010\u0004Too many\u001B connections"))))
                .isInstanceOfSatisfying(
                        ServerErrorException.class, e -> assertThat(e.code()).isEqualTo(1040))
                .hasMessage("ERROR 1040 (HY000): Too many? connections");
    }

    @Test
    void noTlsAndNoCompressionAreToldWhenTheyAreDemanded() {
        assertThatThrownBy(() -> open(
                        peer -> peer.send(greeting("caching_sha2_password")),
                        TlsMode.REQUIRED,
                        Compression.NONE,
                        Duration.ofSeconds(20)))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("does not offer TLS");
        assertThatThrownBy(() -> open(
                        peer -> peer.send(greeting("caching_sha2_password")),
                        TlsMode.DISABLED,
                        Compression.ZSTD,
                        Duration.ofSeconds(20)))
                .hasMessageContaining("protocol_compression_algorithms");
    }

    @Test
    void aServerThatSaysNothingEndsAtTheTimeout() {
        assertThatThrownBy(() -> open(Peer::receive, TlsMode.PREFERRED, Compression.NONE, Duration.ofMillis(200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not complete the handshake within 200 ms");
    }

    @Test
    void anEndlessAuthenticationEnds() {
        assertThatThrownBy(() -> open(peer -> {
                    peer.send(greeting("caching_sha2_password"));
                    peer.receive();
                    for (int i = 0; i < 100; i++) {
                        peer.send(new byte[] {1, 3});
                    }
                }))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void aDamagedPublicKeyIsRefused() {
        assertThatThrownBy(() -> open(peer -> {
                    peer.send(greeting("sha256_password"));
                    peer.receive();
                    peer.send(bytes("\1-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
                }))
                .isInstanceOf(AuthenticationException.class);
    }

    @Property(tries = 2000)
    void aDamagedGreetingIsRefusedCleanly(
            @ForAll @IntRange(max = 90) int length, @ForAll @IntRange(max = 80) int at, @ForAll byte value) {
        byte[] packet = Arrays.copyOf(greeting("caching_sha2_password"), length);
        if (at < length) {
            packet[at] = value;
        }
        parses(() -> ServerGreeting.parse(ByteBuffer.wrap(packet)));
    }

    @Property
    void garbageIsRefusedCleanly(@ForAll @Size(max = 200) byte[] garbage) {
        parses(() -> ServerGreeting.parse(ByteBuffer.wrap(garbage)));
        parses(() -> ResponsePacket.requireOk(new Payload(ByteBuffer.wrap(garbage))));
        byte[] framed = new byte[garbage.length + 4];
        framed[0] = (byte) garbage.length;
        System.arraycopy(garbage, 0, framed, 4, garbage.length);
        parses(() -> new TextQuery(MemoryTransport.reader(framed), true, 1000)
                .table()
                .rows());
        parses(() -> new TextQuery(MemoryTransport.reader(garbage), false, 1000)
                .table()
                .rows());
    }

    private interface Parsing {
        void run() throws IOException;
    }

    /** Anything but success or an exception of ours fails the test by itself. */
    private static void parses(Parsing parsing) {
        try {
            parsing.run();
        } catch (IOException e) {
            assertThat(e).isInstanceOf(MysqlIoException.class);
        }
    }
}
