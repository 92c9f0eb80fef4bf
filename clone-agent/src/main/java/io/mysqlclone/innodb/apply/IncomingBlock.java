package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.RedoFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A block between the connection and its file. It is the task's own from the descriptor until {@link #store}: received into
 * the buffer that it is written from, checked there, and then handed to the writer, which counts it in the snapshot when it
 * is written. Used by one thread, in this order.
 */
final class IncomingBlock {
    private final DataDescriptor data;
    private final Optional<DataFile> file;
    private final Optional<RedoFile> redo;
    private final BlockWriter.Origin origin;
    private final BlockWriter writer;
    private final ByteBuffer room;
    private final int start;

    /** Makes room for a block of {@code file} or {@code redo}, one of which there is. */
    IncomingBlock(
            DataDescriptor data,
            Optional<DataFile> file,
            Optional<RedoFile> redo,
            BlockWriter.Origin origin,
            BlockWriter writer)
            throws EngineException {
        this.origin = origin;
        this.data = data;
        this.file = file;
        this.redo = redo;
        this.writer = writer;
        this.room = writer.room(data, file, origin);
        this.start = room.position();
    }

    /** Takes the bytes from the connection; keys in them, which come in clear, are sealed at once. */
    void receive(DataSource source) throws IOException, InterruptedException {
        if (origin.read()) {
            source.read(room);
            KeySealing.seal(data, file, redo, room, start);
        } else {
            room.position(room.limit());
        }
    }

    /** @throws EngineException CORRUPT_DATA when a page is damaged which must be right by now */
    void check(PageInspection inspection) throws EngineException {
        if (file.isPresent() && !file.get().isDeleted()) {
            inspection.inspect(file.get(), data, room, start);
        }
    }

    /** Hands it to the writer. */
    void store() {
        redo.ifPresent(target -> target.dataEnd(Math.max(data.fileSize(), data.offset() + data.length())));
        writer.filled(data);
    }
}
