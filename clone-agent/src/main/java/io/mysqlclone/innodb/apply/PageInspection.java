package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Checks the checksum of every page one task receives. Used by one thread; the counts are shared. */
final class PageInspection {
    private final Map<Integer, PageChecksum> checksums = new HashMap<>();
    private final int serverPageSize;
    private final SuspectPages suspects;
    private final Counts counts;

    /** Pages seen by all tasks. */
    record Counts(LongAdder verified, LongAdder unverifiable) {
        Counts() {
            this(new LongAdder(), new LongAdder());
        }
    }

    PageInspection(int serverPageSize, SuspectPages suspects, Counts counts) {
        this.serverPageSize = serverPageSize;
        this.suspects = suspects;
        this.counts = counts;
    }

    /**
     * Inspects the data of one block, which begins at the absolute index {@code start} of {@code data}.
     *
     * @throws EngineException CORRUPT_DATA, when a page of PAGE COPY is wrong; there the donor sends pages as they are
     *     in its buffer pool, never torn
     */
    void inspect(DataFile file, DataDescriptor block, ByteBuffer data, int start) throws EngineException {
        if (!file.isTablespace()) {
            return;
        }
        PageChecksum checksum = checksum(file);
        int pageSize = checksum.pageSize();
        int valid = 0;
        int unverifiable = 0;
        for (int page = 0; page + pageSize <= block.length(); page += pageSize) {
            switch (checksum.verify(data, start + page)) {
                case VALID, EMPTY -> valid++;
                case UNVERIFIABLE -> unverifiable++;
                case CORRUPT -> {
                    long number = (block.offset() + page) / pageSize;
                    if (block.state() == SnapshotState.PAGE_COPY) {
                        throw corrupt(file, number);
                    }
                    suspects.add(file.index(), number);
                }
            }
        }
        counts.verified().add(valid);
        counts.unverifiable().add(unverifiable);
    }

    PageChecksum checksum(DataFile file) {
        FspFlags flags = file.descriptor().fspFlags();
        FspFlags sized = flags.raw() == 0 ? ofPageSize(serverPageSize) : flags;
        return checksums.computeIfAbsent(sized.raw(), raw -> new PageChecksum(sized));
    }

    /** Undo tablespaces have no flags, and pages of the server's size. */
    private static FspFlags ofPageSize(int pageSize) {
        int ssize = pageSize == 16384 ? 0 : Integer.numberOfTrailingZeros(pageSize) - 9;
        return new FspFlags(ssize << 6);
    }

    static EngineException corrupt(DataFile file, long page) {
        return new EngineException(
                EngineException.Kind.CORRUPT_DATA,
                "page " + page + " of " + file.name()
                        + " has a wrong checksum; check the file on the donor with innochecksum, and the network and"
                        + " memory of both hosts");
    }
}
