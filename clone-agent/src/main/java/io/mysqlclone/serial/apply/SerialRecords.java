package io.mysqlclone.serial.apply;

import io.mysqlclone.engine.Records;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What is recorded of a clone: which it is, what the donor named, and how far it is durable. */
final class SerialRecords {
    /** The clone's id: all before it is of another one. */
    static final int BEGIN = 1;
    /** A descriptor of the donor's: START, DIRECTORY or FILE. */
    static final int SAID = 2;
    /** A file's index and the bytes of it that are durable; those before it are so wholly. */
    static final int DURABLE = 3;
    /** All is here. */
    static final int COMPLETE = 4;

    private final SerialKind kind;

    SerialRecords(SerialKind kind) {
        this.kind = kind;
    }

    private void read(ReceivedFiles files, int type, ByteBuffer record) throws IOException {
        // Big endian, whatever order the journal's own numbers have.
        ByteBuffer payload = record.slice();
        switch (type) {
            case BEGIN -> files.begin(new SerialLocator(payload.getLong(), 0, 0));
            case SAID -> {
                switch (SerialDescriptor.decode(kind, payload)) {
                    case SerialDescriptor.Start start -> files.start(start);
                    case SerialDescriptor.Directory directory -> files.name(directory);
                    case SerialDescriptor.File file -> files.name(file);
                    case SerialDescriptor.Block _, SerialDescriptor.End _ -> throw unknown(type);
                }
            }
            case DURABLE -> files.at(payload.getInt(), payload.getLong());
            case COMPLETE -> files.complete();
            default -> throw unknown(type);
        }
    }

    private IOException unknown(int type) {
        return new IOException("a record of type " + type + " is not of " + kind.content());
    }

    /** Empty when they can't be read. */
    Optional<ReceivedFiles> read(Records recorded) {
        try {
            return Optional.of(replay(recorded));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** What is durable. */
    ReceivedFiles replay(Records recorded) throws IOException {
        var files = new ReceivedFiles(kind);
        recorded.replay((type, payload) -> read(files, type, payload));
        return files;
    }

    static ByteBuffer begin(SerialLocator locator) {
        return ByteBuffer.allocate(Long.BYTES).putLong(locator.cloneId()).flip();
    }

    static ByteBuffer said(SerialDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    static ByteBuffer durable(SerialLocator at) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(at.file())
                .putLong(at.offset())
                .flip();
    }
}
