package io.mysqlclone.innodb.source;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.PageHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * By what the pages of a file are compressed one by one. The dictionary says so in the options of a table; the pages say
 * so themselves.
 */
public final class PageCompression {
    /** The first pages of a tablespace are InnoDB's own, and compressed like all but the very first. */
    private static final int PAGES_LOOKED_AT = 64;

    private PageCompression() {}

    /**
     * The flags for a file. Only one with holes can gain from them: they tell the recipient where it may have holes too.
     *
     * @param allocated bytes on disk
     */
    public static int flags(FileChannel file, FspFlags flags, long size, long allocated) throws IOException {
        if (flags.isZip() || allocated >= size) {
            return 0;
        }
        ByteBuffer header = ByteBuffer.allocate(PageHeader.LENGTH);
        int pageSize = flags.logicalPageSize();
        long pages = Math.min(PAGES_LOOKED_AT, size / pageSize);
        for (long page = 1; page < pages; page++) {
            header.clear();
            while (header.hasRemaining() && file.read(header, page * pageSize + header.position()) >= 0) {}
            int found = PageHeader.compression(header, 0);
            if (found != 0) {
                return found == PageHeader.COMPRESSION_ZLIB
                        ? FileFlags.ZLIB
                        : found == PageHeader.COMPRESSION_LZ4 ? FileFlags.LZ4 : 0;
            }
        }
        return 0;
    }
}
