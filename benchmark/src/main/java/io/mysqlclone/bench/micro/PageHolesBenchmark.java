package io.mysqlclone.bench.micro;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.staging.PageHoles;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.BlockSinks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Which holes to punch in a block of 1 MiB of a page-compressed file; the system calls are left out. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageHolesBenchmark {
    private static final int PAGE = 16384;
    private static final int PAGES = 64;
    private static final int BLOCK = 4096;
    private static final BlockSinks.Capabilities CAPABILITIES = new BlockSinks.Capabilities(true, BLOCK, true, BLOCK);

    private final CountingSink sink = new CountingSink();
    private final DataFile file = new DataFile(new FileDescriptor(
            SnapshotState.FILE_COPY,
            256L << 20,
            64L << 20,
            new FspFlags(0),
            BLOCK,
            new FileFlags(1),
            7,
            1,
            1,
            16,
            Optional.of("a/b.ibd"),
            Optional.empty()));
    private final ByteBuffer block = block();

    private static ByteBuffer block() {
        ByteBuffer pages = AlignedBuffers.allocate(PAGE * PAGES);
        for (int page = 0; page < PAGE * PAGES; page += PAGE) {
            // FIL_PAGE_COMPRESSED with a size that leaves two of four blocks free
            pages.putShort(page + 24, (short) 14).putShort(page + 32, (short) 5000);
        }
        return pages;
    }

    /** Decides for all pages of the block. */
    @Benchmark
    public long decide() throws IOException {
        sink.bytes = 0;
        PageHoles.punch(file, sink, block, 1 << 20, CAPABILITIES);
        if (sink.bytes != (long) PAGES * 2 * BLOCK) {
            throw new IllegalStateException("holes of " + sink.bytes + " bytes");
        }
        return sink.bytes;
    }

    /** Adds up what would be freed. */
    private static final class CountingSink implements BlockSink {
        private long bytes;

        @Override
        public void punchHole(long offset, long length) {
            bytes += length;
        }

        @Override
        public void write(ByteBuffer src, long offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void preallocate(long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void extendTo(long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
