package io.mysqlclone.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InodeTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsThereUnderAFreeName() throws Exception {
        assertThat(Inode.exists(directory.resolve("free"))).isFalse();
        assertThat(Inode.at(directory.resolve("free"))).isEmpty();
        assertThat(Inode.exists(directory.resolve("free/below"))).isFalse();
    }

    @Test
    void aFileIsKnownAgainUnderAnotherName() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path other = Files.createFile(directory.resolve("other"));
        Inode inode = Inode.at(file).orElseThrow();
        assertThat(Inode.at(other)).isPresent().isNotEqualTo(Inode.at(file));

        Path moved = Files.move(file, directory.resolve("moved"));

        assertThat(Inode.at(moved).orElseThrow().isUnchanged(inode)).isTrue();
        assertThat(Inode.at(file)).isEmpty();
    }

    @Test
    void aFileThatGotTheNumberOfADeletedOneIsAnother() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "deleted");
        Inode deleted = Inode.at(file).orElseThrow();
        Files.delete(file);
        Inode reused = new Inode(deleted.device(), deleted.number(), deleted.born() + 1_000_000, deleted.size());
        assertThat(reused.isUnchanged(deleted)).isFalse();
        assertThat(reused.maybe(deleted)).isTrue();
    }

    @Test
    void namesOfOneFileAreToldFromNamesOfTwo() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path second = Files.createLink(directory.resolve("second"), file);
        Path other = Files.createFile(directory.resolve("other"));
        assertThat(Inode.isOne(file, second)).isTrue();
        assertThat(Inode.isOne(file, other)).isFalse();
        assertThat(Inode.isOne(file, directory.resolve("none"))).isFalse();
        assertThat(Inode.isOne(directory.resolve("none"), directory.resolve("none")))
                .isFalse();
    }

    @Test
    void aLinkIsThereWhereverItLeads() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        assertThat(Inode.exists(link)).isTrue();
        assertThat(Inode.at(link)).isPresent();
    }
}
