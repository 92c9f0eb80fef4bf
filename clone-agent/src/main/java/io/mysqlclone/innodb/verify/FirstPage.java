package io.mysqlclone.innodb.verify;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What the first page of a tablespace says of all of it.
 *
 * @param flags as they are in the page
 * @param sizeInPages length of the tablespace in pages
 * @param spaceId its id
 */
record FirstPage(FspFlags flags, long sizeInPages, long spaceId, PageVerdict verdict) {
    /** The longest page there is. */
    static final int MAX_LENGTH = 64 << 10;

    /** Bytes of the tablespace header that are read, behind the page header. */
    static final int HEADER_LENGTH = 20;

    private static final int SPACE_ID_AT = PageHeader.LENGTH;
    private static final int SIZE_AT = PageHeader.LENGTH + 8;
    private static final int FLAGS_AT = PageHeader.LENGTH + 16;

    /**
     * Reads the page at index 0.
     *
     * @param unflagged flags in place of 0, which undo tablespaces have: those of the server's page size
     */
    static FirstPage read(ByteBuffer page, FspFlags unflagged) {
        int raw = page.getInt(FLAGS_AT);
        FspFlags flags = raw == 0 ? unflagged : new FspFlags(raw);
        boolean readable = flags.isSane() && page.limit() >= flags.physicalPageSize();
        return new FirstPage(
                flags,
                Integer.toUnsignedLong(page.getInt(SIZE_AT)),
                Integer.toUnsignedLong(page.getInt(SPACE_ID_AT)),
                readable ? new PageChecksum(flags).verify(page, 0) : PageVerdict.CORRUPT);
    }

    /** The tablespace id, as long as the page is whole. */
    OptionalLong reliableSpaceId() {
        return verdict == PageVerdict.VALID ? OptionalLong.of(spaceId) : OptionalLong.empty();
    }
}
