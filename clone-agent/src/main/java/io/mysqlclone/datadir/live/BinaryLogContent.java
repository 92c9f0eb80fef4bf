package io.mysqlclone.datadir.live;

import io.mysqlclone.gtid.GtidOrigin;
import io.mysqlclone.gtid.GtidSet;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

/**
 * The transactions of a binary log, by their GTIDs.
 *
 * <p>Layout and numbers: binary log version 4 and its events as in MySQL's source documentation, "Binary log" and
 * "Replication: serialization"; of the tagged forms (since 8.3) as 9.7 servers write them.
 *
 * @param begun when the log was begun, to the second
 * @param firstOfServer whether a start of mysqld began it, and not the end of the log before
 * @param inUse whether mysqld has it open, or ended without closing it
 * @param previous what had been executed before the log was begun, as far as it was ever in a binary log
 * @param own the transactions in the log itself
 */
public record BinaryLogContent(Instant begun, boolean firstOfServer, boolean inUse, GtidSet previous, GtidSet own) {
    private static final int MAGIC = 0xfe62696e;
    private static final int EVENT_HEADER = 19;
    private static final int TYPE = 4;
    private static final int SIZE = 9;
    private static final int FLAGS = 17;
    /** In the body of a FORMAT_DESCRIPTION_EVENT: the time of the server's start, or 0. */
    private static final int CREATED = 52;

    private static final int LOG_EVENT_BINLOG_IN_USE_F = 1;
    private static final int FORMAT_DESCRIPTION_EVENT = 15;
    private static final int GTID_LOG_EVENT = 33;
    private static final int PREVIOUS_GTIDS_LOG_EVENT = 35;
    private static final int GTID_TAGGED_LOG_EVENT = 42;

    private static final int WINDOW = 1 << 20;
    private static final int HEAD_WINDOW = 4 << 10;
    /** Longer than a GTID event, whose other fields we do not read. */
    private static final int GTID_BODY = 512;

    private static final int LONGEST_SET = 256 << 20;
    private static final int TAGGED_FORMAT = 1;
    private static final int LONGEST_TAG = 32;

    /** All that its GTIDs tell. */
    public GtidSet all() {
        return previous.union(own);
    }

    /**
     * Reads a log up to its last complete event; a server may be writing it.
     *
     * @throws UnreadableLogException when it is encrypted, or not one
     */
    public static BinaryLogContent read(Path log) throws IOException {
        return read(log, false);
    }

    /** As {@link #read}, but no further than to its first transaction. */
    static BinaryLogContent readHead(Path log) throws IOException {
        return read(log, true);
    }

    private static BinaryLogContent read(Path log, boolean onlyHead) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            var reader = new Reader(channel, onlyHead ? HEAD_WINDOW : WINDOW);
            if (channel.size() < Integer.BYTES || reader.at(0, Integer.BYTES).getInt() != MAGIC) {
                throw new UnreadableLogException(log + " can't be read: it is encrypted, or not a binary log");
            }
            var events = new Events();
            long at = Integer.BYTES;
            while (at + EVENT_HEADER <= channel.size()) {
                ByteBuffer header = reader.at(at, EVENT_HEADER).order(ByteOrder.LITTLE_ENDIAN);
                int type = header.get(TYPE);
                long size = Integer.toUnsignedLong(header.getInt(SIZE));
                if (size < EVENT_HEADER || at + size > channel.size()) {
                    break;
                }
                if (onlyHead && (type == GTID_LOG_EVENT || type == GTID_TAGGED_LOG_EVENT)) {
                    break;
                }
                events.take(type, header.getInt(0), header.getShort(FLAGS), reader, at + EVENT_HEADER, size);
                at += size;
            }
            return events.content();
        } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new UnreadableLogException(log + " holds GTIDs in a form that is not known: " + e.getMessage());
        }
    }

    /** The log can't tell. */
    public static final class UnreadableLogException extends IOException {
        UnreadableLogException(String message) {
            super(message);
        }
    }

    /** Reads ahead, because most events are small. */
    private static final class Reader {
        private final FileChannel channel;
        private ByteBuffer window;
        private long from;

        Reader(FileChannel channel, int ahead) {
            this.channel = channel;
            this.window = ByteBuffer.allocate(ahead).limit(0);
        }

        ByteBuffer at(long position, int length) throws IOException {
            if (position < from || position + length > from + window.limit()) {
                if (length > window.capacity()) {
                    window = ByteBuffer.allocate(length);
                }
                window.clear();
                from = position;
                while (window.hasRemaining() && channel.read(window, from + window.position()) >= 0) {}
                window.flip();
                if (window.limit() < length) {
                    throw new EOFException("the log ends within an event");
                }
            }
            return window.slice((int) (position - from), length);
        }
    }

    private static final class Events {
        private final GtidSet.Builder previous = new GtidSet.Builder();
        private final GtidSet.Builder own = new GtidSet.Builder();
        private Instant begun = Instant.EPOCH;
        private boolean firstOfServer;
        private boolean inUse;

        void take(int type, int time, short flags, Reader reader, long at, long size) throws IOException {
            int length = (int) Math.min(size - EVENT_HEADER, LONGEST_SET);
            switch (type) {
                case FORMAT_DESCRIPTION_EVENT -> {
                    ByteBuffer body = reader.at(at, length).order(ByteOrder.LITTLE_ENDIAN);
                    begun = Instant.ofEpochSecond(Integer.toUnsignedLong(time));
                    inUse = (flags & LOG_EVENT_BINLOG_IN_USE_F) != 0;
                    firstOfServer = body.getInt(CREATED) != 0;
                }
                case PREVIOUS_GTIDS_LOG_EVENT -> set(reader.at(at, length).order(ByteOrder.LITTLE_ENDIAN));
                case GTID_LOG_EVENT ->
                    transaction(reader.at(at, Math.min(length, GTID_BODY)).order(ByteOrder.LITTLE_ENDIAN));
                case GTID_TAGGED_LOG_EVENT ->
                    tagged(new VariableLength(
                            reader.at(at, Math.min(length, GTID_BODY)).order(ByteOrder.LITTLE_ENDIAN)));
                default -> {}
            }
        }

        private void set(ByteBuffer body) {
            long head = body.getLong();
            boolean tagged = head >>> 56 == TAGGED_FORMAT;
            long origins = tagged ? head << 8 >>> 16 : head;
            for (long i = 0; i < origins; i++) {
                UUID server = uuid(body);
                String tag = tagged ? new VariableLength(body).text(LONGEST_TAG) : "";
                var origin = new GtidOrigin(server, tag);
                for (long intervals = body.getLong(); intervals > 0; intervals--) {
                    long first = body.getLong();
                    previous.add(origin, first, body.getLong() - 1);
                }
            }
        }

        private void transaction(ByteBuffer body) {
            body.get();
            UUID server = uuid(body);
            long number = body.getLong();
            own.add(new GtidOrigin(server, ""), number, number);
        }

        /** Fields with numbers, of which 1 is the UUID, 2 the transaction's number and 3 the tag; 0 comes before them. */
        private void tagged(VariableLength body) {
            body.unsigned();
            body.unsigned();
            body.unsigned();
            body.expect(0);
            body.unsigned();
            body.expect(1);
            long most = 0;
            long least = 0;
            for (int i = 0; i < 2 * Long.BYTES; i++) {
                long next = body.unsigned() & 0xff;
                if (i < Long.BYTES) {
                    most = most << 8 | next;
                } else {
                    least = least << 8 | next;
                }
            }
            body.expect(2);
            long number = body.signed();
            body.expect(3);
            own.add(new GtidOrigin(new UUID(most, least), body.text(LONGEST_TAG)), number, number);
        }

        private static UUID uuid(ByteBuffer body) {
            ByteBuffer bytes = body.slice(body.position(), 2 * Long.BYTES).order(ByteOrder.BIG_ENDIAN);
            body.position(body.position() + 2 * Long.BYTES);
            return new UUID(bytes.getLong(), bytes.getLong());
        }

        BinaryLogContent content() {
            return new BinaryLogContent(begun, firstOfServer, inUse, previous.build(), own.build());
        }
    }

    /**
     * Integers of one to nine bytes, little endian: as many low bits as are set in a row say how many bytes follow the
     * first one.
     */
    private record VariableLength(ByteBuffer bytes) {
        long unsigned() {
            int first = bytes.get() & 0xff;
            int more = Integer.numberOfTrailingZeros(~first);
            long value = more >= Long.BYTES ? 0 : first >>> (more + 1);
            int known = more >= Long.BYTES ? 0 : Byte.SIZE - (more + 1);
            for (int i = 0; i < more; i++) {
                value |= (bytes.get() & 0xffL) << (known + i * Byte.SIZE);
            }
            return value;
        }

        /** The sign is in the lowest bit. */
        long signed() {
            long coded = unsigned();
            return coded >>> 1 ^ -(coded & 1);
        }

        void expect(int field) {
            if (unsigned() != field) {
                throw new IllegalArgumentException("a GTID event without its field " + field);
            }
        }

        String text(int longest) {
            long length = unsigned();
            if (length > longest) {
                throw new IllegalArgumentException("a tag of " + length + " bytes");
            }
            byte[] text = new byte[(int) length];
            bytes.get(text);
            return new String(text, StandardCharsets.US_ASCII);
        }
    }
}
