package io.mysqlclone.datadir.commit;

import io.mysqlclone.release.ServerVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A valid, properly closed binary log without a transaction: magic, FORMAT_DESCRIPTION_EVENT, empty
 * PREVIOUS_GTIDS_LOG_EVENT. It takes the place of the old data's logs, whose names mysqld has read from the index before
 * it swaps files, so that no GTID of the old data is found in them.
 *
 * <p>Layout: binary log version 4 as documented in MySQL's source documentation, "Binary log"; the post-header lengths
 * are those that a 9.7 server writes. A server before 8.3 knows one type of event less, the last one.
 */
final class EmptyBinlog {
    private static final byte[] MAGIC = {(byte) 0xfe, 'b', 'i', 'n'};
    private static final int FORMAT_DESCRIPTION_EVENT = 15;
    private static final int PREVIOUS_GTIDS_LOG_EVENT = 35;
    private static final int LOG_EVENT_IGNORABLE_F = 0x80;
    private static final int EVENT_HEADER = 19;
    private static final int CHECKSUM = 4;
    private static final int SERVER_VERSION = 50;
    private static final byte BINLOG_CHECKSUM_ALG_CRC32 = 1;
    private static final int FIXED = 2 + SERVER_VERSION + 4 + 1;
    private static final ServerVersion FIRST_WITH_TAGS = new ServerVersion(8, 3, 0);
    private static final byte[] POST_HEADER_LENGTHS = HexFormat.of()
            .parseHex("000d0008000000000400040000006300041a08000000000000020000000a0a0a2a2a00123400" + "0a280000");

    private EmptyBinlog() {}

    /**
     * The whole file.
     *
     * @param writer the version of the server that it seems to be of
     */
    static byte[] bytes(Instant now, ServerVersion writer) {
        ByteBuffer file =
                ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC);
        int timestamp = (int) now.getEpochSecond();
        event(file, timestamp, FORMAT_DESCRIPTION_EVENT, 0, formatDescription(writer));
        event(file, timestamp, PREVIOUS_GTIDS_LOG_EVENT, LOG_EVENT_IGNORABLE_F, new byte[Long.BYTES]);
        byte[] bytes = new byte[file.position()];
        file.get(0, bytes);
        return bytes;
    }

    private static byte[] formatDescription(ServerVersion writer) {
        byte[] lengths = postHeaderLengths(writer);
        ByteBuffer body = ByteBuffer.allocate(FIXED + lengths.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        byte[] version = writer.toString().getBytes(StandardCharsets.US_ASCII);
        body.putShort((short) 4).put(version).position(2 + SERVER_VERSION);
        return body.putInt(0)
                .put((byte) EVENT_HEADER)
                .put(lengths)
                .put(BINLOG_CHECKSUM_ALG_CRC32)
                .array();
    }

    /** One for each type of event, the one of the format description itself among them. */
    private static byte[] postHeaderLengths(ServerVersion writer) {
        boolean tags = writer.compareTo(FIRST_WITH_TAGS) >= 0;
        byte[] lengths = Arrays.copyOf(POST_HEADER_LENGTHS, POST_HEADER_LENGTHS.length - (tags ? 0 : 1));
        lengths[FORMAT_DESCRIPTION_EVENT - 1] = (byte) (FIXED + lengths.length);
        return lengths;
    }

    private static void event(ByteBuffer file, int timestamp, int type, int flags, byte[] body) {
        int start = file.position();
        int size = EVENT_HEADER + body.length + CHECKSUM;
        file.putInt(timestamp).put((byte) type).putInt(1).putInt(size).putInt(start + size);
        file.putShort((short) flags).put(body);
        CRC32 crc = new CRC32();
        crc.update(file.duplicate().flip().position(start));
        file.putInt((int) crc.getValue());
    }
}
