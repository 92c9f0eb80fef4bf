package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.FspFlags;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Verifies and computes page checksums of one tablespace, allocating nothing for a page.
 *
 * <p>A page may have been written under any {@code innodb_checksum_algorithm}, so each is tried: {@code crc32}, then
 * {@code none}, then {@code innodb}. The buffers passed must be the caller's own: limit and position change during a
 * call and are restored. Not safe for use by several threads.
 */
public final class PageChecksum {
    /** What {@code innodb_checksum_algorithm=none} stores. */
    static final int NO_CHECKSUM = 0xDEADBEEF;

    private static final int ADLER_MODULUS = 65521;

    /** Bytes after which the sums are reduced; a long would overflow only far behind it. */
    private static final int ADLER_RUN = 5552;

    private static final int FOLD_MASK_1 = 1653893711;
    private static final int FOLD_MASK_2 = 1463735687;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer zeros;
    private final int pageSize;
    private final boolean zip;

    /**
     * @param flags flags of the tablespace, which must be {@link FspFlags#isSane sane}
     */
    public PageChecksum(FspFlags flags) {
        if (!flags.isSane()) {
            throw new IllegalArgumentException(flags + " do not describe a page size");
        }
        this.pageSize = flags.physicalPageSize();
        this.zip = flags.isZip();
        this.zeros = ByteBuffer.allocate(pageSize);
    }

    /** Size of a page in bytes. */
    public int pageSize() {
        return pageSize;
    }

    /**
     * Judges the page that begins at the absolute index {@code page}.
     *
     * @throws IndexOutOfBoundsException if the buffer ends before the page
     */
    public PageVerdict verify(ByteBuffer buffer, int page) {
        int stored = PageHeader.intAt(buffer, page + PageHeader.CHECKSUM);
        if (stored == 0 && PageHeader.lsn(buffer, page) == 0 && isZero(buffer, page)) {
            return PageVerdict.EMPTY;
        }
        int type = PageHeader.type(buffer, page);
        if (type >= PageHeader.TYPE_COMPRESSED && type <= PageHeader.TYPE_ENCRYPTED_RTREE) {
            return PageVerdict.UNVERIFIABLE;
        }
        return zip ? verifyZip(buffer, page, stored) : verifyPlain(buffer, page, stored);
    }

    private PageVerdict verifyPlain(ByteBuffer buffer, int page, int stored) {
        int trailer = page + pageSize - PageHeader.TRAILER_LENGTH;
        int atEnd = PageHeader.intAt(buffer, trailer);
        int lsnLow = PageHeader.intAt(buffer, page + PageHeader.LSN_LOW);
        if (lsnLow != PageHeader.intAt(buffer, trailer + 4)) {
            return PageVerdict.CORRUPT;
        }
        if (stored == atEnd && (stored == NO_CHECKSUM || stored == crc32(buffer, page))) {
            return PageVerdict.VALID;
        }
        return stored == foldOfContent(buffer, page) && atEnd == fold(buffer, page, page + PageHeader.FLUSH_LSN)
                ? PageVerdict.VALID
                : PageVerdict.CORRUPT;
    }

    private PageVerdict verifyZip(ByteBuffer buffer, int page, int stored) {
        if (stored == NO_CHECKSUM) {
            return PageVerdict.UNVERIFIABLE;
        }
        return stored == crc32(buffer, page) || stored == adler(buffer, page) ? PageVerdict.VALID : PageVerdict.CORRUPT;
    }

    /** Stores the {@code crc32} checksum of the page, and the low half of its log sequence number at its end. */
    public void stamp(ByteBuffer buffer, int page) {
        int value = crc32(buffer, page);
        PageHeader.putIntAt(buffer, page + PageHeader.CHECKSUM, value);
        if (!zip) {
            int trailer = page + pageSize - PageHeader.TRAILER_LENGTH;
            PageHeader.putIntAt(buffer, trailer, value);
            PageHeader.putIntAt(buffer, trailer + 4, PageHeader.intAt(buffer, page + PageHeader.LSN_LOW));
        }
    }

    /** Leaves out checksum, flush LSN and space id; of ROW_FORMAT=COMPRESSED the checksum and both LSNs. */
    private int crc32(ByteBuffer buffer, int page) {
        if (zip) {
            return crc32(buffer, page + PageHeader.PAGE_NUMBER, page + PageHeader.LSN)
                    ^ crc32(buffer, page + PageHeader.TYPE, page + PageHeader.FLUSH_LSN)
                    ^ crc32(buffer, page + PageHeader.SPACE_ID, page + pageSize);
        }
        return crc32(buffer, page + PageHeader.PAGE_NUMBER, page + PageHeader.FLUSH_LSN)
                ^ crc32(buffer, page + PageHeader.LENGTH, page + pageSize - PageHeader.TRAILER_LENGTH);
    }

    private int crc32(ByteBuffer buffer, int from, int to) {
        int position = buffer.position();
        int limit = buffer.limit();
        crc.reset();
        crc.update(buffer.limit(to).position(from));
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    private int foldOfContent(ByteBuffer buffer, int page) {
        return fold(buffer, page + PageHeader.PAGE_NUMBER, page + PageHeader.FLUSH_LSN)
                + fold(buffer, page + PageHeader.LENGTH, page + pageSize - PageHeader.TRAILER_LENGTH);
    }

    /** The {@code innodb} checksum, byte by byte modulo 2^32. */
    private static int fold(ByteBuffer buffer, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            int value = buffer.get(i) & 0xFF;
            hash = ((((hash ^ value ^ FOLD_MASK_1) << 8) + hash) ^ FOLD_MASK_2) + value;
        }
        return hash;
    }

    /** The {@code innodb} checksum of ROW_FORMAT=COMPRESSED: Adler-32 that starts at 0, where the JDK's starts at 1. */
    private int adler(ByteBuffer buffer, int page) {
        long sums = adler(0, buffer, page + PageHeader.PAGE_NUMBER, page + PageHeader.LSN);
        sums = adler(sums, buffer, page + PageHeader.TYPE, page + PageHeader.FLUSH_LSN);
        sums = adler(sums, buffer, page + PageHeader.SPACE_ID, page + pageSize);
        return (int) sums;
    }

    private static long adler(long sums, ByteBuffer buffer, int from, int to) {
        long low = sums & 0xFFFF;
        long high = sums >>> 16;
        for (int i = from; i < to; i++) {
            low += buffer.get(i) & 0xFF;
            high += low;
            if ((i - from) % ADLER_RUN == ADLER_RUN - 1) {
                low %= ADLER_MODULUS;
                high %= ADLER_MODULUS;
            }
        }
        return (high % ADLER_MODULUS) << 16 | low % ADLER_MODULUS;
    }

    private boolean isZero(ByteBuffer buffer, int page) {
        int position = buffer.position();
        int limit = buffer.limit();
        boolean zero = buffer.limit(page + pageSize).position(page).equals(zeros);
        buffer.limit(limit).position(position);
        return zero;
    }
}
