package io.mysqlclone.innodb.verify;

import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** Checks the pages of ranges of files, with one buffer for all of them. Used by one thread. */
final class RangeCheck {
    private static final int BUFFER = 1 << 20;

    private final Findings findings;
    private final LongConsumer progress;
    private final ByteBuffer buffer = AlignedBuffers.allocate(BUFFER);
    private final Map<Integer, PageChecksum> checksums = new HashMap<>();

    /**
     * Part of a file.
     *
     * @param offset bytes from the start, a multiple of the buffer's size
     */
    record Range(TablespaceFile file, long offset, long length) {}

    /** @param progress is told the bytes read since it was told last */
    RangeCheck(Findings findings, LongConsumer progress) {
        this.findings = findings;
        this.progress = progress;
    }

    void check(Range range) throws IOException {
        TablespaceFile file = range.file();
        PageChecksum checksum = checksums.computeIfAbsent(file.flags().raw(), raw -> new PageChecksum(file.flags()));
        try (BlockSource source = BlockSource.open(file.path())) {
            long end = range.offset() + range.length();
            for (long at = range.offset(); at < end; at += BUFFER) {
                int expected = (int) Math.min(BUFFER, end - at);
                // The whole buffer, also at the end of the file: a direct read takes no other length.
                int read = source.read(buffer.clear(), at);
                if (read < expected) {
                    throw new IOException(
                            file.path() + " became shorter while it was read: is a server at work on it?");
                }
                inspect(file, checksum, at, expected);
                progress.accept(expected);
            }
        } catch (IOException e) {
            throw new IOException(file.path() + " can't be read: " + e.getMessage(), e);
        }
    }

    private void inspect(TablespaceFile file, PageChecksum checksum, long at, int length) {
        int pageSize = checksum.pageSize();
        long number = file.firstPage() + at / pageSize;
        long verified = 0;
        long unverifiable = 0;
        long copies = 0;
        for (int page = 0; page + pageSize <= length; page += pageSize, number++) {
            if (file.foreign().contains(number)) {
                copies++;
                continue;
            }
            PageVerdict verdict = checksum.verify(buffer, page);
            switch (verdict) {
                case EMPTY -> verified++;
                case CORRUPT -> findings.page(file, number, "has a wrong checksum");
                case VALID, UNVERIFIABLE -> {
                    if (isInPlace(file, number, page)) {
                        verified += verdict == PageVerdict.VALID ? 1 : 0;
                        unverifiable += verdict == PageVerdict.VALID ? 0 : 1;
                    }
                }
            }
        }
        findings.count(verified, unverifiable);
        findings.copies(copies);
    }

    /** A page with a good checksum may still be another one: a write that went to the wrong place leaves that. */
    private boolean isInPlace(TablespaceFile file, long number, int page) {
        long claimed = PageHeader.pageNumber(buffer, page);
        long space = PageHeader.spaceId(buffer, page);
        if (claimed != number) {
            findings.page(file, number, "is page " + claimed + " by its header: it was written to the wrong place");
            return false;
        }
        if (file.spaceId().isPresent() && space != file.spaceId().getAsLong()) {
            findings.page(
                    file,
                    number,
                    "belongs to tablespace " + space + " by its header, not to "
                            + file.spaceId().getAsLong() + ": it was written to the wrong place");
            return false;
        }
        return true;
    }
}
