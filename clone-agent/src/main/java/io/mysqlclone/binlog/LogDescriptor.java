package io.mysqlclone.binlog;

import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a donor says of its binary logs, in this order: START, then LOG and its BLOCKs for each, then END. Big endian. */
public sealed interface LogDescriptor {
    /** Longest encoded form. */
    int MAX_LENGTH = 1024;

    /**
     * All logs of the point; the first words of each round.
     *
     * @param logs how many, 1 or more
     * @param bytes of all of them
     */
    record Start(int logs, long bytes) implements LogDescriptor {}

    /**
     * The log that the following blocks are of.
     *
     * @param index from 0, in the order of the server's index
     * @param length bytes up to the point
     */
    record Log(int index, long length, String name) implements LogDescriptor {}

    /**
     * Bytes of that log, which follow as data.
     *
     * @param offset of the first one, which the recipient has not got yet
     * @param length 1 to {@link BinaryLogs#BLOCK}
     * @param checksum their CRC-32C
     */
    record Block(long offset, int length, int checksum) implements LogDescriptor {}

    /** The recipient has all logs. */
    record End() implements LogDescriptor {}

    /** Puts it into {@code target}, which has room for {@link #MAX_LENGTH}. */
    default void encode(ByteBuffer target) {
        switch (this) {
            case Start(int logs, long bytes) ->
                target.put((byte) 1).putInt(logs).putLong(bytes);
            case Log(int index, long length, String name) ->
                target.put((byte) 2).putInt(index).putLong(length).put(name.getBytes(StandardCharsets.UTF_8));
            case Block(long offset, int length, int checksum) ->
                target.put((byte) 3).putLong(offset).putInt(length).putInt(checksum);
            case End() -> target.put((byte) 4);
        }
    }

    /**
     * Reads one; the position of {@code bytes} stays.
     *
     * @throws MalformedMessageException when it is none, or says what can't be
     */
    static LogDescriptor decode(ByteBuffer bytes) throws MalformedMessageException {
        ByteBuffer from = bytes.duplicate();
        if (!from.hasRemaining() || from.remaining() > MAX_LENGTH) {
            throw malformed("length", bytes.remaining(), "1 to " + MAX_LENGTH);
        }
        byte kind = from.get();
        return switch (kind) {
            case 1 -> start(exactly(from, Integer.BYTES + Long.BYTES));
            case 2 -> log(from);
            case 3 -> block(exactly(from, Long.BYTES + Integer.BYTES + Integer.BYTES));
            case 4 -> {
                exactly(from, 0);
                yield new End();
            }
            default -> throw malformed("kind", kind, "1 to 4");
        };
    }

    private static ByteBuffer exactly(ByteBuffer from, int length) throws MalformedMessageException {
        if (from.remaining() != length) {
            throw malformed("length", 1 + from.remaining(), Integer.toString(1 + length));
        }
        return from;
    }

    private static Start start(ByteBuffer from) throws MalformedMessageException {
        var start = new Start(from.getInt(), from.getLong());
        if (start.logs < 1 || start.logs > BinaryLogs.MOST_LOGS) {
            throw malformed("number of logs", start.logs, "1 to " + BinaryLogs.MOST_LOGS);
        }
        if (start.bytes < 0) {
            throw malformed("bytes", start.bytes, "0 or more");
        }
        return start;
    }

    private static Log log(ByteBuffer from) throws MalformedMessageException {
        if (from.remaining() <= Integer.BYTES + Long.BYTES) {
            throw malformed("length", 1 + from.remaining(), "that of a log with a name");
        }
        int index = from.getInt();
        long length = from.getLong();
        if (index < 0 || length < 0) {
            throw malformed("log", index + " of " + length + " bytes", "0 or more");
        }
        return new Log(index, length, StandardCharsets.UTF_8.decode(from).toString());
    }

    private static Block block(ByteBuffer from) throws MalformedMessageException {
        var block = new Block(from.getLong(), from.getInt(), from.getInt());
        if (block.offset < 0 || block.length < 1 || block.length > BinaryLogs.BLOCK) {
            throw malformed("block", block.offset + "+" + block.length, "1 to " + BinaryLogs.BLOCK + " bytes");
        }
        return block;
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("BINARY LOG DESCRIPTOR", field, value, allowed);
    }
}
