package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.LogDescriptor;
import io.mysqlclone.binlog.LogLocator;
import io.mysqlclone.engine.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the engine records of a clone: which it is, each log that came, and how far it is durable. */
final class LogRecords {
    /** The clone's id: all before it is of another one. */
    static final int BEGIN = 1;
    /** A descriptor of the donor's: START or LOG. */
    static final int SAID = 2;
    /** A log's index and the bytes of it that are durable; those before it are so wholly. */
    static final int DURABLE = 3;
    /** All is here. */
    static final int COMPLETE = 4;

    private LogRecords() {}

    /**
     * What was recorded.
     *
     * @param start what the donor said there would be
     * @param logs as many as it has named
     * @param locator of the clone, at what is durable; empty when none has begun
     */
    record Replayed(
            Optional<LogLocator> locator,
            Optional<LogDescriptor.Start> start,
            List<LogDescriptor.Log> logs,
            boolean complete) {
        static final Replayed NOTHING = new Replayed(Optional.empty(), Optional.empty(), List.of(), false);

        Replayed {
            logs = List.copyOf(logs);
        }

        private Replayed with(int type, ByteBuffer record) throws IOException {
            // Big endian, whatever order the journal's own numbers have.
            ByteBuffer payload = record.slice();
            return switch (type) {
                case BEGIN ->
                    new Replayed(
                            Optional.of(new LogLocator(payload.getLong(), 0, 0)), Optional.empty(), List.of(), false);
                case SAID -> said(LogDescriptor.decode(payload));
                case DURABLE ->
                    new Replayed(locator.map(at -> at.at(payload.getInt(), payload.getLong())), start, logs, complete);
                case COMPLETE -> new Replayed(locator, start, logs, true);
                default -> throw new IOException("a record of type " + type + " is not of binary logs");
            };
        }

        private Replayed said(LogDescriptor descriptor) {
            return switch (descriptor) {
                case LogDescriptor.Start given -> new Replayed(locator, Optional.of(given), logs, complete);
                case LogDescriptor.Log log -> {
                    List<LogDescriptor.Log> more = new ArrayList<>(logs);
                    more.add(log);
                    yield new Replayed(locator, start, more, complete);
                }
                case LogDescriptor.Block _, LogDescriptor.End _ -> this;
            };
        }
    }

    /** Empty when they can't be read. */
    static Optional<Replayed> read(Records recorded) {
        try {
            return Optional.of(replay(recorded));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    static Replayed replay(Records recorded) throws IOException {
        Replayed[] now = {Replayed.NOTHING};
        recorded.replay((type, payload) -> now[0] = now[0].with(type, payload));
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
