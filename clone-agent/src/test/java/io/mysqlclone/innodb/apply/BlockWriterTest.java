package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.data;
import static io.mysqlclone.innodb.snapshot.Descriptors.redo;
import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedTarget;
import io.mysqlclone.storage.FileCopier;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockWriterTest {
    private static final int PAGE = 16384;
    private static final int BUFFER = 4 * PAGE;

    @TempDir
    Path scratch;

    private final Snapshot snapshot = new Snapshot(new InnodbLocator(1, 2, 0, SnapshotState.INIT, 0));
    private StagedTarget target;
    private Journal journal;
    private Durability durability;
    private BlockWriter writer;

    @BeforeEach
    void open() throws IOException {
        target = new StagedTarget(scratch);
        journal = target.journal();
        durability = new Durability(snapshot, new SuspectPages(), target.files, journal, failure -> {});
        snapshot.enter(start(SnapshotState.FILE_COPY, 7, 4), smallList());
        writer = new BlockWriter(target.files, snapshot, durability, target, new FileCopier(way -> {}), BUFFER);
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
        durability.close();
        journal.close();
    }

    @Test
    void writesNeighbouringPagesInOneGo() throws IOException {
        page(7, 1, 3, 0);
        page(7, 2, 3, PAGE);
        page(7, 3, 3, 2L * PAGE);
        assertThat(target.writes).isEmpty();
        writer.drain();
        assertThat(target.writes).containsExactly(3L * PAGE);
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(pages(1, 2, 3));
        assertThat(snapshot.storedBlocks(7)).isEqualTo(3);
    }

    @Test
    void writesWhatIsCollectedWhenAPageIsElsewhere() throws IOException {
        page(7, 1, 3, 0);
        page(7, 2, 3, 2L * PAGE);
        writer.drain();
        assertThat(target.writes).containsExactly((long) PAGE, (long) PAGE);
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(pages(1, 0, 2));
    }

    @Test
    void writesWhatIsCollectedWhenTheBufferIsFull() throws IOException {
        for (int block = 1; block <= 5; block++) {
            page(7, block, 3, (block - 1L) * PAGE);
        }
        writer.drain();
        assertThat(target.writes).containsExactly(4L * PAGE, (long) PAGE);
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(pages(1, 2, 3, 4, 5));
    }

    @Test
    void keepsFilesApart() throws IOException {
        page(7, 1, 3, 0);
        page(2, 1, 1, PAGE);
        writer.drain();
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(pages(1));
        assertThat(Files.readAllBytes(target.files.data(1))).isEqualTo(pages(0, 1));
        assertThat(snapshot.storedBlocks(2)).isEqualTo(1);
    }

    /** Offsets at which an int, an unsigned int or a page number in 31 bits would have come round. */
    @Test
    void putsThePagesOfALargeFileWhereTheyBelong() throws IOException {
        long[] offsets = {0, (2L << 30) - PAGE, 2L << 30, 4L << 30, (4L << 30) + PAGE, (6L << 40) - PAGE};
        for (int i = 0; i < offsets.length; i++) {
            page(1 + (int) (offsets[i] >> 28), i + 1, 3, offsets[i]);
        }
        writer.drain();
        try (FileChannel file = FileChannel.open(target.files.data(3))) {
            assertThat(file.size()).isEqualTo(6L << 40);
            for (int i = 0; i < offsets.length; i++) {
                ByteBuffer read = ByteBuffer.allocate(PAGE);
                assertThat(file.read(read, offsets[i])).isEqualTo(PAGE);
                assertThat(read.array()).as("at offset %d", offsets[i]).isEqualTo(pages(i + 1));
            }
            ByteBuffer between = ByteBuffer.allocate(PAGE);
            assertThat(file.read(between, 3L << 30)).isEqualTo(PAGE);
            assertThat(between.array()).containsOnly(0);
        }
    }

    /** The same offset in the same file, but what is stored is counted by chunk. */
    @Test
    void keepsChunksApart() throws IOException {
        page(3, 1, 2, 0);
        page(4, 2, 2, PAGE);
        writer.drain();
        assertThat(target.writes).hasSize(2);
        assertThat(snapshot.storedBlocks(3)).isEqualTo(1);
        assertThat(snapshot.storedBlocks(4)).isEqualTo(2);
    }

    @Test
    void writesLengthsAndOffsetsThatAreNotAligned() throws IOException {
        put(data(SnapshotState.FILE_COPY, 7, 1, 3, 3676, 0), 1);
        put(data(SnapshotState.FILE_COPY, 7, 2, 3, 100, 3676), 2);
        writer.drain();
        byte[] expected = new byte[3776];
        Arrays.fill(expected, 0, 3676, (byte) 1);
        Arrays.fill(expected, 3676, 3776, (byte) 2);
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(expected);
    }

    @Test
    void redoFilesHaveIndexesOfTheirOwn() throws IOException {
        snapshot.enter(start(SnapshotState.PAGE_COPY, 0, 0), List.of());
        page(7, 1, 0, 0);
        writer.drain();
        snapshot.enter(start(SnapshotState.REDO_COPY, 3, 1), List.of());
        snapshot.addRedo(redo(0, 65536));
        put(data(SnapshotState.REDO_COPY, 1, 1, 0, 1024, 2048), 9);
        writer.drain();
        assertThat(Files.readAllBytes(target.files.data(0))).isEqualTo(pages(1));
        assertThat(Files.readAllBytes(target.files.redo(0))).hasSize(3072).endsWith(9);
        assertThat(snapshot.storedBytes(SnapshotState.REDO_COPY)).isEqualTo(1024);
    }

    /** Whoever closes it may have lost the connection in the middle of a block; those before it are good. */
    @Test
    void writesTheBlocksThatHadArrivedWholeWhenItIsClosed() throws IOException {
        page(7, 1, 3, 0);
        DataDescriptor next = data(SnapshotState.PAGE_COPY, 7, 2, 3, PAGE, PAGE);
        writer.room(next, Optional.of(snapshot.dataFile(3)), BlockWriter.Origin.WIRE)
                .put(new byte[100]);
        writer.close();
        assertThat(target.writes).containsExactly((long) PAGE);
        assertThat(Files.readAllBytes(target.files.data(3))).isEqualTo(pages(1));
        assertThat(snapshot.storedBlocks(7)).isEqualTo(1);
    }

    private void page(int chunk, int block, int file, long offset) throws IOException {
        put(data(SnapshotState.PAGE_COPY, chunk, block, file, PAGE, offset), block);
    }

    private void put(DataDescriptor next, int value) throws IOException {
        Optional<DataFile> file = next.state() == SnapshotState.REDO_COPY
                ? Optional.empty()
                : Optional.of(snapshot.dataFile(next.fileIndex()));
        ByteBuffer room = writer.room(next, file, BlockWriter.Origin.WIRE);
        assertThat(room.remaining()).isEqualTo(next.length());
        while (room.hasRemaining()) {
            room.put((byte) value);
        }
        writer.filled(next);
    }

    /** Pages that are filled with these values. */
    private static byte[] pages(int... values) {
        byte[] bytes = new byte[values.length * PAGE];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(bytes, i * PAGE, (i + 1) * PAGE, (byte) values[i]);
        }
        return bytes;
    }
}
