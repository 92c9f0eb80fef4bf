package io.mysqlclone.innodb.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.innodb.SnapshotState;
import java.io.Closeable;
import java.util.Optional;

/**
 * What one recipient is sent, stage by stage, and what has to be done before a stage can begin. Thread safe.
 *
 * <p>Of a directory at rest every stage is ready from the beginning, and the same for all recipients. Beside a live server
 * it is found out when a recipient comes to it: what has changed while it copied files.
 */
public interface Stages extends Closeable {
    /** A number that two clones share when all that they send is the same; not 0, and not negative. */
    long snapshotId();

    /** Whether keys are among what is sent, so that every sink must be secure. */
    boolean hasSecrets();

    /** Most tasks that a clone can have. */
    int mostTasks();

    /** Bytes of all stages, as far as they are known. */
    long bytes();

    /** Bytes that a clone takes on disk, as far as is known. */
    long diskBytes();

    /** What is sent in a state, which must be ready. */
    StagePlan plan(SnapshotState state);

    /** Gives a task of a recipient its next chunk, whose turn it closes when it was sent; empty when there is no more. */
    Optional<Share> nextChunk(SnapshotState state, ChunkHandout recipient);

    /** The recipient takes no more of these chunks: nobody is to wait for it. */
    void leave(ChunkHandout recipient);

    /** Whether a state can begin. */
    boolean isReady(SnapshotState next);

    /**
     * Makes a state ready, which may take long. One call at a time.
     *
     * @throws DonorException when that can't be had; the clone ends with it
     */
    void prepare(SnapshotState next) throws DonorException, InterruptedException;

    /**
     * The recipient goes back into the state before {@code next} and reads there again: what was made ready for {@code next},
     * or is being made, is too old by then.
     */
    void withdraw(SnapshotState next);

    /** The point at which all engines stop, when it is known and there is more than the directory itself to tell it. */
    default Optional<LogStop> logStop() {
        return Optional.empty();
    }

    /** The clone is over; what is being prepared ends. */
    @Override
    void close();
}
