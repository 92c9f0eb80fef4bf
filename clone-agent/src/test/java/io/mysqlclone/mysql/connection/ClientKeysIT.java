package io.mysqlclone.mysql.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlServer;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An account that REQUIREs X509 lets in whoever has a certificate, in whatever form openssl wrote the key. */
final class ClientKeysIT {
    @TempDir
    private static Path scratch;

    private static MysqlServer server;
    private static Path serverAuthority;

    @BeforeAll
    static void startServer() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(scratch, "authority");
        CertificateAuthority.Issued certificate = authority.issue("server", "server", "127.0.0.1");
        serverAuthority = Files.copy(authority.certificate(), scratch.resolve("with-nul.pem"));
        // As mysqld writes its own.
        Files.write(serverAuthority, new byte[] {0}, StandardOpenOption.APPEND);
        server = MysqlServer.builder(scratch)
                .donor()
                .option("--ssl-ca=" + file("ca.pem"))
                .option("--ssl-cert=" + certificate.certificate())
                .option("--ssl-key=" + certificate.key())
                .start();
        server.createCloneUser("x509", "IDENTIFIED BY 'secret'", "REQUIRE SUBJECT '/CN=nobody'");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static Path file(String name) {
        URL resource = Objects.requireNonNull(ClientKeysIT.class.getResource("/pem/" + name));
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec-sec1-with-parameters, TLSv1.3",
        "ec-sec1-with-parameters, TLSv1.2",
        "ec-sec1, TLSv1.3",
        "ec-pkcs8, TLSv1.3",
        "ed25519-pkcs8, TLSv1.3",
        "ed25519-pkcs8, TLSv1.2",
        "rsa-pkcs8, TLSv1.3",
        "rsa-pkcs1, TLSv1.2"
    })
    void itIsLetIn(String name, String version) throws Exception {
        server.execute("ALTER USER x509@'%' REQUIRE SUBJECT '/CN=" + name + "'");
        var tls = new TlsOptions(
                TlsMode.VERIFY_IDENTITY,
                Optional.of(serverAuthority),
                Optional.of(file(name + ".pem")),
                Optional.of(file(name + ".key")),
                Optional.empty(),
                List.of(),
                List.of(version));
        try (MysqlConnection connection = MysqlConnection.open(new ConnectionOptions(
                new Endpoint.Tcp("127.0.0.1", server.port()),
                new Credentials("x509", Secret.of("secret")),
                tls,
                Compression.NONE,
                Duration.ofSeconds(30)))) {
            assertThat(connection.query("SELECT CURRENT_USER()")).containsExactly(List.of(Optional.of("x509@%")));
        }
    }
}
