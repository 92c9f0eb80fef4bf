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

        /** Comes to a point that is going to be taken, in one attempt or several. */
        Attendance attend();
    }

    /** A witness of one point, over all attempts to take it. */
    @FunctionalInterface
    public interface Attendance extends Closeable {
        /** Does what takes long and keeps nobody waiting, before each attempt. */
        default void prepare() throws DonorException, InterruptedException {
            // Most have nothing to do.
        }

        /**
         * Has the server hold still what this engine needs to be so at the point, which is taken next.
         *
         * @param server whose DDL waits: this must be quick
         * @param deadline of {@link System#nanoTime()}, until which the server may be kept waiting
         * @throws PointMissedException when that would take too long
         * @throws DonorException when there can be no clone of that point
         */
        Frozen freeze(HeldServer server, long deadline) throws DonorException, PointMissedException;

        /** The point is taken, or given up. */
        @Override
        default void close() {
            // Most have kept nothing.
        }
    }

    /** What holds still until this is closed. */
    @FunctionalInterface
    public interface Frozen extends Closeable {
        /**
         * The point is taken: keeps what the engine's clones will need of it. The server still waits.
         *
         * @throws PointMissedException when that takes too long
         * @throws DonorException when there can be no clone of that point
         */
        Part keep(Optional<BinaryLogPosition> binaryLog) throws DonorException, PointMissedException;

        /** Lets the server go on. */
        @Override
        default void close() {
            // Most hold nothing.
        }
    }
}
