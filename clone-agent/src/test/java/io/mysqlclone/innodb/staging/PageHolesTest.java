package io.mysqlclone.innodb.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.BlockSinks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageHolesTest {
    private static final int PAGE = 16384;
    private static final int COMPRESSED = 14;
    private static final int COMPRESSED_AND_ENCRYPTED = 16;
    private static final int INDEX = 17855;
    private static final BlockSinks.Capabilities HOLES = new BlockSinks.Capabilities(true, 4096, true, 4096);

    private final Holes sink = new Holes();

    @Test
    void punchesTheRestOfACompressedPage() throws IOException {
        punch(compressedTable(), PAGE, HOLES, page(COMPRESSED, 5000));
        assertThat(sink.holes).containsExactly(new Hole(PAGE + 8192, 8192));
    }

    @Test
    void punchesEachPageOfABlockForItself() throws IOException {
        punch(compressedTable(), 4L * PAGE, HOLES, page(COMPRESSED, 100), page(INDEX, 100), page(COMPRESSED, 9000));
        assertThat(sink.holes).containsExactly(new Hole(4L * PAGE + 4096, 12288), new Hole(6L * PAGE + 12288, 4096));
    }

    /** 38 bytes of header come before the compressed content: 4058 fill a block exactly, one more takes the next. */
    @Test
    void roundsUpToABlockOfTheDonorsFileSystem() throws IOException {
        punch(compressedTable(), PAGE, HOLES, page(COMPRESSED, 4058));
        punch(compressedTable(), PAGE, HOLES, page(COMPRESSED, 4059));
        assertThat(sink.holes).containsExactly(new Hole(PAGE + 4096, 12288), new Hole(PAGE + 8192, 8192));
    }

    @Test
    void punchesPagesThatAreEncryptedToo() throws IOException {
        punch(compressedTable(), PAGE, HOLES, page(COMPRESSED_AND_ENCRYPTED, 5000));
        assertThat(sink.holes).hasSize(1);
    }

    @Test
    void leavesTheFirstPageOfAFileAlone() throws IOException {
        punch(compressedTable(), 0, HOLES, page(COMPRESSED, 100));
        assertThat(sink.holes).isEmpty();
    }

    /** A page that arrived torn may say anything. */
    @Test
    void leavesAPageAloneThatIsLongerThanItself() throws IOException {
        punch(compressedTable(), PAGE, HOLES, page(COMPRESSED, 65535), page(COMPRESSED, 16346));
        assertThat(sink.holes).isEmpty();
    }

    @Test
    void leavesOtherFilesAlone() throws IOException {
        DataFile plain = new DataFile(Descriptors.table(0, 1 << 20, 1, 1));
        DataFile zip = new DataFile(Descriptors.file(
                SnapshotState.FILE_COPY, 0, 7, new FspFlags(0x4029), 1 << 20, 1, 1, "./d/z.ibd", Descriptors.ZLIB));
        punch(plain, PAGE, HOLES, page(COMPRESSED, 100));
        punch(zip, PAGE, HOLES, page(COMPRESSED, 100));
        assertThat(sink.holes).isEmpty();
    }

    @Test
    void leavesTheFileAloneWhereNoHolesAreOrTheyAreTooLarge() throws IOException {
        punch(compressedTable(), PAGE, new BlockSinks.Capabilities(true, 4096, false, 4096), page(COMPRESSED, 100));
        punch(compressedTable(), PAGE, new BlockSinks.Capabilities(true, 4096, true, 16384), page(COMPRESSED, 100));
        assertThat(sink.holes).isEmpty();
    }

    private static DataFile compressedTable() {
        return new DataFile(Descriptors.file(
                SnapshotState.FILE_COPY, 0, 7, Descriptors.TABLE, 1 << 20, 1, 1, "./d/c.ibd", Descriptors.ZLIB));
    }

    private static ByteBuffer page(int type, int compressedSize) {
        return ByteBuffer.allocate(PAGE).putShort(24, (short) type).putShort(32, (short) compressedSize);
    }

    private void punch(DataFile file, long offset, BlockSinks.Capabilities capabilities, ByteBuffer... pages)
            throws IOException {
        ByteBuffer written = ByteBuffer.allocate(pages.length * PAGE);
        for (ByteBuffer page : pages) {
            written.put(page);
        }
        PageHoles.punch(file, sink, written.flip(), offset, capabilities);
    }

    private record Hole(long offset, long length) {}

    private static final class Holes implements BlockSink {
        final List<Hole> holes = new ArrayList<>();

        @Override
        public void punchHole(long offset, long length) {
            holes.add(new Hole(offset, length));
        }

        @Override
        public void write(ByteBuffer src, long offset) {
            throw new AssertionError("nothing is to be written");
        }

        @Override
        public void preallocate(long length) {}

        @Override
        public void extendTo(long length) {}

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
