package io.mysqlclone.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The bytes of a journal: a header of 16 bytes (magic, format version, CRC-32C) and records of u32 payload length, u8
 * type, payload, u32 CRC-32C over length, type and payload; all little-endian.
 */
final class JournalFormat {
    static final int HEADER = 16;
    static final int RECORD_HEAD = 5;
    static final int RECORD_TAIL = 4;

    private static final long MAGIC = 0x4c4e524a454e4f4cL; // "LONEJRNL"
    private static final int VERSION = 2;

    private JournalFormat() {}

    static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION);
        return header.putInt(crc(header.duplicate().flip())).flip();
    }

    /** @throws IOException when {@code file} is no journal, or one of another format version */
    static void checkHeader(Path file, ByteBuffer header) throws IOException {
        if (header.getLong(0) != MAGIC
                || header.getInt(12) != crc(header.duplicate().limit(12))) {
            throw new IOException(
                    file + " is not a journal of clone-agent: remove " + file.getParent() + " to start the clone over");
        }
        if (header.getInt(8) != VERSION) {
            throw new IOException(
                    "%s has format version %d and this clone-agent knows %d: use the version that began it, or remove %s to start over"
                            .formatted(file, header.getInt(8), VERSION, file.getParent()));
        }
    }

    /** Puts a record into {@code into}, which has room for it. */
    static ByteBuffer frame(ByteBuffer into, int type, ByteBuffer payload) {
        int start = into.position();
        into.putInt(payload.remaining()).put((byte) type).put(payload.duplicate());
        return into.putInt(crc(into.duplicate().flip().position(start)));
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
