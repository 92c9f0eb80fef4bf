package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.FspFlags;

/** The flags of a tablespace that has none in its header, as undo tablespaces: those of the server's page size. */
final class ServerFlags {
    private static final int DEFAULT_PAGE_SIZE = 16384;
    private static final int PAGE_SIZE_BITS = 6;

    private ServerFlags() {}

    static FspFlags of(int pageSize) {
        int ssize = pageSize == DEFAULT_PAGE_SIZE ? 0 : Integer.numberOfTrailingZeros(pageSize) - 9;
        return new FspFlags(ssize << PAGE_SIZE_BITS);
    }
}
