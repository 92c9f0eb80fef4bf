package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.engine.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the engine records of a clone: which it is, each log that came, and how far it is durable. */
final class LogRecords {
    /** The clone's id: all before it is of another one. */
    static final int BEGIN = 1;
    /** A descriptor of the donor's: START, or LOG when all before it is durable. */
    static final int SAID = 2;
    /** A log's index and the bytes of it that are durable; those before it are so wholly. */
    static final int DURABLE = 3;
    /** All is here. */
    static final int COMPLETE = 4;

    private LogRecords() {}

    private static ReceivedLogs with(ReceivedLogs before, int type, ByteBuffer record) throws IOException {
        // Big endian, whatever order the journal's own numbers have.
        ByteBuffer payload = record.slice();
        return switch (type) {
            case BEGIN -> ReceivedLogs.of(new LogLocator(payload.getLong(), 0, 0));
            case SAID ->
                switch (LogDescriptor.decode(payload)) {
                    case LogDescriptor.Start start -> before.started(start);
                    case LogDescriptor.Log log -> before.named(log);
                    case LogDescriptor.Block _, LogDescriptor.End _ -> before;
                };
            case DURABLE -> before.at(payload.getInt(), payload.getLong());
            case COMPLETE -> before.completed();
            default -> throw new IOException("a record of type " + type + " is not of binary logs");
        };
    }

    /** Empty when they can't be read. */
    static Optional<ReceivedLogs> read(Records recorded) {
        try {
            return Optional.of(replay(recorded));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** What is durable. */
    static ReceivedLogs replay(Records recorded) throws IOException {
        ReceivedLogs[] now = {ReceivedLogs.NOTHING};
        recorded.replay((type, payload) -> now[0] = with(now[0], type, payload));
        return now[0];
    }

    static ByteBuffer begin(LogLocator locator) {
        return ByteBuffer.allocate(Long.BYTES).putLong(locator.cloneId()).flip();
    }

    static ByteBuffer said(LogDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(LogDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    static ByteBuffer durable(LogLocator at) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(at.log())
                .putLong(at.offset())
                .flip();
    }
}
