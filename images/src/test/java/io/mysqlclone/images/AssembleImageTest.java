package io.mysqlclone.images;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AssembleImageTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void stageAnAgent() throws IOException {
        Archive.base(directory.resolve("base.tar"));
        add("opt/clone-agent/lib/picocli.jar", "rw-------");
        add("opt/clone-agent/lib/clone-agent.jar", "rw-r--r--");
        add("opt/clone-agent/lib/clone-agent.aot", "rw-r--r--");
        add("opt/clone-agent/bin/clone-agent", "rwx------");
    }

    @Test
    void layersFollowTheBaseByHowOftenTheyChange() throws IOException {
        var names = assemble("clone-agent").layers().stream()
                .map(layer -> layer.stream().map(Archive.Entry::name).toList())
                .toList();

        assertThat(names)
                .containsExactly(
                        List.of("etc/base"),
                        List.of("opt/clone-agent/lib/picocli.jar"),
                        List.of("opt/clone-agent/bin/clone-agent", "opt/clone-agent/lib/clone-agent.jar"),
                        List.of("opt/clone-agent/lib/clone-agent.aot"));
    }

    /** An AOT cache is good only for jars with the times that they had when it was made. */
    @Test
    void filesKeepTheirTimes() throws IOException {
        assertThat(stagedFiles(assemble("clone-agent")))
                .hasSize(4)
                .allMatch(entry -> entry.modified() == TIME.getEpochSecond());
    }

    @Test
    void filesBelongToRootAndAnybodyReadsThem() throws IOException {
        assertThat(stagedFiles(assemble("clone-agent"))).hasSize(4).allSatisfy(entry -> {
            assertThat(entry.userId()).isZero();
            assertThat(entry.mode()).isEqualTo(entry.name().contains("/bin/") ? 0755 : 0644);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone-agent", "mysql-clone-operator"})
    void theUserIsANumberAndNotRoot(String program) {
        assertThat(assemble(program).config().at("/config/User").asText()).matches("[1-9]\\d+:[1-9]\\d+");
    }

    @Test
    void theImageSaysWhatItIs() {
        var archive = assemble("clone-agent");
        var labels = archive.config().at("/config/Labels");

        assertThat(archive.manifest().at("/RepoTags/0").asText()).isEqualTo("localhost/clone-agent:1.2.3");
        assertThat(archive.config().at("/architecture").asText()).isEqualTo("amd64");
        assertThat(labels.at("/org.opencontainers.image.version").asText()).isEqualTo("1.2.3");
        assertThat(labels.at("/org.opencontainers.image.revision").asText()).isEqualTo("abcdef");
        assertThat(labels.at("/org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
        assertThat(archive.config().at("/config/Entrypoint/0").asText()).isEqualTo("/opt/clone-agent/bin/clone-agent");
    }

    @Test
    void theSameInputGivesTheSameImage() throws IOException {
        var first = Files.readAllBytes(assemble("clone-agent").file());
        var second = Files.readAllBytes(assemble("clone-agent").file());

        assertThat(second).isEqualTo(first);
    }

    private void add(String path, String permissions) throws IOException {
        var file = directory.resolve("stage").resolve(path);
        Files.createDirectories(requireNonNull(file.getParent()));
        Files.writeString(file, path);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    private Archive assemble(String program) {
        var out = directory.resolve("image.tar");
        var errors = new StringWriter();
        int status = new CommandLine(new AssembleImage())
                .setErr(new PrintWriter(errors))
                .execute(
                        "--program=" + program,
                        "--base=" + directory.resolve("base.tar"),
                        "--stage=" + directory.resolve("stage"),
                        "--architecture=amd64",
                        "--version=1.2.3",
                        "--revision=abcdef",
                        "--created=" + TIME,
                        "--base-cache=" + directory.resolve("cache"),
                        "--cache=" + directory.resolve("cache"),
                        "--image=localhost/" + program + ":1.2.3",
                        "--archive=" + out);
        assertThat(status).as("%s", errors).isZero();
        return new Archive(out);
    }

    private static List<Archive.Entry> stagedFiles(Archive archive) throws IOException {
        return archive.layers().stream().skip(1).flatMap(List::stream).toList();
    }
}
