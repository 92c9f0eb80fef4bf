package io.mysqlclone.binlog;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * The engine's entry in a list of locators: one version byte, the clone's id, and how far the recipient is; big endian.
 *
 * @param cloneId 0 when there is no clone yet
 * @param log the index of the log that the recipient wants next, from 0
 * @param offset the first byte of it that the recipient has not got
 */
public record LogLocator(long cloneId, int log, long offset) {
    /** Of a recipient that begins. */
    public static final LogLocator VERSION = new LogLocator(0, 0, 0);

    private static final byte FORMAT = 1;
    private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES + Long.BYTES;

    /** @throws MalformedMessageException when it is none of this engine */
    public static LogLocator decode(EngineLocator entry) throws MalformedMessageException {
        if (entry.engineType() != BinaryLogs.TYPE) {
            throw malformed("engine type", entry.engineType(), Integer.toString(BinaryLogs.TYPE));
        }
        if (entry.locator().length() != LENGTH) {
            throw malformed("length", entry.locator().length(), Integer.toString(LENGTH));
        }
        ByteBuffer bytes = entry.locator().buffer();
        byte format = bytes.get();
        if (format != FORMAT) {
            throw malformed("format", format, Byte.toString(FORMAT));
        }
        var locator = new LogLocator(bytes.getLong(), bytes.getInt(), bytes.getLong());
        if (locator.log < 0 || locator.log > BinaryLogs.MOST_LOGS || locator.offset < 0) {
            throw malformed("position", locator.log + ":" + locator.offset, "one within the logs");
        }
        return locator;
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("BINARY LOG LOCATOR", field, value, allowed);
    }

    /** As an entry of a list. */
    public EngineLocator encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(cloneId)
                .putInt(log)
                .putLong(offset);
        return new EngineLocator(BinaryLogs.TYPE, Bytes.copyOf(bytes.flip()));
    }

    /** The same clone, further on. */
    public LogLocator at(int next, long from) {
        return new LogLocator(cloneId, next, from);
    }
}
