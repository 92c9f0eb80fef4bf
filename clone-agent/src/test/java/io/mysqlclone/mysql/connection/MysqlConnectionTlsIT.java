package io.mysqlclone.mysql.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.testbed.MysqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as a real server offers it, and the ways in which it must fail. */
final class MysqlConnectionTlsIT {
    @TempDir
    private static Path scratch;

    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static TestAuthority.Issued serverCertificate;
    private static TestAuthority.Issued client;
    private static MysqlServer server;

    @BeforeAll
    static void startServer() {
        authority = new TestAuthority(scratch, "authority");
        stranger = new TestAuthority(scratch, "stranger");
        serverCertificate = authority.issue("server", "IP:127.0.0.1", "DNS:db.example");
        client = authority.issue("client");
        server = MysqlServer.builder(scratch)
                .option("--ssl-ca=" + authority.certificate())
                .option("--ssl-cert=" + serverCertificate.certificate())
                .option("--ssl-key=" + serverCertificate.pkcs8Key())
                .start();
        server.createCloneUser("clone", "secret");
        server.createCloneUser("x509", "IDENTIFIED BY 'secret'", "REQUIRE X509");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static TlsOptions tls(TlsMode mode, Path ca) {
        return new TlsOptions(
                mode, Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private static MysqlConnection open(String host, String user, TlsOptions tls) throws IOException {
        return MysqlConnection.open(new ConnectionOptions(
                new Endpoint.Tcp(host, server.port()),
                new Credentials(user, Secret.of("secret")),
                tls,
                Compression.NONE,
                Duration.ofSeconds(30)));
    }

    private static void serve(TestAuthority.Issued issued) {
        server.execute("SET GLOBAL ssl_cert = '" + issued.certificate() + "'; SET GLOBAL ssl_key = '"
                + issued.pkcs8Key() + "'; ALTER INSTANCE RELOAD TLS");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    void connectsWhenTheCertificateIsGood(TlsMode mode) throws Exception {
        try (MysqlConnection connection = open("127.0.0.1", "clone", tls(mode, authority.certificate()))) {
            assertThat(connection.tlsSession()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"VERIFY_CA", "VERIFY_IDENTITY"})
    void refusesACertificateOfAnotherAuthority(TlsMode mode) {
        assertThatThrownBy(() -> open("127.0.0.1", "clone", tls(mode, stranger.certificate())))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("(verified against " + stranger.certificate() + ")");
    }

    @Test
    void refusesAnUnknownAuthorityWhenOnlyTheSystemsAreTrusted() {
        assertThatThrownBy(() -> open("127.0.0.1", "clone", TlsOptions.of(TlsMode.VERIFY_CA)))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("--tls-ca");
    }

    @Test
    void refusesACertificateForAnotherHostOnlyWhenTheIdentityIsVerified() throws Exception {
        assertThatThrownBy(() -> open("localhost", "clone", tls(TlsMode.VERIFY_IDENTITY, authority.certificate())))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("is for 'db.example, 127.0.0.1', not for 'localhost'")
                .hasMessageContaining("verify-ca");
        open("localhost", "clone", tls(TlsMode.VERIFY_CA, authority.certificate()))
                .close();
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        // mysqld loads no certificate that has expired: it has to expire while it is served.
        Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        serve(authority.issue("old", end, "IP:127.0.0.1"));
        try {
            await().until(() -> Instant.now().isAfter(end.plusSeconds(1)));
            assertThatThrownBy(() -> open("127.0.0.1", "clone", tls(TlsMode.VERIFY_CA, authority.certificate())))
                    .isInstanceOf(TlsVerificationException.class)
                    .hasMessageContaining("NotAfter");
            open("127.0.0.1", "clone", TlsOptions.of(TlsMode.REQUIRED)).close();
        } finally {
            serve(serverCertificate);
        }
    }

    @Test
    void theCommonNameCountsWhenThereAreNoAlternativeNames() throws Exception {
        serve(authority.issue("localhost"));
        try {
            open("localhost", "clone", tls(TlsMode.VERIFY_IDENTITY, authority.certificate()))
                    .close();
        } finally {
            serve(serverCertificate);
        }
    }

    @Test
    void refusesARevokedCertificate() throws Exception {
        TestAuthority.Issued other = authority.issue("other");
        openWithRevocationList(authority.revoke(other)).close();
        assertThatThrownBy(() -> openWithRevocationList(authority.revoke(other, serverCertificate)))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("revoked");
    }

    @Test
    void refusesWhenTheRevocationListIsOfAnotherAuthority() {
        assertThatThrownBy(() -> openWithRevocationList(stranger.revoke(client)))
                .isInstanceOf(TlsVerificationException.class);
    }

    private static MysqlConnection openWithRevocationList(Path list) throws IOException {
        return open(
                "127.0.0.1",
                "clone",
                new TlsOptions(
                        TlsMode.VERIFY_IDENTITY,
                        Optional.of(authority.certificate()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(list),
                        List.of(),
                        List.of()));
    }

    @Test
    void showsItsCertificateWithEitherFormOfKey() throws Exception {
        for (Path key : List.of(client.pkcs8Key(), client.pkcs1Key())) {
            try (MysqlConnection connection = open("127.0.0.1", "x509", withClientCertificate(client, key))) {
                assertThat(connection.query("SELECT CURRENT_USER()")).containsExactly(List.of(Optional.of("x509@%")));
            }
        }
    }

    @Test
    void anAccountThatRequiresACertificateRefusesOthers() {
        assertThatThrownBy(() -> open("127.0.0.1", "x509", TlsOptions.of(TlsMode.REQUIRED)))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("1045");
    }

    @Test
    void aClientCertificateThatTheServerDoesNotTrustIsTold() {
        TestAuthority.Issued foreign = stranger.issue("client");
        assertThatThrownBy(() -> open("127.0.0.1", "x509", withClientCertificate(foreign, foreign.pkcs8Key())))
                .isInstanceOf(MysqlIoException.class)
                .isNotInstanceOf(MalformedPacketException.class);
    }

    private static TlsOptions withClientCertificate(TestAuthority.Issued issued, Path key) {
        return new TlsOptions(
                TlsMode.VERIFY_CA,
                Optional.of(authority.certificate()),
                Optional.of(issued.certificate()),
                Optional.of(key),
                Optional.empty(),
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_AES_256_GCM_SHA384",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256"
    })
    void usesTheVersionAndCipherAskedFor(String version, String cipher) throws Exception {
        assertThat(session(version, cipher)).isEqualTo(version + " " + cipher);
    }

    @Test
    void refusesACipherThatIsNone() {
        assertThatThrownBy(() -> session("TLSv1.3", "AES128-SHA"))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("AES128-SHA")
                .hasMessageContaining("IANA");
    }

    private static String session(String version, String cipher) throws IOException {
        TlsOptions options = new TlsOptions(
                TlsMode.REQUIRED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(cipher),
                List.of(version));
        try (MysqlConnection connection = open("127.0.0.1", "clone", options)) {
            String all = connection
                    .table("SELECT REPEAT('x', 1000000)", 2_000_000)
                    .rows()
                    .getFirst()
                    .getFirst()
                    .orElseThrow();
            assertThat(all).hasSize(1_000_000);
            return connection.tlsSession().orElseThrow();
        }
    }

    @Test
    void tlsCannotBeDemandedOfAUnixSocket() {
        assertThatThrownBy(() -> MysqlConnection.open(new ConnectionOptions(
                        new Endpoint.UnixSocket(server.socket()),
                        new Credentials("clone", Secret.of("secret")),
                        TlsOptions.of(TlsMode.REQUIRED),
                        Compression.NONE,
                        Duration.ofSeconds(30))))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("Unix socket");
    }

    @Test
    void anUnreadableFileIsNamed() {
        Path missing = scratch.resolve("missing.pem");
        assertThatThrownBy(() -> open("127.0.0.1", "clone", tls(TlsMode.VERIFY_CA, missing)))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> open("127.0.0.1", "clone", tls(TlsMode.VERIFY_CA, client.pkcs8Key())))
                .hasMessageContaining("holds no PEM certificate");
    }
}
