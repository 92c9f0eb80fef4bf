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
        long inode = Inode.at(file).orElseThrow();
        assertThat(Inode.at(other)).isPresent().isNotEqualTo(Inode.at(file));

        Path moved = Files.move(file, directory.resolve("moved"));

        assertThat(Inode.at(moved)).hasValue(inode);
        assertThat(Inode.at(file)).isEmpty();
    }

    @Test
    void aLinkIsThereWhereverItLeads() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        assertThat(Inode.exists(link)).isTrue();
        assertThat(Inode.at(link)).isPresent();
    }
}
