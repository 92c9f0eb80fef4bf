package io.mysqlclone.tablefiles;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * The engine's entry in a list of locators: one version byte, the clone's id, and how far the recipient is; big endian.
 *
 * @param cloneId 0 when there is no clone yet
 * @param file the index of the file that the recipient wants next, from 0
 * @param offset the first byte of it that the recipient has not got
 */
public record TableLocator(long cloneId, int file, long offset) {
    /** Of a recipient that begins. */
    public static final TableLocator VERSION = new TableLocator(0, 0, 0);

    private static final byte FORMAT = 1;
    private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES + Long.BYTES;

    /** @throws MalformedMessageException when it is none of this engine */
    public static TableLocator decode(EngineLocator entry) throws MalformedMessageException {
        if (entry.engineType() != UnloggedTables.TYPE) {
            throw malformed("engine type", entry.engineType(), Integer.toString(UnloggedTables.TYPE));
        }
        if (entry.locator().length() != LENGTH) {
            throw malformed("length", entry.locator().length(), Integer.toString(LENGTH));
        }
        ByteBuffer bytes = entry.locator().buffer();
        byte format = bytes.get();
        if (format != FORMAT) {
            throw malformed("format", format, Byte.toString(FORMAT));
        }
        var locator = new TableLocator(bytes.getLong(), bytes.getInt(), bytes.getLong());
        if (locator.file < 0 || locator.file > UnloggedTables.MOST_FILES || locator.offset < 0) {
            throw malformed("position", locator.file + ":" + locator.offset, "one within the files");
        }
        return locator;
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("TABLE FILES LOCATOR", field, value, allowed);
    }

    /** As an entry of a list. */
    public EngineLocator encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(cloneId)
                .putInt(file)
                .putLong(offset);
        return new EngineLocator(UnloggedTables.TYPE, Bytes.copyOf(bytes.flip()));
    }

    /** The same clone, further on. */
    public TableLocator at(int next, long from) {
        return new TableLocator(cloneId, next, from);
    }
}
