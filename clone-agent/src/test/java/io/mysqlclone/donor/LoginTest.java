package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.donor.serve.Donor;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.accept.Accounts;
import io.mysqlclone.mysql.accept.OneAccount;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.auth.PasswordDigest;
import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.mysql.tls.ServerTls;
import io.mysqlclone.testbed.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins of our own client, each way there is. */
final class LoginTest {
    private static final Credentials ACCOUNT = new Credentials("clone", Secret.of("geheim-ü"));

    /** One for all: to make a key takes seconds on a host that is busy, and the time for a login is not what is tested. */
    private static final ServerRsaKey RSA_KEY = new ServerRsaKey();

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path scratch;

    private Optional<Donor> donor = Optional.empty();

    @AfterEach
    void close() {
        donor.ifPresent(Donor::close);
    }

    /** Whose digest is not known before the password was sent once. */
    private static final class Forgetful implements Accounts {
        private final OneAccount account = new OneAccount(ACCOUNT);
        private boolean seen;

        @Override
        public synchronized Optional<PasswordDigest> digest(String user) {
            return seen ? account.digest(user) : Optional.empty();
        }

        @Override
        public synchronized Admission admit(String user, byte[] password) {
            Admission admission = account.admit(user, password);
            seen = admission instanceof Admission.Admitted;
            return admission;
        }
    }

    private Endpoint serve(Accounts accounts, Optional<ServerTls> tls, boolean required) throws IOException {
        var engine = new TinyEngine(98, Files.write(scratch.resolve("file"), new byte[10]));
        Donor started = Donor.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ServerSettings("9.7.4", tls, required, accounts, RSA_KEY),
                DonorDescription.ofFiles(
                        engine.release(),
                        engine.pageSize(),
                        Optional.of("fcc57cec-e631-11f1-9886-02fc00000001"),
                        OptionalInt.of(1),
                        List.of(),
                        Duration.ofMinutes(5)),
                List.of(engine),
                new ServeLimits(2, 4, 0, Duration.ofMinutes(5), PATIENCE, PATIENCE),
                event -> {});
        donor = Optional.of(started);
        return new Endpoint.Tcp("127.0.0.1", started.address().getPort());
    }

    private static MysqlConnection open(Endpoint donor, TlsOptions tls, Compression compression, Credentials as)
            throws IOException {
        return MysqlConnection.open(
                new ConnectionOptions(donor, as, tls, compression, PATIENCE, new ServerPublicKey.FromServer()));
    }

    private static Optional<ServerTls> selfSigned() throws IOException {
        return Optional.of(ServerTls.selfSigned(Instant.now()));
    }

    @ParameterizedTest
    @CsvSource({
        "DISABLED, NONE",
        "DISABLED, ZLIB",
        "DISABLED, ZSTD",
        "REQUIRED, NONE",
        "REQUIRED, ZLIB",
        "REQUIRED, ZSTD"
    })
    void thePasswordIsSentOnceAndProvenFromThenOn(TlsMode tls, Compression compression) throws IOException {
        Endpoint server = serve(new Forgetful(), selfSigned(), false);
        for (int login = 0; login < 2; login++) {
            try (MysqlConnection connection = open(server, TlsOptions.of(tls), compression, ACCOUNT)) {
                assertThat(connection.query("SELECT @@GLOBAL.server_uuid"))
                        .containsExactly(List.of(Optional.of("fcc57cec-e631-11f1-9886-02fc00000001")));
                assertThat(connection.query("SELECT @@version, @@lower_case_table_names"))
                        .containsExactly(List.of(Optional.of("9.7.4"), Optional.of("1")));
                assertThat(connection.query("SHOW GRANTS").toString()).contains("BACKUP_ADMIN");
                assertThat(connection.query("SET NAMES utf8mb4")).isEmpty();
                assertThat(connection.tlsSession().isPresent()).isEqualTo(tls == TlsMode.REQUIRED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"DISABLED, clone", "REQUIRED, clone", "DISABLED, nobody", "REQUIRED, nobody"})
    void aWrongPasswordAndAnUnknownUserAreToldTheSame(TlsMode tls, String user) throws IOException {
        Endpoint server = serve(new OneAccount(ACCOUNT), selfSigned(), false);
        assertThatThrownBy(() ->
                        open(server, TlsOptions.of(tls), Compression.NONE, new Credentials(user, Secret.of("wrong"))))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageStartingWith(
                        "ERROR 1045 (28000): Access denied for user '" + user + "'@'127.0.0.1' (using password: YES)");
    }

    @Test
    void noPasswordIsNone() throws IOException {
        Endpoint server = serve(new OneAccount(ACCOUNT), selfSigned(), false);
        assertThatThrownBy(() -> open(
                        server,
                        TlsOptions.of(TlsMode.REQUIRED),
                        Compression.NONE,
                        new Credentials("clone", Secret.of(""))))
                .hasMessageContaining("(using password: NO)");
    }

    @Test
    void withoutTlsNobodyComesInWhereItIsRequired() throws IOException {
        Endpoint server = serve(new OneAccount(ACCOUNT), selfSigned(), true);
        assertThatThrownBy(() -> open(server, TlsOptions.of(TlsMode.DISABLED), Compression.NONE, ACCOUNT))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("3159");
    }

    @Test
    void theFingerprintIsThatOfTheCertificate() throws IOException {
        Optional<ServerTls> tls = selfSigned();
        Endpoint server = serve(new OneAccount(ACCOUNT), tls, true);
        String right = tls.orElseThrow().fingerprint();
        try (MysqlConnection connection = open(server, TlsOptions.pinned(right), Compression.NONE, ACCOUNT)) {
            assertThat(connection.tlsSession()).isPresent();
        }
        String wrong = (right.charAt(0) == '0' ? '1' : '0') + right.substring(1);
        assertThatThrownBy(() -> open(server, TlsOptions.pinned(wrong), Compression.NONE, ACCOUNT))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining(right);
    }

    @Test
    void aCertificateIsAskedOfClientsWhereThereIsACa() throws IOException {
        var authority = CertificateAuthority.create(scratch, "right");
        var strange = CertificateAuthority.create(scratch, "strange");
        var own = authority.issue("server", "localhost", "127.0.0.1");
        ServerTls tls = ServerTls.ofFiles(own.certificate(), own.key(), Optional.of(authority.certificate()));
        Endpoint server = serve(new OneAccount(ACCOUNT), Optional.of(tls), true);

        var client = authority.issue("client", "client");
        try (MysqlConnection connection =
                open(server, with(authority, Optional.of(client)), Compression.NONE, ACCOUNT)) {
            assertThat(connection.tlsSession()).isPresent();
        }
        assertThatThrownBy(() -> open(server, with(authority, Optional.empty()), Compression.NONE, ACCOUNT))
                .hasMessageContaining("1045");
        var foreign = strange.issue("foreign", "client");
        assertThatThrownBy(() -> open(server, with(authority, Optional.of(foreign)), Compression.NONE, ACCOUNT))
                .isInstanceOf(IOException.class);
    }

    private static TlsOptions with(CertificateAuthority authority, Optional<CertificateAuthority.Issued> client) {
        return new TlsOptions(
                TlsMode.VERIFY_IDENTITY,
                Optional.of(authority.certificate()),
                client.map(CertificateAuthority.Issued::certificate),
                client.map(CertificateAuthority.Issued::key),
                Optional.empty(),
                List.of(),
                List.of());
    }

    @Test
    void aKeyOfAnotherCertificateIsToldAtTheStart() {
        var authority = CertificateAuthority.create(scratch, "ca");
        var one = authority.issue("one", "one");
        var other = authority.issue("other", "other");
        assertThatThrownBy(() -> ServerTls.ofFiles(one.certificate(), other.key(), Optional.empty()))
                .hasMessageContaining("is not that of the certificate");
    }

    @Test
    void anAccountWithoutAPasswordIsRefused() {
        assertThatThrownBy(() -> new OneAccount(new Credentials("clone", Secret.of(""))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStrangerWhoSaysNothingIsNotWaitedFor() throws IOException {
        Endpoint server = serve(new OneAccount(ACCOUNT), selfSigned(), false);
        donor.orElseThrow().close();
        var engine = new TinyEngine(98, scratch.resolve("file"));
        try (Served hasty = Served.engine(
                        engine,
                        new ServeLimits(
                                2, 4, 0, Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofSeconds(60)));
                RawRecipient stranger = RawRecipient.greeted(hasty.port())) {
            assertThat(stranger.isClosed()).isTrue();
        }
        assertThat(server).isNotNull();
    }
}
