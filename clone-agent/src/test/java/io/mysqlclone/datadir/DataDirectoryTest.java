package io.mysqlclone.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataDirectoryTest {
    @TempDir
    private Path scratch;

    private Path root;
    private DataDirectory directory;

    @BeforeEach
    void openTarget() throws IOException {
        root = scratch.toRealPath().resolve("data");
        directory = DataDirectory.open(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ibdata1",
                "ibdata2",
                "mysql.ibd",
                "undo_001",
                "my_undo.ibu",
                "ib_buffer_pool",
                "./d/t.ibd",
                "d/t.ibd",
                "./d/t#p#p0.ibd",
                "./d/#sql-ib1065-123.ibd",
                "./d@0020e/t@003f.ibd",
                "./mysql/plugin.ibd",
                "./sys/sys_config.ibd",
                "./ts_general.ibd",
                "./a..b/c..d.ibd"
            })
    void acceptsTheNamesThatInnodbMakes(String name) throws IOException {
        assertThat(directory.resolve(name)).isEqualTo(root.resolve(name).normalize());
    }

    static Stream<String> nastyNames() {
        return Stream.of(
                "",
                ".",
                "..",
                "./",
                "/",
                "./.",
                "../ibdata1",
                "./../t.ibd",
                "./d/../t.ibd",
                "./d/../../t.ibd",
                "d/..",
                "d/./t.ibd",
                "././t.ibd",
                "//t.ibd",
                ".//t.ibd",
                "./d//t.ibd",
                "./d/",
                "d/t.ibd/",
                "/etc/passwd",
                "/var/lib/mysql/t.ibd",
                "a/b/c.ibd",
                "t\0.ibd",
                "t\n.ibd",
                "t\r.ibd",
                "t\u007f.ibd",
                "t\u001b[31m.ibd",
                "..\\t.ibd",
                "d\\t.ibd",
                "#clone",
                "./#clone/#status_error",
                "#clone-agent",
                "./#clone-agent/t.ibd",
                "#clone-agent/lock",
                "#innodb_redo",
                "./#innodb_redo/t.ibd",
                "#innodb_temp/t.ibd",
                "#ib_16384_0.dblwr",
                "#evil.ibd",
                "auto.cnf",
                "mysqld-auto.cnf",
                "my.cnf",
                ".my.cnf",
                "./mysql/my.cnf",
                "./mysql/general_log.CSV",
                "./d/t.MYD",
                "./d/t.sdi",
                "./d/ibdata1",
                "binlog.index",
                "binlog.000001",
                "server-key.pem",
                "evil.so",
                "ibtmp1",
                "mysql",
                "lost+found/t.ibd",
                ".hidden/t.ibd",
                ".ibd",
                "./d/.ibd",
                "t.ibd.#clone",
                "./d/t.ibd.#clone_save",
                "d.#clone/t.ibd",
                "./" + "x".repeat(252) + ".ibd",
                "./" + "\u00e9".repeat(126) + ".ibd",
                "./" + "d".repeat(256) + "/t.ibd",
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("nastyNames")
    void refusesEveryOtherNameAndQuotesItPrintably(String name) {
        assertThatThrownBy(() -> directory.resolve(name))
                .isInstanceOf(UnsafePathException.class)
                .message()
                .hasSizeLessThan(1000)
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void refusesSymbolicLinksThatLeaveTheTarget() throws IOException {
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Files.createFile(outside.resolve("t.ibd"));
        Files.createSymbolicLink(root.resolve("d"), outside);
        Files.createSymbolicLink(root.resolve("ts.ibd"), outside.resolve("t.ibd"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("../nowhere"));
        Files.createDirectory(root.resolve("e"));
        Files.createSymbolicLink(root.resolve("e/t.ibd"), Path.of("../../outside/t.ibd"));
        for (String name : new String[] {"./d/t.ibd", "./ts.ibd", "./dangling/t.ibd", "./e/t.ibd"}) {
            assertThatThrownBy(() -> directory.resolve(name))
                    .isInstanceOf(UnsafePathException.class)
                    .hasMessageContaining("symbolic link");
        }
    }

    @Test
    void refusesTheNameOfADirectory() throws IOException {
        Files.createDirectory(root.resolve("d.ibd"));
        assertThatThrownBy(() -> directory.resolve("./d.ibd")).hasMessageContaining("is a directory");
    }

    @Test
    void followsASymbolicLinkToTheTargetItself() throws IOException {
        Path link = Files.createSymbolicLink(scratch.resolve("link"), root);
        assertThat(DataDirectory.open(link).root()).isEqualTo(root);
    }

    @Test
    void refusesTargetsThatAreNoDirectoryOrHaveNoParent() throws IOException {
        Path file = Files.createFile(scratch.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file)).hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> DataDirectory.open(scratch.resolve("no/where")))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("can't be created because");
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/"))).isInstanceOf(TargetRefusedException.class);
    }

    @Test
    void aDirectoryThatWasMadeGoesWhenNothingIsInIt() throws IOException {
        directory.removeIfUnused();
        assertThat(root).doesNotExist();

        DataDirectory used = DataDirectory.open(root);
        Files.createFile(root.resolve("ibdata1"));
        used.removeIfUnused();
        assertThat(root.resolve("ibdata1")).exists();
    }

    @Test
    void aDirectoryThatWasThereStays() throws IOException {
        DataDirectory.open(root).removeIfUnused();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void refusesAPathThatNoListCanHold() {
        Path path = scratch.resolve("a\nb");

        assertThatThrownBy(() -> DataDirectory.open(path))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("a?b has a control character in its path");
        assertThat(path).doesNotExist();
    }

    @Test
    void isEmptyButForLostAndFoundAndHiddenNamesAndOurOwn() throws IOException {
        assertThat(directory.isEmpty()).isTrue();
        Files.createDirectory(root.resolve("lost+found"));
        Files.createDirectory(root.resolve("#clone-agent"));
        Files.createDirectory(root.resolve(".snapshot"));
        assertThat(directory.isEmpty()).isTrue();
        Files.createDirectory(root.resolve("#clone"));
        Files.createFile(root.resolve("#clone/#status_in_progress"));
        assertThat(directory.isEmpty()).isTrue();
        Files.createFile(root.resolve("#clone/#replace_files"));
        Files.createFile(root.resolve("auto.cnf"));
        assertThat(directory.contents()).containsExactly("#clone", "auto.cnf");
    }

    @Test
    void stagedFilesAreForOurUserAloneAndHaveNoNameThatMysqldScans() throws IOException {
        Staging staging = new Staging(directory);
        staging.create();
        Path file = staging.data(12_345);
        assertThat(root.relativize(file)).hasToString("#clone-agent/staging/data/012/012345");
        assertThat(Files.getPosixFilePermissions(directory.agentDirectory())).hasSize(3);
        Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        Files.createFile(staging.external(elsewhere, 3));
        Files.createFile(file);
        staging.remove();
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(file).doesNotExist();
    }
}
