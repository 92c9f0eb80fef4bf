package io.mysqlclone.agent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of flags and variables. */
class CloneCommandLineTest {
    private static final String[] LEAST = {"--donor", "db1", "--user", "clone", "--data-dir", "/data"};

    private final FakeSurroundings surroundings = new FakeSurroundings();

    @BeforeEach
    void givePassword() {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "s3cret");
    }

    @Test
    void theLeastThatIsNeededHasSafeDefaults() {
        var request = request(LEAST);

        assertThat(request.donor().endpoint()).isEqualTo(new Endpoint.Tcp("db1", 3306));
        assertThat(request.donor().credentials().user()).isEqualTo("clone");
        assertThat(request.donor().credentials().password().utf8()).asString().isEqualTo("s3cret");
        assertThat(request.donor().tls().mode()).isEqualTo(TlsMode.VERIFY_IDENTITY);
        assertThat(request.donor().compression()).isEqualTo(Compression.NONE);
        assertThat(request.target().dataDir()).isEqualTo(Path.of("/data"));
        assertThat(request.target().inPlace()).isFalse();
        assertThat(request.target().relocations()).isEmpty();
        assertThat(request.concurrency()).isEqualTo(new Concurrency.Auto());
        assertThat(request.limits()).isEqualTo(Limits.NONE);
        assertThat(request.ddl()).isEqualTo(new CloneRequest.DdlPolicy(Duration.ofMinutes(5), false));
        assertThat(request.stallTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(request.reconnectTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(request.verifyPages()).isTrue();
        assertThat(request.bufferSize()).isEqualTo(4 << 20);
        assertThat(request.commit()).isEqualTo(CloneRequest.Commit.IF_STOPPED);
    }

    @Test
    void everyFlagArrivesInTheRequest() {
        var request = request(
                "--donor=[::1]:3307",
                "--user=u",
                "--data-dir=d",
                "--in-place",
                "--tls-mode=disabled",
                "--tls-ciphers=TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384",
                "--tls-versions=TLSv1.2,TLSv1.3",
                "--concurrency=16",
                "--compression=zstd",
                "--buffer-size=1Mi",
                "--max-data-bandwidth=100M/s",
                "--max-network-bandwidth=50MiB/s",
                "--ddl-timeout=0s",
                "--block-ddl",
                "--stall-timeout=90s",
                "--reconnect-timeout=0",
                "--relocate=/ext=/mnt/ext",
                "--no-commit",
                "--no-verify-pages");

        assertThat(request.donor().endpoint()).isEqualTo(new Endpoint.Tcp("::1", 3307));
        assertThat(request.donor().tls().mode()).isEqualTo(TlsMode.DISABLED);
        assertThat(request.donor().tls().ciphers()).containsExactly("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
        assertThat(request.donor().tls().versions()).containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(request.donor().compression()).isEqualTo(Compression.ZSTD);
        assertThat(request.target().inPlace()).isTrue();
        assertThat(request.target().overwrite())
                .as("without a word about it no server's data is replaced")
                .isEqualTo(CloneRequest.Overwrite.NEVER);
        assertThat(request.target().relocations()).containsExactly(new Relocation("/ext", Path.of("/mnt/ext")));
        assertThat(request.concurrency()).isEqualTo(new Concurrency.Fixed(16));
        assertThat(request.bufferSize()).isEqualTo(1 << 20);
        assertThat(request.limits()).isEqualTo(new Limits(100 << 20, 50 << 20));
        assertThat(request.ddl()).isEqualTo(new CloneRequest.DdlPolicy(Duration.ZERO, true));
        assertThat(request.stallTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(request.reconnectTimeout()).isZero();
        assertThat(request.verifyPages()).isFalse();
        assertThat(request.commit()).isEqualTo(CloneRequest.Commit.LATER);
    }

    @Test
    void everyFlagCanBeAVariable() {
        set("DONOR", "db2:3310");
        set("USER", "u");
        set("DATA_DIR", "/d");
        set("IN_PLACE", "true");
        set("TLS_MODE", "required");
        set("TLS_VERSIONS", "TLSv1.3");
        set("CONCURRENCY", "2");
        set("COMPRESSION", "zlib");
        set("BUFFER_SIZE", "8M");
        set("MAX_DATA_BANDWIDTH", "1G/s");
        set("DDL_TIMEOUT", "10s");
        set("BLOCK_DDL", "1");
        set("RELOCATE", "/a=/b;/c=/d");
        set("VERIFY_PAGES", "false");
        set("COMMIT_WHEN_STOPPED", "true");

        var request = request();

        assertThat(request.donor().endpoint()).isEqualTo(new Endpoint.Tcp("db2", 3310));
        assertThat(request.donor().tls().mode()).isEqualTo(TlsMode.REQUIRED);
        assertThat(request.donor().tls().versions()).containsExactly("TLSv1.3");
        assertThat(request.target().inPlace()).isTrue();
        assertThat(request.concurrency()).isEqualTo(new Concurrency.Fixed(2));
        assertThat(request.donor().compression()).isEqualTo(Compression.ZLIB);
        assertThat(request.commit()).isEqualTo(CloneRequest.Commit.WHEN_STOPPED);
        assertThat(request.bufferSize()).isEqualTo(8 << 20);
        assertThat(request.limits().dataBytesPerSecond()).isEqualTo(1 << 30);
        assertThat(request.ddl()).isEqualTo(new CloneRequest.DdlPolicy(Duration.ofSeconds(10), true));
        assertThat(request.target().relocations())
                .containsExactly(new Relocation("/a", Path.of("/b")), new Relocation("/c", Path.of("/d")));
        assertThat(request.verifyPages()).isFalse();
    }

    @Test
    void aFlagWinsOverItsVariable() {
        set("DONOR", "other");
        set("TLS_MODE", "disabled");
        set("VERIFY_PAGES", "false");
        set("BUFFER_SIZE", "nonsense");

        var request = request(with("--tls-mode", "verify-ca", "--verify-pages", "--buffer-size", "2M"));

        assertThat(request.donor().endpoint()).isEqualTo(new Endpoint.Tcp("db1", 3306));
        assertThat(request.donor().tls().mode()).isEqualTo(TlsMode.VERIFY_CA);
        assertThat(request.verifyPages()).isTrue();
        assertThat(request.bufferSize()).isEqualTo(2 << 20);
    }

    @Test
    void anEmptyVariableIsNotSet() {
        set("TLS_MODE", "");
        assertThat(request(LEAST).donor().tls().mode()).isEqualTo(TlsMode.VERIFY_IDENTITY);
    }

    @Test
    void aPasswordFileWinsOverTheVariable(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("pw"), "from file\n");
        var request = request(with("--password-file", file.toString()));
        assertThat(request.donor().credentials().password().utf8()).asString().isEqualTo("from file");
    }

    @Test
    void noPasswordAtAllIsRefusedAndAnEmptyOneIsTaken() {
        surroundings.environment.put("CLONE_AGENT_PASSWORD", "");
        assertThat(request(LEAST).donor().credentials().password().isEmpty()).isTrue();

        surroundings.environment.remove("CLONE_AGENT_PASSWORD");
        assertThatThrownBy(() -> request(LEAST))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("--password-file")
                .hasMessageContaining("CLONE_AGENT_PASSWORD");
    }

    @Test
    void pemTextInVariablesBecomesPrivateFilesThatAreRemoved() throws IOException {
        var ca = resource("ca.pem");
        var certificate = resource("ec-pkcs8.pem");
        var privateKey = resource("ec-pkcs8.key");
        set("TLS_CA_PEM", ca);
        set("TLS_CERT_PEM", certificate);
        set("TLS_KEY_PEM", privateKey);
        Path key;
        try (var pem = new PemVariables(surroundings.environment)) {
            var tls = request(pem, LEAST).donor().tls();
            key = tls.key().orElseThrow();
            assertThat(tls.ca().orElseThrow()).hasContent(ca);
            assertThat(tls.certificate().orElseThrow()).hasContent(certificate);
            assertThat(key).hasContent(privateKey);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                    .isEqualTo("rwx------");
            assertThat(tls.crl()).isEmpty();
        }
        assertThat(key.getParent()).doesNotExist();
    }

    @Test
    void aFileWinsOverPemTextInAVariable(@TempDir Path directory) throws IOException {
        set("TLS_CA_PEM", "from variable");
        var file = Files.writeString(directory.resolve("ca.pem"), resource("ca.pem"));
        assertThat(request(with("--tls-ca", file.toString())).donor().tls().ca())
                .contains(file);
    }

    @Test
    void aFileThatIsNoCertificateIsAUsageErrorBeforeAnythingIsConnected(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("password"), "secret");
        assertThatThrownBy(() -> request(with("--tls-ca", file.toString())))
                .isInstanceOfSatisfying(FailureException.class, refused -> {
                    assertThat(refused.failure().exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(refused.failure().cause()).contains("TlsFailed");
                    assertThat(refused)
                            .hasMessage(
                                    "The TLS files cannot be used: the file " + file + " holds no PEM certificate.");
                });
    }

    private static String resource(String name) throws IOException {
        try (var file = CloneCommandLineTest.class.getResourceAsStream("/pem/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void set(String flag, String value) {
        surroundings.environment.put("CLONE_AGENT_" + flag, value);
    }

    private static String[] with(String... more) {
        return Stream.concat(Arrays.stream(LEAST), Arrays.stream(more)).toArray(String[]::new);
    }

    private CloneRequest request(String... arguments) {
        try (var pem = new PemVariables(surroundings.environment)) {
            return request(pem, arguments);
        }
    }

    private CloneRequest request(PemVariables pem, String... arguments) {
        var all = Stream.concat(Stream.of("clone"), Arrays.stream(arguments)).toArray(String[]::new);
        var commandLine = CloneAgent.commandLine(surroundings.get(), all);
        commandLine.parseArgs(all);
        CloneCommand command =
                requireNonNull(commandLine.getSubcommands().get("clone")).getCommand();
        return command.request(pem);
    }
}
