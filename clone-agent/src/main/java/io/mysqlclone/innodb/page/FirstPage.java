package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.FspFlags;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What the first page of a tablespace says of all of it.
 *
 * @param flags as they are in the page
 * @param sizeInPages length of the tablespace in pages
 * @param spaceId its id
 * @param serverVersion the server that wrote it, such as 90704; 0 when unknown
 * @param flushedLsn of the first page of the system tablespace: where the log ended when a server last stopped
 * @param verdict whether the page is whole
 */
public record FirstPage(
        FspFlags flags, long sizeInPages, long spaceId, int serverVersion, long flushedLsn, PageVerdict verdict) {
    /** The longest page there is. */
    public static final int MAX_LENGTH = 64 << 10;

    /** Bytes of the tablespace header that are read, behind the page header. */
    public static final int HEADER_LENGTH = 20;

    private static final int SERVER_VERSION_AT = 8;
    private static final int SPACE_ID_AT = PageHeader.LENGTH;
    private static final int SIZE_AT = PageHeader.LENGTH + 8;
    private static final int FLAGS_AT = PageHeader.LENGTH + 16;

    /**
     * Reads the page at index 0.
     *
     * @param unflagged flags in place of 0, which undo tablespaces have: those of the server's page size
     */
    public static FirstPage read(ByteBuffer page, FspFlags unflagged) {
        int raw = page.getInt(FLAGS_AT);
        FspFlags flags = raw == 0 ? unflagged : new FspFlags(raw);
        boolean readable = flags.isSane() && page.limit() >= flags.physicalPageSize();
        return new FirstPage(
                flags,
                Integer.toUnsignedLong(page.getInt(SIZE_AT)),
                Integer.toUnsignedLong(page.getInt(SPACE_ID_AT)),
                page.getInt(SERVER_VERSION_AT),
                page.getLong(PageHeader.FLUSH_LSN),
                readable ? new PageChecksum(flags).verify(page, 0) : PageVerdict.CORRUPT);
    }

    /** The flags of the page at index 0 as they are stored: 0 for an undo tablespace of 16 KiB pages. */
    public static FspFlags storedFlags(ByteBuffer page) {
        return new FspFlags(page.getInt(FLAGS_AT));
    }

    /** The tablespace id, as long as the page is whole. */
    public OptionalLong reliableSpaceId() {
        return verdict == PageVerdict.VALID ? OptionalLong.of(spaceId) : OptionalLong.empty();
    }
}
