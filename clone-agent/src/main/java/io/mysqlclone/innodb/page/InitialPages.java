package io.mysqlclone.innodb.page;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.nio.ByteBuffer;

/**
 * What a file begins its life with when DDL on the donor created it during the clone: zeros, and a first page by which
 * mysqld knows the tablespace. All else comes as changed pages or redo.
 */
public final class InitialPages {
    private static final int PAGES = 7;
    private static final long UNDO_LENGTH = 16L << 20;

    private static final int SERVER_VERSION_AT = 8;
    private static final int SPACE_VERSION_AT = 12;
    private static final int SPACE_VERSION = 1;
    private static final int FSP_SPACE_ID_AT = 38;
    private static final int FSP_FLAGS_AT = 54;

    private InitialPages() {}

    /** Length of the new file in bytes. */
    public static long length(FileDescriptor file) {
        return SpaceIds.isUndo(file.spaceId())
                ? UNDO_LENGTH
                : (long) PAGES * file.fspFlags().physicalPageSize();
    }

    /**
     * The first page, with the key in it if the descriptor has one, sealed as {@link EncryptionInfo} says.
     *
     * @param file a tablespace whose flags are {@link FspFlags#isSane sane}
     * @param serverVersion version of the donor as a number, 90704 for 9.7.4
     * @return a direct buffer of one page
     */
    public static ByteBuffer firstPage(FileDescriptor file, int serverVersion) {
        FspFlags flags = file.fspFlags();
        PageChecksum checksum = new PageChecksum(flags);
        ByteBuffer page = ByteBuffer.allocateDirect(checksum.pageSize());
        PageHeader.putIntAt(page, SERVER_VERSION_AT, serverVersion);
        PageHeader.putIntAt(page, SPACE_VERSION_AT, SPACE_VERSION);
        PageHeader.putIntAt(page, PageHeader.SPACE_ID, (int) file.spaceId());
        PageHeader.putIntAt(page, FSP_SPACE_ID_AT, (int) file.spaceId());
        PageHeader.putIntAt(page, FSP_FLAGS_AT, flags.raw());
        file.key().ifPresent(key -> EncryptionInfo.sealing(key).write(page, EncryptionInfo.offsetInFirstPage(flags)));
        checksum.stamp(page, 0);
        return page;
    }
}
