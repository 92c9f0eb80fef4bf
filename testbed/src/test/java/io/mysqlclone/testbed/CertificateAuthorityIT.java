package io.mysqlclone.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityIT {

    /** Under TLS 1.3 the client thinks that it is connected when the server turns its certificate down. */
    private static final String REFUSED_BY_SERVER = "(?s).*(Lost connection|SSL connection error).*";

    @TempDir
    private Path scratch;

    @Test
    void mysqldServesItsCertificateAndAsksForTheClients() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(scratch, "right");
        CertificateAuthority stranger = CertificateAuthority.create(scratch, "wrong");
        var client = authority.issue("client", "somebody");
        try (MysqlServer server = MysqlServer.builder(scratch)
                .tls(authority, authority.issue("server", "donor", "localhost", "127.0.0.1"))
                .start()) {
            server.createCloneUser("known", "IDENTIFIED BY 'secret'", "REQUIRE SUBJECT '/CN=somebody'");

            assertThat(connectAs(server, authority, client)).endsWith("TLSv1.3");
            assertThatThrownBy(() -> connectAs(server, stranger, client)).hasMessageContaining("SSL connection error");
            assertThatThrownBy(() -> connectAs(server, authority, stranger.issue("other", "somebody")))
                    .hasMessageMatching(REFUSED_BY_SERVER);
        }
    }

    @Test
    void aHostNameThatTheCertificateDoesNotHaveIsRefused() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(scratch, "right");
        var client = authority.issue("client", "somebody");
        try (MysqlServer server = MysqlServer.builder(scratch)
                .tls(authority, authority.issue("server", "donor", "elsewhere.example"))
                .start()) {
            server.createCloneUser("known", "secret");
            assertThatThrownBy(() -> connectAs(server, authority, client)).hasMessageContaining("SSL connection error");
        }
    }

    @Test
    void aServerRefusesARevokedClient() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(scratch, "right");
        var good = authority.issue("good", "somebody");
        var revoked = authority.issue("revoked", "somebody");
        try (MysqlServer server = MysqlServer.builder(scratch)
                .tls(authority, authority.issue("server", "donor", "127.0.0.1"))
                .option("--ssl-crl=" + authority.revoke("list", revoked))
                .start()) {
            server.createCloneUser("known", "IDENTIFIED BY 'secret'", "REQUIRE X509");
            assertThat(connectAs(server, authority, good)).endsWith("TLSv1.3");
            assertThatThrownBy(() -> connectAs(server, authority, revoked)).hasMessageMatching(REFUSED_BY_SERVER);
        }
    }

    /** MySQL's own client as the judge. */
    private static String connectAs(
            MysqlServer server, CertificateAuthority trusted, CertificateAuthority.Issued client) {
        return Shell.output(MysqlInstallation.find()
                .toolCommand(
                        "mysql",
                        List.of(
                                "--no-defaults",
                                "--host=127.0.0.1",
                                "--port=" + server.port(),
                                "--user=known",
                                "--password=secret",
                                "--ssl-mode=VERIFY_IDENTITY",
                                "--ssl-ca=" + trusted.certificate(),
                                "--ssl-cert=" + client.certificate(),
                                "--ssl-key=" + client.key(),
                                "--skip-column-names",
                                "--execute=SHOW STATUS LIKE 'Ssl_version'")));
    }
}
