package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
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
            long number = (block.offset() + page) / pageSize;
            PageVerdict verdict = verdict(file, checksum, number, data, start + page);
            switch (verdict) {
                case VALID, EMPTY -> valid++;
                case UNVERIFIABLE -> unverifiable++;
                case CORRUPT -> {
                    if (block.state() == SnapshotState.PAGE_COPY) {
                        throw corrupt(file, number, data, start + page);
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
        FspFlags sized = flags.raw() == 0 ? FspFlags.ofPageSize(serverPageSize) : flags;
        return checksums.computeIfAbsent(sized.raw(), raw -> new PageChecksum(sized));
    }

    /**
     * Judges the page that begins at the absolute index {@code at} of {@code data} and is to be page {@code number} of
     * {@code file}. One with a good checksum is corrupt when it is another one: no checksum tells that.
     */
    static PageVerdict verdict(DataFile file, PageChecksum checksum, long number, ByteBuffer data, int at) {
        PageVerdict verdict = checksum.verify(data, at);
        return verdict == PageVerdict.EMPTY || isInPlace(file, number, data, at) ? verdict : PageVerdict.CORRUPT;
    }

    /**
     * Whether a page says of itself that it belongs there. In the system tablespace pages are numbered through all its
     * files, and one that was made before MySQL 8.0.20 has copies of the pages of others in it.
     */
    private static boolean isInPlace(DataFile file, long number, ByteBuffer data, int at) {
        long space = file.descriptor().spaceId();
        return space == SpaceIds.SYSTEM
                || (PageHeader.pageNumber(data, at) == number && PageHeader.spaceId(data, at) == space);
    }

    /** What is wrong with the page of which {@link #verdict} said that it is corrupt. */
    static EngineException corrupt(DataFile file, long number, ByteBuffer data, int at) {
        String what = isInPlace(file, number, data, at)
                ? " has a wrong checksum"
                : " is page " + PageHeader.pageNumber(data, at) + " of tablespace " + PageHeader.spaceId(data, at)
                        + " by its header, not one of tablespace "
                        + file.descriptor().spaceId();
        return new EngineException(
                EngineException.Kind.CORRUPT_DATA,
                "page " + number + " of " + file.name() + what
                        + "; check the file on the donor with innochecksum, and the network and memory of both hosts");
    }
}
