package io.mysqlclone.serial;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * An engine's entry in a list of locators: one version byte, the clone's id, and how far the recipient is; big endian.
 *
 * @param cloneId 0 when there is no clone yet
 * @param file the index of the file that the recipient wants next, from 0
 * @param offset the first byte of it that the recipient has not got
 */
public record SerialLocator(long cloneId, int file, long offset) {
    /** Of a recipient that begins. */
    public static final SerialLocator VERSION = new SerialLocator(0, 0, 0);

    private static final byte FORMAT = 2;
    private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES + Long.BYTES;

    /** @throws MalformedMessageException when it is none of {@code kind} */
    public static SerialLocator decode(SerialKind kind, EngineLocator entry) throws MalformedMessageException {
        if (entry.engineType() != kind.type()) {
            throw malformed(kind, "engine type", entry.engineType(), Integer.toString(kind.type()));
        }
        if (entry.locator().length() != LENGTH) {
            throw malformed(kind, "length", entry.locator().length(), Integer.toString(LENGTH));
        }
        ByteBuffer bytes = entry.locator().buffer();
        byte format = bytes.get();
        if (format != FORMAT) {
            throw malformed(kind, "format", format, Byte.toString(FORMAT));
        }
        var locator = new SerialLocator(bytes.getLong(), bytes.getInt(), bytes.getLong());
        if (locator.file < 0 || locator.file > kind.files().most() || locator.offset < 0) {
            throw malformed(kind, "position", locator.file + ":" + locator.offset, "one within the " + kind.content());
        }
        return locator;
    }

    private static MalformedMessageException malformed(SerialKind kind, String field, Object value, String allowed) {
        return new MalformedMessageException(kind.stage() + " LOCATOR", field, value, allowed);
    }

    /** As an entry of a list. */
    public EngineLocator encode(SerialKind kind) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(cloneId)
                .putInt(file)
                .putLong(offset);
        return new EngineLocator(kind.type(), Bytes.copyOf(bytes.flip()));
    }

    /** The same clone, further on. */
    public SerialLocator at(int next, long from) {
        return new SerialLocator(cloneId, next, from);
    }
}
