package io.mysqlclone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume of 2 MiB that fills up; needs the right to mount one. */
final class FullVolumeTest {
    @TempDir
    private Path scratch;

    private Path volume;

    @BeforeEach
    void mountSmallVolume() throws Exception {
        volume = Files.createDirectory(scratch.resolve("volume"));
        int exit = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", volume.toString());
        assumeThat(exit)
                .as("NOT TESTED: a full volume, because mounting a tmpfs needs root")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        assertThat(run("umount", volume.toString())).isBetween(0, 32);
    }

    @Test
    void reservingAndWritingSayThatThereIsNoSpace() throws IOException {
        BlockSinks sinks = BlockSinks.probe(volume);
        try (BlockSink sink = sinks.open(volume.resolve("file"), true)) {
            assertThatThrownBy(() -> sink.preallocate(16 << 20))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            ByteBuffer buffer = AlignedBuffers.allocate(1 << 20);
            assertThatThrownBy(() -> {
                        for (long at = 0; at < 16 << 20; at += buffer.capacity()) {
                            sink.write(buffer.clear(), at);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
        }
    }

    @Test
    void aJournalThatCouldNotBeWrittenTakesNothingMore() throws IOException {
        Journal journal = Journal.open(volume.resolve("journal"));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        journal.append(1, ByteBuffer.allocate(60_000));
                        journal.force();
                    }
                })
                .hasMessageContaining("No space left on device");
        assertThatThrownBy(journal::force).hasMessageContaining("can't be written any more");
        journal.close();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
