package io.mysqlclone.mysql.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.packet.Payload;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server: logins, compression, sockets, large packets. TLS has {@link MysqlConnectionTlsIT}. */
final class MysqlConnectionIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path scratch;

    private static MysqlServer server;

    @BeforeAll
    static void startServer() {
        server = MysqlServer.builder(scratch)
                .donor()
                .ipv6()
                .option("--max-allowed-packet=64M")
                .start();
        server.createCloneUser("sha2", "secret");
        server.createCloneUser("empty", "");
        server.createCloneUser("sha256", "IDENTIFIED WITH sha256_password BY 'secret'", "");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** Otherwise the order of tests would decide which of them meet the fast path. */
    @BeforeEach
    void forgetCachedPasswords() {
        server.execute("FLUSH PRIVILEGES");
    }

    private static Endpoint tcp() {
        return new Endpoint.Tcp("127.0.0.1", server.port());
    }

    private static ConnectionOptions options(
            Endpoint endpoint, String user, String password, TlsMode tls, Compression compression) {
        return new ConnectionOptions(
                endpoint,
                new Credentials(user, Secret.of(password)),
                TlsOptions.of(tls),
                compression,
                TIMEOUT,
                new ServerPublicKey.FromServer());
    }

    private static MysqlConnection open(Endpoint endpoint, String user, String password, TlsMode tls)
            throws IOException {
        return MysqlConnection.open(options(endpoint, user, password, tls, Compression.NONE));
    }

    private static String value(MysqlConnection connection, String sql) throws IOException {
        List<List<Optional<String>>> rows = connection.query(sql);
        return rows.getFirst().getFirst().orElse("NULL");
    }

    @Test
    void logsInWithTheServersPublicKeyWhenNothingIsCachedAndThereIsNoTls() throws Exception {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.DISABLED)) {
            assertThat(connection.authenticationPlugin()).isEqualTo("caching_sha2_password");
            assertThat(connection.tlsSession()).isEmpty();
            assertThat(value(connection, "SELECT CURRENT_USER()")).isEqualTo("sha2@%");
            assertThat(value(connection, "SELECT CONNECTION_ID()")).isEqualTo(Long.toString(connection.connectionId()));
            assertThat(value(connection, "SELECT VERSION()")).isEqualTo(connection.serverVersion());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha2", "sha256"})
    void withoutTlsThePasswordGoesUnderAKeyThatTheUserHasOrToNobody(String user) throws Exception {
        ConnectionOptions any = options(tcp(), user, "secret", TlsMode.DISABLED, Compression.NONE);
        assertThatThrownBy(() -> MysqlConnection.open(any.with(new ServerPublicKey.Refused())))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("--get-server-public-key")
                .hasMessageContaining("--server-public-key-path");

        Path key = server.dataDir().resolve("public_key.pem");
        MysqlConnection.open(any.with(new ServerPublicKey.InFile(key))).close();
        server.execute("FLUSH PRIVILEGES");

        Path none = server.dataDir().resolve("auto.cnf");
        assertThatThrownBy(() -> MysqlConnection.open(any.with(new ServerPublicKey.InFile(none))))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("there is no RSA public key");
    }

    @ParameterizedTest
    @CsvSource({"sha256, sha256_password, DISABLED", "sha256, sha256_password, REQUIRED"})
    void switchesToThePluginOfTheAccount(String user, String plugin, TlsMode tls) throws Exception {
        try (MysqlConnection connection = open(tcp(), user, "secret", tls)) {
            assertThat(connection.authenticationPlugin()).isEqualTo(plugin);
            assertThat(value(connection, "SELECT CURRENT_USER()")).isEqualTo(user + "@%");
        }
        assertThatThrownBy(() -> open(tcp(), user, "wrong", tls)).hasMessageStartingWith("ERROR 1045 (28000)");
    }

    @Test
    void switchesToSha256PasswordOverTheUnixSocket() throws Exception {
        open(new Endpoint.UnixSocket(server.socket()), "sha256", "secret", TlsMode.DISABLED)
                .close();
    }

    @Test
    void theFastPathOfACachedPasswordSendsFewerBytes() throws Exception {
        long full = bytesOfLogin();
        assertThat(bytesOfLogin()).isLessThan(full);
    }

    private static long bytesOfLogin() throws IOException {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.DISABLED)) {
            return connection.bytesSent();
        }
    }

    @Test
    void logsInUnderTls() throws Exception {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.REQUIRED)) {
            assertThat(connection.tlsSession())
                    .hasValueSatisfying(tls -> assertThat(tls).startsWith("TLSv1.3 "));
            assertThat(connection
                            .query("SHOW SESSION STATUS LIKE 'Ssl_version'")
                            .getFirst()
                            .get(1))
                    .contains("TLSv1.3");
        }
    }

    @Test
    void logsInOverTheUnixSocket() throws Exception {
        try (MysqlConnection connection =
                open(new Endpoint.UnixSocket(server.socket()), "sha2", "secret", TlsMode.PREFERRED)) {
            assertThat(value(connection, "SELECT CURRENT_USER()")).isEqualTo("sha2@%");
            assertThat(connection.tlsSession()).isEmpty();
        }
    }

    @Test
    void logsInOverIpv6() throws Exception {
        try (MysqlConnection connection =
                open(Endpoint.parse("[::1]:" + server.port()), "sha2", "secret", TlsMode.PREFERRED)) {
            assertThat(value(connection, "SELECT USER()")).isEqualTo("sha2@::1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"DISABLED", "REQUIRED"})
    void logsInWithoutAPassword(TlsMode tls) throws Exception {
        try (MysqlConnection connection = open(tcp(), "empty", "", tls)) {
            assertThat(value(connection, "SELECT CURRENT_USER()")).isEqualTo("empty@%");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"DISABLED", "REQUIRED"})
    void aWrongPasswordIsTheServersError(TlsMode tls) {
        assertThatThrownBy(() -> open(tcp(), "sha2", "wrong", tls))
                .isInstanceOfSatisfying(
                        ServerErrorException.class, e -> assertThat(e.code()).isEqualTo(1045))
                .hasMessageStartingWith("ERROR 1045 (28000): Access denied for user 'sha2'")
                .hasMessageNotContaining("wrong");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void packetsBeyondSixteenMebibytesArriveWhole(Compression compression) throws Exception {
        int length = 40_000_000;
        try (MysqlConnection connection =
                MysqlConnection.open(options(tcp(), "sha2", "secret", TlsMode.DISABLED, compression))) {
            String text = value(connection, "SELECT REPEAT('0123456789', " + length / 10 + ")");
            assertThat(text).hasSize(length);
            assertThat(text.indexOf("01234567890123456789", length - 20)).isEqualTo(length - 20);
            if (compression == Compression.NONE) {
                assertThat(connection.bytesReceived()).isGreaterThan(length);
            } else {
                assertThat(connection.bytesReceived()).isLessThan(length / 20);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void packetsBeyondSixteenMebibytesLeaveWhole(Compression compression) throws Exception {
        byte[] text = new byte[20_000_000];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + i % 23);
        }
        CRC32 crc = new CRC32();
        crc.update(text);
        byte[] begin = {3, 'S', 'E', 'L', 'E', 'C', 'T', ' ', 'C', 'R', 'C', '3', '2', '(', '\''};
        ByteBuffer payload = ByteBuffer.allocateDirect(begin.length + text.length + 2);
        payload.put(begin).put(text).put((byte) '\'').put((byte) ')').flip();
        try (MysqlConnection connection =
                MysqlConnection.open(options(tcp(), "sha2", "secret", TlsMode.REQUIRED, compression))) {
            connection.send(payload);
            List<List<Optional<String>>> rows = readRows(connection);
            assertThat(rows).containsExactly(List.of(Optional.of(Long.toString(crc.getValue()))));
        }
    }

    /** One column, one row. */
    private static List<List<Optional<String>>> readRows(MysqlConnection connection) throws IOException {
        connection.nextPacket();
        connection.nextPacket();
        connection.nextPacket();
        String value = new Payload(connection.readRest(1000)).lengthEncodedText();
        connection.nextPacket();
        return List.of(List.of(Optional.of(value)));
    }

    @Test
    void nullsAndStatementsWithoutRowsAreTold() throws Exception {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.DISABLED)) {
            assertThat(connection.query("SELECT 1, NULL, '' UNION SELECT 2, 'b', 'ü'"))
                    .containsExactly(
                            List.of(Optional.of("1"), Optional.empty(), Optional.of("")),
                            List.of(Optional.of("2"), Optional.of("b"), Optional.of("ü")));
            assertThat(connection.query("SET @x = 1")).isEmpty();
            assertThatThrownBy(() -> connection.query("SELECT nonsense"))
                    .hasMessageStartingWith("ERROR 1054 (42S22): ");
            assertThat(value(connection, "SELECT 'still usable'")).isEqualTo("still usable");
        }
    }

    @Test
    void aDonorsAnswersEachStartAtSequenceZero() throws Exception {
        for (Compression compression : Compression.values()) {
            try (MysqlConnection connection =
                    MysqlConnection.open(options(tcp(), "sha2", "secret", TlsMode.PREFERRED, compression))) {
                connection.command(32);
                connection.expectOk();
                // COM_INIT of version 0x0103: DDL timeout 300 s without backup lock, no locator.
                connection.send(ByteBuffer.wrap(new byte[] {1, 3, 1, 0, 0, 0x2C, 1, 0, (byte) 0x80}));
                int packets = 0;
                int code;
                do {
                    connection.nextPacket();
                    code = connection.readRest(1 << 20).get() & 0xFF;
                    packets++;
                } while (code != 0x63 && code != 0x64);
                assertThat(code).as("COMPLETE over %s", compression).isEqualTo(0x63);
                assertThat(packets).isGreaterThan(10);
                connection.command(6);
                connection.nextPacket();
                assertThat(connection.readRest(10).get() & 0xFF).isEqualTo(0x63);
                assertThat(value(connection, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void abortEndsABlockedReader() throws Exception {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.REQUIRED)) {
            connection.send(ByteBuffer.wrap("\3SELECT SLEEP(1000)".getBytes(StandardCharsets.UTF_8)));
            Thread aborter = Thread.ofVirtual().start(connection::abort);
            assertThatThrownBy(() -> {
                        while (true) {
                            connection.nextPacket();
                        }
                    })
                    .isInstanceOf(ConnectionClosedException.class)
                    .hasMessageContaining("closed by this side");
            aborter.join();
        }
    }

    @Test
    void aKilledConnectionIsToldAsClosed() throws Exception {
        try (MysqlConnection connection = open(tcp(), "sha2", "secret", TlsMode.REQUIRED)) {
            server.execute("KILL " + connection.connectionId());
            assertThatThrownBy(() -> connection.query("SELECT 1")).isInstanceOf(ConnectionClosedException.class);
        }
    }
}
