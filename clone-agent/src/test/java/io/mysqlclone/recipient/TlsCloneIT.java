package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.recipient.run.CloneRun;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole clone in each TLS mode, and those that must not come about. */
final class TlsCloneIT {
    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static CertificateAuthority authority;
    private static CertificateAuthority stranger;
    private static CertificateAuthority.Issued certificate;
    private static CertificateAuthority.Issued client;
    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        authority = CertificateAuthority.create(scratch, "authority");
        stranger = CertificateAuthority.create(scratch, "stranger");
        certificate = authority.issue("donor", "donor", "127.0.0.1", "db.example");
        client = authority.issue("client", "client");
        donor = MysqlServer.builder(scratch).donor().tls(authority, certificate).start();
        donor.execute("CREATE SCHEMA d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (1), (2)");
        CloneRequests.allowCloning(donor);
        donor.createCloneUser("certified", "IDENTIFIED BY 'secret'", "REQUIRE X509");
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private static TlsOptions tls(TlsMode mode, Path ca) {
        return new TlsOptions(
                mode, Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private CloneFailure failure(CloneRequests requests) {
        CloneFailure failure = catchThrowableOfType(
                CloneFailure.class,
                () -> new CloneRun(CloneEngines.standard(), requests.into(target), event -> {}).run());
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.DONOR);
        assertThat(target).isEmptyDirectory();
        return failure;
    }

    @ParameterizedTest
    @EnumSource(value = TlsMode.class, mode = EnumSource.Mode.EXCLUDE, names = "VERIFY_FINGERPRINT")
    void clonesInEveryMode(TlsMode mode) throws Exception {
        TlsOptions options = mode.verifiesCertificate() ? tls(mode, authority.certificate()) : TlsOptions.of(mode);
        RecordedEvents events = new RecordedEvents();

        CloneResult result = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor).tls(options).into(target),
                        events)
                .run();

        assertThat(events.of(CloneEvent.Connected.class))
                .singleElement()
                .extracting(CloneEvent.Connected::tlsSession)
                .asString()
                .startsWith(mode == TlsMode.DISABLED ? "no TLS" : "TLSv1.3 ");
        StartedCopy.assertEquals(donor, result);
    }

    @Test
    void clonesWithAClientCertificate() throws Exception {
        TlsOptions options = new TlsOptions(
                TlsMode.VERIFY_IDENTITY,
                Optional.of(authority.certificate()),
                Optional.of(client.certificate()),
                Optional.of(client.key()),
                Optional.empty(),
                List.of(),
                List.of("TLSv1.2"));

        CloneResult result = new CloneRun(
                        CloneEngines.standard(),
                        CloneRequests.from(donor)
                                .user("certified", "secret")
                                .tls(options)
                                .connections(4)
                                .into(target),
                        event -> {})
                .run();

        StartedCopy.assertEquals(donor, result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VERIFY_CA", "VERIFY_IDENTITY"})
    void refusesADonorOfAnotherAuthority(TlsMode mode) {
        assertThat(failure(CloneRequests.from(donor).tls(tls(mode, stranger.certificate()))))
                .hasMessageContaining("127.0.0.1:" + donor.port())
                .hasMessageContaining("(verified against " + stranger.certificate() + ")");
    }

    @Test
    void refusesADonorOfAnotherName() {
        assertThat(failure(CloneRequests.from(donor)
                        .endpoint(new Endpoint.Tcp("localhost", donor.port()))
                        .tls(tls(TlsMode.VERIFY_IDENTITY, authority.certificate()))))
                .hasMessageContaining("is for 'db.example, 127.0.0.1', not for 'localhost'");
    }

    @Test
    void refusesARevokedDonor() {
        Path crl = authority.revoke("donor", certificate);
        TlsOptions options = new TlsOptions(
                TlsMode.VERIFY_CA,
                Optional.of(authority.certificate()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(crl),
                List.of(),
                List.of());

        assertThat(failure(CloneRequests.from(donor).tls(options)))
                .hasMessageStartingWith("TLS with 127.0.0.1:" + donor.port() + " failed: Certificate has been revoked")
                .hasMessageContaining("KEY_COMPROMISE");
    }

    @Test
    void refusesADonorWithoutTlsWhereItIsRequired() {
        try (MysqlServer plain = MysqlServer.builder(scratch.resolve("plain"))
                .donor()
                .option("--auto-generate-certs=OFF")
                .option("--ssl-cert=absent.pem")
                .start()) {
            CloneRequests.allowCloning(plain);

            assertThat(failure(CloneRequests.from(plain).tls(TlsMode.REQUIRED)))
                    .hasMessage("The server at 127.0.0.1:" + plain.port()
                            + " does not offer TLS; configure a certificate there, or use --tls-mode preferred");
        }
    }
}
