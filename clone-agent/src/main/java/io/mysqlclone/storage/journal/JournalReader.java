package io.mysqlclone.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a journal up to its first record that is torn or corrupt. */
final class JournalReader {
    private JournalReader() {}

    /**
     * Hands every intact record to {@code visitor}.
     *
     * @return the offset behind the last intact record; 0 when there is not even a header
     */
    static long scan(Path file, Journal.Visitor visitor) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = read(channel, 0, JournalFormat.HEADER);
            if (header.remaining() < JournalFormat.HEADER) {
                return 0;
            }
            JournalFormat.checkHeader(file, header);
            long at = JournalFormat.HEADER;
            while (true) {
                ByteBuffer record = record(channel, at);
                if (!record.hasRemaining()) {
                    return at;
                }
                int size = record.remaining();
                int type = Byte.toUnsignedInt(record.get(4));
                visitor.visit(
                        type,
                        record.slice(
                                        JournalFormat.RECORD_HEAD,
                                        size - JournalFormat.RECORD_HEAD - JournalFormat.RECORD_TAIL)
                                .order(ByteOrder.LITTLE_ENDIAN));
                at += size;
            }
        }
    }

    /** The whole record at {@code at}; empty when none is intact there. */
    private static ByteBuffer record(FileChannel channel, long at) throws IOException {
        ByteBuffer none = ByteBuffer.allocate(0);
        ByteBuffer head = read(channel, at, JournalFormat.RECORD_HEAD);
        if (head.remaining() < JournalFormat.RECORD_HEAD) {
            return none;
        }
        int length = head.getInt(0);
        if (length < 0
                || length > Journal.MAX_PAYLOAD
                || channel.size() - at < JournalFormat.RECORD_HEAD + length + JournalFormat.RECORD_TAIL) {
            return none;
        }
        ByteBuffer record = read(channel, at, JournalFormat.RECORD_HEAD + length + JournalFormat.RECORD_TAIL);
        int covered = JournalFormat.RECORD_HEAD + length;
        return record.remaining() == covered + JournalFormat.RECORD_TAIL
                        && record.getInt(covered)
                                == JournalFormat.crc(record.duplicate().limit(covered))
                ? record
                : none;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                break;
            }
        }
        return bytes.flip();
    }
}
