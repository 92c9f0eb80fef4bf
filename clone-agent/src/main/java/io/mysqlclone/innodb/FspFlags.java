package io.mysqlclone.innodb;

/**
 * The flags of a tablespace as they are in its first page.
 *
 * @param raw the 32 bits, the lowest one being "post antelope"
 */
public record FspFlags(int raw) {
    /** What stands for "not a tablespace": redo files and the buffer pool dump. */
    public static final FspFlags NOT_A_TABLESPACE = new FspFlags(-1);

    private static final int DEFAULT_PAGE_SIZE = 16384;
    private static final int MIN_SHIFTED_SIZE = 512;
    private static final int MAX_SSIZE = 7;

    /** Those of a tablespace that has none in its header, as undo tablespaces: of the server's page size, in bytes. */
    public static FspFlags ofPageSize(int pageSize) {
        int ssize = pageSize == DEFAULT_PAGE_SIZE ? 0 : Integer.numberOfTrailingZeros(pageSize) - 9;
        return new FspFlags(ssize << 6);
    }

    /** Whether these are flags of a tablespace at all. */
    public boolean isTablespace() {
        return raw != NOT_A_TABLESPACE.raw;
    }

    /** Whether the page size fields have values that InnoDB writes: 1 to 16 KiB compressed, 4 to 64 KiB otherwise. */
    public boolean isSane() {
        int zip = zipSsize();
        int page = pageSsize();
        return isTablespace() && zip <= 5 && page <= MAX_SSIZE && page != 1 && page != 2;
    }

    /** The page size of ROW_FORMAT=COMPRESSED in bytes, or 0. */
    public int zipSize() {
        return zipSsize() == 0 ? 0 : MIN_SHIFTED_SIZE << zipSsize();
    }

    /** Whether pages are of ROW_FORMAT=COMPRESSED. */
    public boolean isZip() {
        return zipSsize() != 0;
    }

    /** The server's page size in bytes. */
    public int logicalPageSize() {
        return pageSsize() == 0 ? DEFAULT_PAGE_SIZE : MIN_SHIFTED_SIZE << pageSsize();
    }

    /** The size of a page in the file, in bytes. */
    public int physicalPageSize() {
        return isZip() ? zipSize() : logicalPageSize();
    }

    /** Whether the file is outside the data directory by DATA DIRECTORY. */
    public boolean hasDataDir() {
        return bit(10);
    }

    /** Whether the tablespace is general, or the system tablespace. */
    public boolean isShared() {
        return bit(11);
    }

    /** Whether the tablespace is temporary. */
    public boolean isTemporary() {
        return bit(12);
    }

    /** Whether the tablespace is encrypted. */
    public boolean isEncrypted() {
        return bit(13);
    }

    /** Whether the tablespace holds serialized dictionary information. */
    public boolean hasSdi() {
        return bit(14);
    }

    private int zipSsize() {
        return raw >>> 1 & 0xF;
    }

    private int pageSsize() {
        return raw >>> 6 & 0xF;
    }

    private boolean bit(int number) {
        return isTablespace() && (raw >>> number & 1) == 1;
    }

    @Override
    public String toString() {
        return isTablespace() ? "FspFlags[0x%x]".formatted(raw) : "FspFlags[not a tablespace]";
    }
}
