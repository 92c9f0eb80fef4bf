package io.mysqlclone.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
    @TempDir
    private Path dataDir = Path.of("");

    @TempDir
    private Path given = Path.of("");

    private SourceFiles files(String channel) throws IOException {
        return new SourceFiles(DataDirectory.open(dataDir), Path.of("/var/lib/mysql/"), channel);
    }

    private TlsOptions all() throws IOException {
        return new TlsOptions(
                TlsMode.VERIFY_CA, file("ca"), file("cert"), file("key"), file("crl"), List.of(), List.of());
    }

    private Optional<Path> file(String name) throws IOException {
        return Optional.of(Files.writeString(given.resolve(name), "the " + name));
    }

    @Test
    void mysqldIsToldWhereItSeesThem() throws IOException {
        assertThat(files("").write(all()))
                .isEqualTo(new SourceFiles.Paths(
                        "/var/lib/mysql/clone-agent-replication.ca.pem",
                        "/var/lib/mysql/clone-agent-replication.cert.pem",
                        "/var/lib/mysql/clone-agent-replication.key.pem",
                        "/var/lib/mysql/clone-agent-replication.crl.pem"));
        Path key = dataDir.resolve("clone-agent-replication.key.pem");
        assertThat(key).hasContent("the key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void eachChannelHasItsOwnAndWhatIsNotUsedAnyMoreGoes() throws IOException {
        files("").write(all());
        files("b").write(all());
        assertThat(files("b").write(TlsOptions.of(TlsMode.DISABLED))).isEqualTo(new SourceFiles.Paths("", "", "", ""));
        try (var left = Files.list(dataDir)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "clone-agent-replication.ca.pem",
                            "clone-agent-replication.cert.pem",
                            "clone-agent-replication.key.pem",
                            "clone-agent-replication.crl.pem");
        }
    }

    @Test
    void withoutAnAuthorityTheOnesThatTheRuntimeTrustsAreWritten() throws IOException {
        String path = files("").write(TlsOptions.of(TlsMode.VERIFY_IDENTITY)).ca();
        assertThat(path).endsWith(".ca.pem");
        assertThat(dataDir.resolve("clone-agent-replication.ca.pem"))
                .content()
                .startsWith("-----BEGIN CERTIFICATE-----\n")
                .endsWith("\n-----END CERTIFICATE-----\n");
    }

    @Test
    void aLinkInTheirPlaceIsReplacedAndNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(given.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(dataDir.resolve("clone-agent-replication.ca.pem"), elsewhere);
        Files.createSymbolicLink(dataDir.resolve("clone-agent-replication.ca.pem.new"), elsewhere);
        files("").write(all());
        assertThat(elsewhere).hasContent("mine");
        assertThat(dataDir.resolve("clone-agent-replication.ca.pem"))
                .isRegularFile()
                .hasContent("the ca");
    }

    @Test
    void aDirectoryInTheirPlaceIsNamed() throws IOException {
        Files.createDirectory(dataDir.resolve("clone-agent-replication.ca.pem"));
        assertThatThrownBy(() -> files("").write(all()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("clone-agent-replication.ca.pem");
    }
}
