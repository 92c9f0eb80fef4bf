package io.mysqlclone.innodb.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fields that every page in a tablespace begins with. Unlike the body they are neither compressed nor encrypted.
 *
 * <p>A page is given by a buffer and the absolute index of its first byte; position and byte order do not matter.
 */
public final class PageHeader {
    /** Bytes before the body. */
    public static final int LENGTH = 38;

    /** Bytes behind the body of a page that is not of ROW_FORMAT=COMPRESSED. */
    public static final int TRAILER_LENGTH = 8;

    /** Page type: compressed. */
    public static final int TYPE_COMPRESSED = 14;

    /** Page type: encrypted. */
    public static final int TYPE_ENCRYPTED = 15;

    /** Page type: compressed, then encrypted. */
    public static final int TYPE_COMPRESSED_AND_ENCRYPTED = 16;

    /** Page type: encrypted page of a spatial index. */
    public static final int TYPE_ENCRYPTED_RTREE = 17;

    /** How a page is compressed: zlib. */
    public static final int COMPRESSION_ZLIB = 1;

    /** How a page is compressed: LZ4. */
    public static final int COMPRESSION_LZ4 = 2;

    private static final int COMPRESSION = 27;

    static final int CHECKSUM = 0;
    static final int PAGE_NUMBER = 4;
    static final int LSN = 16;
    static final int LSN_LOW = 20;
    static final int TYPE = 24;
    static final int FLUSH_LSN = 26;
    static final int SPACE_ID = 34;

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private PageHeader() {}

    /** Number of the page in its tablespace, unsigned 32 bit. */
    public static long pageNumber(ByteBuffer buffer, int page) {
        return Integer.toUnsignedLong(intAt(buffer, page + PAGE_NUMBER));
    }

    /** Id of the tablespace, unsigned 32 bit. */
    public static long spaceId(ByteBuffer buffer, int page) {
        return Integer.toUnsignedLong(intAt(buffer, page + SPACE_ID));
    }

    /** Log sequence number of the last change. */
    public static long lsn(ByteBuffer buffer, int page) {
        return longAt(buffer, page + LSN);
    }

    /** Page type, 0 to 65535. */
    public static int type(ByteBuffer buffer, int page) {
        return shortAt(buffer, page + TYPE);
    }

    /** How the page is compressed, 0 when it is not. */
    public static int compression(ByteBuffer buffer, int page) {
        int type = type(buffer, page);
        return type == TYPE_COMPRESSED || type == TYPE_COMPRESSED_AND_ENCRYPTED ? buffer.get(page + COMPRESSION) : 0;
    }

    static int shortAt(ByteBuffer buffer, int index) {
        return (short) SHORT.get(buffer, index) & 0xFFFF;
    }

    static int intAt(ByteBuffer buffer, int index) {
        return (int) INT.get(buffer, index);
    }

    static void putIntAt(ByteBuffer buffer, int index, int value) {
        INT.set(buffer, index, value);
    }

    static long longAt(ByteBuffer buffer, int index) {
        return (long) LONG.get(buffer, index);
    }

    static void putLongAt(ByteBuffer buffer, int index, long value) {
        LONG.set(buffer, index, value);
    }
}
