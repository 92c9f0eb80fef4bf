package io.mysqlclone.engine;

import java.io.Closeable;
import java.util.Map;
import java.util.Optional;

/**
 * The point at which all engines of a clone stop, from one row of {@code performance_schema.log_status}. The first engine of a
 * set decides when it is taken; each other one copies up to its own part of it and not further.
 *
 * @param binaryLog where the server's binary log ended; empty when it writes none
 * @param gtidExecuted {@code gtid_executed} there
 * @param parts what engines have kept of the point, by their types; they last as long as the clone of the first engine
 */
public record LogStop(Optional<BinaryLogPosition> binaryLog, String gtidExecuted, Map<Integer, Part> parts) {
    public LogStop {
        parts = Map.copyOf(parts);
    }

    /** What an engine needs of the point, and would not find any more a moment later. */
    public interface Part extends Closeable {
        @Override
        void close();
    }

    /** An engine beside the first one, which is there when the point is taken. */
    public interface Witness {
        /** As {@link DonorEngine#type()}. */
        int type();

        /**
         * Keeps what its clones will need of the point. The server's DDL waits meanwhile: it must be quick.
         *
         * @throws DonorException when there can be no clone of that point
         */
        Part keep(Optional<BinaryLogPosition> binaryLog) throws DonorException;
    }
}
