package io.mysqlclone.innodb.descriptor;

/**
 * The flags of a FILE descriptor.
 *
 * @param bits 0 to 0x3F
 */
public record FileFlags(int bits) {
    /** No flag. */
    public static final FileFlags NONE = new FileFlags(0);

    /** Pages are compressed with zlib. */
    public static final int ZLIB = 0x01;
    /** Pages are compressed with LZ4. */
    public static final int LZ4 = 0x02;
    /** The file is encrypted. */
    public static final int ENCRYPTED = 0x04;

    /** The file got another name. */
    public static final int RENAMED = 0x08;
    /** The file was dropped. */
    public static final int DELETED = 0x10;
    /** The descriptor brings the key of the file. */
    public static final int HAS_KEY = 0x20;

    static final int ALL = 0x3F;

    public FileFlags {
        if ((bits & ~ALL) != 0) {
            throw new IllegalArgumentException("file flags 0x%x are not within 0 to 0x%x".formatted(bits, ALL));
        }
    }

    /** Whether pages are compressed with zlib. */
    public boolean isZlib() {
        return (bits & ZLIB) != 0;
    }

    /** Whether pages are compressed with LZ4. */
    public boolean isLz4() {
        return (bits & LZ4) != 0;
    }

    /** Whether pages are compressed one by one, with holes in the file. */
    public boolean isPageCompressed() {
        return isZlib() || isLz4();
    }

    /** Whether the tablespace, or redo log, is encrypted. */
    public boolean isEncrypted() {
        return (bits & ENCRYPTED) != 0;
    }

    /** Whether the file got another name. */
    public boolean isRenamed() {
        return (bits & RENAMED) != 0;
    }

    /** Whether the file was dropped. */
    public boolean isDeleted() {
        return (bits & DELETED) != 0;
    }

    /** Whether the descriptor carries the tablespace key. */
    public boolean hasKey() {
        return (bits & HAS_KEY) != 0;
    }

    FileFlags withoutKey() {
        return new FileFlags(bits & ~HAS_KEY);
    }

    @Override
    public String toString() {
        return "FileFlags[0x%04x]".formatted(bits);
    }
}
