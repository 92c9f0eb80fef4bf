package io.mysqlclone.datadir.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the headers of a binary or relay log tell, without reading its events' content.
 *
 * <p>Layout and numbers: binary log version 4 as documented in MySQL's source documentation, "Binary log"; values of
 * {@code mysql::binlog::event::Log_event_type}.
 */
final class BinaryLogFile {
    /** More than there are in front of the first transaction of any log. */
    private static final int MOST_EVENTS = 1000;

    private static final int MAGIC = 0xfe62696e;
    private static final int ENCRYPTED_MAGIC = 0xfd62696e;
    private static final int MAGIC_LENGTH = 4;
    private static final int EVENT_HEADER = 19;
    private static final int TYPE_OFFSET = 4;
    private static final int SIZE_OFFSET = 9;
    private static final int FLAGS_OFFSET = 17;
    private static final int LOG_EVENT_RELAY_LOG_F = 0x40;

    private static final int GTID_LOG_EVENT = 33;
    private static final int ANONYMOUS_GTID_LOG_EVENT = 34;
    private static final int PREVIOUS_GTIDS_LOG_EVENT = 35;
    private static final int GTID_TAGGED_LOG_EVENT = 42;

    private BinaryLogFile() {}

    enum Kind {
        RELAY,
        BINARY,
        /** Neither, or cut off before its first event. */
        NONE
    }

    /** What a log says of executed transactions. */
    enum Gtids {
        NONE,
        SOME,
        /** It is encrypted. */
        UNKNOWN
    }

    /**
     * A relay log says so in the flags of its first event. An encrypted one can't be read and is taken for a binary log:
     * an empty log in its place does no harm either.
     */
    static Kind kind(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(MAGIC_LENGTH + EVENT_HEADER);
            if (!fill(channel, head, 0)) {
                return Kind.NONE;
            }
            return switch (head.getInt(0)) {
                case ENCRYPTED_MAGIC -> Kind.BINARY;
                case MAGIC ->
                    (head.get(MAGIC_LENGTH + FLAGS_OFFSET) & LOG_EVENT_RELAY_LOG_F) == 0 ? Kind.BINARY : Kind.RELAY;
                default -> Kind.NONE;
            };
        }
    }

    /**
     * Whether a binary log holds transactions with GTIDs, or says that logs before it did. Reads the headers up to the
     * first transaction.
     */
    static Gtids gtids(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            ByteBuffer magic = ByteBuffer.allocate(MAGIC_LENGTH);
            if (!fill(channel, magic, 0) || magic.getInt(0) != MAGIC) {
                return magic.getInt(0) == ENCRYPTED_MAGIC ? Gtids.UNKNOWN : Gtids.NONE;
            }
            ByteBuffer header = ByteBuffer.allocate(EVENT_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            long at = MAGIC_LENGTH;
            for (int events = 0; events < MOST_EVENTS && fill(channel, header, at); events++) {
                switch (header.get(TYPE_OFFSET)) {
                    case GTID_LOG_EVENT, GTID_TAGGED_LOG_EVENT -> {
                        return Gtids.SOME;
                    }
                    case PREVIOUS_GTIDS_LOG_EVENT -> {
                        if (!isEmptySet(channel, at + EVENT_HEADER)) {
                            return Gtids.SOME;
                        }
                    }
                    // A change of gtid_mode begins a new log, so that GTIDs do not follow in this one.
                    case ANONYMOUS_GTID_LOG_EVENT -> {
                        return Gtids.NONE;
                    }
                    default -> {}
                }
                long size = Integer.toUnsignedLong(header.getInt(SIZE_OFFSET));
                if (size < EVENT_HEADER) {
                    return Gtids.NONE;
                }
                at += size;
            }
            return Gtids.NONE;
        }
    }

    /** A set begins with the number of server UUIDs in it, in either format: eight zero bytes when it is empty. */
    private static boolean isEmptySet(FileChannel channel, long at) throws IOException {
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES);
        return !fill(channel, count, at) || count.getLong(0) == 0;
    }

    private static boolean fill(FileChannel channel, ByteBuffer destination, long at) throws IOException {
        destination.clear();
        while (destination.hasRemaining()) {
            if (channel.read(destination, at + destination.position()) < 0) {
                return false;
            }
        }
        return true;
    }
}
