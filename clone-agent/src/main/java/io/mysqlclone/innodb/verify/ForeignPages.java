package io.mysqlclone.innodb.verify;

import java.nio.ByteBuffer;

/**
 * The two blocks of the system tablespace that hold copies of pages of all tablespaces: the doublewrite buffer of MySQL
 * before 8.0.20, which stays in a data directory that was upgraded since. Page 5 tells where they are.
 *
 * @param first first page of the first block; 0 when there are none
 * @param second first page of the second block
 * @param length pages in a block
 */
record ForeignPages(long first, long second, int length) {
    static final ForeignPages NONE = new ForeignPages(0, 0, 0);

    /** The page of the system tablespace that tells. */
    static final int TOLD_BY_PAGE = 5;

    private static final int FROM_END = 200;
    private static final int MAGIC_AT = 10;
    private static final int FIRST_AT = 14;
    private static final int SECOND_AT = 18;
    private static final int MAGIC = 536853855;
    private static final int EXTENT = 1 << 20;
    private static final int LEAST_PAGES = 64;

    /** Reads page 5 of the system tablespace, which begins at index 0 of {@code page}. */
    static ForeignPages read(ByteBuffer page, int pageSize) {
        int header = pageSize - FROM_END;
        if (page.getInt(header + MAGIC_AT) != MAGIC) {
            return NONE;
        }
        return new ForeignPages(
                Integer.toUnsignedLong(page.getInt(header + FIRST_AT)),
                Integer.toUnsignedLong(page.getInt(header + SECOND_AT)),
                Math.max(LEAST_PAGES, EXTENT / pageSize));
    }

    boolean contains(long page) {
        return (page >= first && page < first + length) || (page >= second && page < second + length);
    }
}
