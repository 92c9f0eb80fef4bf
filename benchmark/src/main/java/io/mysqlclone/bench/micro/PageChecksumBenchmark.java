package io.mysqlclone.bench.micro;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.storage.AlignedBuffers;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The checksum of every page that arrives: a block of 1 MiB with pages of 16 KiB, per page. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageChecksumBenchmark {
    private static final int PAGE = 16384;
    private static final int PAGES = 64;

    private final PageChecksum checksum = new PageChecksum(new FspFlags(0));
    private final ByteBuffer block = block();

    private ByteBuffer block() {
        byte[] noise = new byte[PAGE * PAGES];
        new Random(1).nextBytes(noise);
        ByteBuffer pages = AlignedBuffers.allocate(noise.length).put(0, noise);
        for (int page = 0; page < noise.length; page += PAGE) {
            // FIL_PAGE_INDEX, or a random type might be one that is not verified
            pages.putShort(page + 24, (short) 17855);
            checksum.stamp(pages, page);
        }
        return pages;
    }

    /** Verifies all pages of the block. */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public int verify() {
        int valid = 0;
        for (int page = 0; page < PAGE * PAGES; page += PAGE) {
            valid += checksum.verify(block, page) == PageVerdict.VALID ? 1 : 0;
        }
        if (valid != PAGES) {
            throw new IllegalStateException("only " + valid + " pages are valid");
        }
        return valid;
    }
}
