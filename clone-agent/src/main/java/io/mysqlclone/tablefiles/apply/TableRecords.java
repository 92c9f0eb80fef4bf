package io.mysqlclone.tablefiles.apply;

import io.mysqlclone.engine.Records;
import io.mysqlclone.tablefiles.TableDescriptor;
import io.mysqlclone.tablefiles.TableLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the engine records of a clone: which it is, what the donor named, and how far it is durable. */
final class TableRecords {
    /** The clone's id: all before it is of another one. */
    static final int BEGIN = 1;
    /** A descriptor of the donor's: START, SCHEMA or FILE. */
    static final int SAID = 2;
    /** A file's index and the bytes of it that are durable; those before it are so wholly. */
    static final int DURABLE = 3;
    /** All is here. */
    static final int COMPLETE = 4;

    private TableRecords() {}

    private static void read(ReceivedTables tables, int type, ByteBuffer record) throws IOException {
        // Big endian, whatever order the journal's own numbers have.
        ByteBuffer payload = record.slice();
        switch (type) {
            case BEGIN -> tables.begin(new TableLocator(payload.getLong(), 0, 0));
            case SAID -> {
                switch (TableDescriptor.decode(payload)) {
                    case TableDescriptor.Start start -> tables.start(start);
                    case TableDescriptor.Schema schema -> tables.name(schema);
                    case TableDescriptor.File file -> tables.name(file);
                    case TableDescriptor.Block _, TableDescriptor.End _ -> throw unknown(type);
                }
            }
            case DURABLE -> tables.at(payload.getInt(), payload.getLong());
            case COMPLETE -> tables.complete();
            default -> throw unknown(type);
        }
    }

    private static IOException unknown(int type) {
        return new IOException("a record of type " + type + " is not of tables");
    }

    /** Empty when they can't be read. */
    static Optional<ReceivedTables> read(Records recorded) {
        try {
            return Optional.of(replay(recorded));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** What is durable. */
    static ReceivedTables replay(Records recorded) throws IOException {
        var tables = new ReceivedTables();
        recorded.replay((type, payload) -> read(tables, type, payload));
        return tables;
    }

    static ByteBuffer begin(TableLocator locator) {
        return ByteBuffer.allocate(Long.BYTES).putLong(locator.cloneId()).flip();
    }

    static ByteBuffer said(TableDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(TableDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    static ByteBuffer durable(TableLocator at) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(at.file())
                .putLong(at.offset())
                .flip();
    }
}
