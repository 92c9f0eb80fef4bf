package io.mysqlclone.storage.journal;

import io.mysqlclone.engine.Records;
import io.mysqlclone.storage.RecordLog;
import io.mysqlclone.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * One engine's records in the journal of a clone, each within a record that names the engine. The records of the first
 * engine stand in the journal as they are, as they did before there were others.
 */
public final class EngineRecords implements RecordLog {
    /** A record of an engine: its number (a byte), the type that it gave the record (a byte), and the payload. */
    public static final int RECORD = 3;

    private static final int HEAD = 2;

    private final RecordLog journal;
    private final int engineType;

    /** Records of the engine of that type, 0 to 255. */
    public EngineRecords(RecordLog journal, int engineType) {
        this.journal = journal;
        this.engineType = engineType;
    }

    /** What the engine of that type has recorded in the journal in {@code file}. */
    public static Records in(Path file, int engineType) {
        return visitor -> Journal.replay(file, (type, payload) -> {
            if (type == RECORD && payload.remaining() >= HEAD && Byte.toUnsignedInt(payload.get()) == engineType) {
                visitor.visit(Byte.toUnsignedInt(payload.get()), payload);
            }
        });
    }

    @Override
    public void append(int type, ByteBuffer payload) throws StorageException {
        if (type < 0 || type > 0xFF) {
            throw new IllegalArgumentException("Journal record of type " + type);
        }
        ByteBuffer framed = ByteBuffer.allocate(HEAD + payload.remaining())
                .put((byte) engineType)
                .put((byte) type)
                .put(payload)
                .flip();
        journal.append(RECORD, framed);
    }

    @Override
    public void force() throws StorageException {
        journal.force();
    }
}
