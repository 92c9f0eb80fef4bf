package io.mysqlclone.innodb.staging;

import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.StorageException;
import java.nio.ByteBuffer;

/**
 * Keeps page-compressed files as sparse as they are on the donor. A compressed page fills only the head of its room;
 * the rest is given back to the file system (MySQL manual, "InnoDB Page Compression").
 */
public final class PageHoles {
    private static final int TYPE_OFFSET = 24;
    private static final int HEADER = 38;
    private static final int COMPRESSED_SIZE_OFFSET = 32;
    private static final int COMPRESSED = 14;
    private static final int COMPRESSED_AND_ENCRYPTED = 16;

    private PageHoles() {}

    /** Punches the holes of the whole pages in {@code written}, which were written at {@code offset}. */
    public static void punch(
            DataFile file, BlockSink sink, ByteBuffer written, long offset, BlockSinks.Capabilities capabilities)
            throws StorageException {
        FileDescriptor descriptor = file.descriptor();
        if (!descriptor.flags().isPageCompressed() || descriptor.fspFlags().isZip() || !capabilities.holes()) {
            return;
        }
        int pageSize = descriptor.fspFlags().physicalPageSize();
        int block = descriptor.fsBlockSize();
        if (block <= 0 || 2 * block > pageSize || 2 * capabilities.holeGranularity() > pageSize) {
            return;
        }
        for (int page = written.position(); page + pageSize <= written.limit(); page += pageSize) {
            long at = offset + page - written.position();
            int type = Short.toUnsignedInt(written.getShort(page + TYPE_OFFSET));
            if (at == 0 || (type != COMPRESSED && type != COMPRESSED_AND_ENCRYPTED)) {
                continue;
            }
            int used = Short.toUnsignedInt(written.getShort(page + COMPRESSED_SIZE_OFFSET)) + HEADER;
            int kept = (used + block - 1) / block * block;
            if (kept < pageSize) {
                sink.punchHole(at + kept, pageSize - kept);
            }
        }
    }
}
