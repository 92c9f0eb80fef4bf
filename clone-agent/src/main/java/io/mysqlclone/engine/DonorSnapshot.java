package io.mysqlclone.engine;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The clone of one recipient: the stage it is in, which of its chunks are given out, and the tasks at work on it. Thread
 * safe.
 *
 * <p>A clone is one or more rounds. A round is one master and its workers; it ends when the master's {@link
 * DonorTask#copy} returns, or as soon as one task is closed before its copy has returned, which is how the engine hears
 * of a lost connection. Then every other {@code copy} and {@link #openWorker} of the round ends with {@link
 * RoundAbandonedException}, and the snapshot is <em>idle</em>: it waits for {@link #resume}, for as long as its owner
 * likes.
 */
public interface DonorSnapshot extends Closeable {
    /** The name of the clone for {@code COM_RES_LOCS}, with the current state. */
    EngineLocator locator();

    /**
     * Whether {@code locator}, from {@code COM_ATTACH}, {@code COM_REINIT} or {@code COM_ACK}, means this clone. Its ids
     * decide; a malformed one names nothing.
     */
    boolean names(EngineLocator locator);

    /**
     * {@code clone_begin} with mode RESTART: goes back to what the recipient has. When tasks are still open, their round is
     * abandoned, and they get up to 30 seconds to close; the caller best ends their connections before.
     *
     * @param recipient the engine's entry of {@code COM_REINIT}, with the recipient's state and progress
     * @return the locator for {@code COM_RES_LOCS}, with the donor's state
     * @throws DonorException when the clone can't go on from there
     * @throws MalformedMessageException when the progress contradicts itself or this snapshot
     */
    EngineLocator resume(EngineLocator recipient)
            throws DonorException, MalformedMessageException, InterruptedException;

    /**
     * The master task, once per round: after the snapshot has begun, and after each {@link #resume}. Its {@link
     * DonorTask#copy} is to be called at {@code COM_EXECUTE}.
     *
     * @throws DonorException when the round has its master already
     */
    DonorTask openMaster() throws DonorException;

    /**
     * {@code clone_begin} with mode ADD_TASK, for {@code COM_ATTACH}. Blocks as a stock donor does: until the recipient has
     * acknowledged INIT, and while a stage ends. From then on no stage ends without the new task.
     *
     * @throws DonorException when there are as many tasks as can be, or the wait took 30 minutes
     * @throws RoundAbandonedException when the round is over, or has not begun
     */
    DonorTask openWorker() throws DonorException, RoundAbandonedException, InterruptedException;

    /**
     * {@code clone_ack} without an error: the recipient has the end of a stage, of all its tasks, safely.
     *
     * @param descriptor as in {@code COM_ACK}
     * @throws DonorException when that stage has not ended
     * @throws MalformedMessageException when it is no acknowledgement
     */
    void acknowledge(ByteBuffer descriptor) throws DonorException, MalformedMessageException;

    /**
     * {@code clone_ack} with an error: the recipient has failed and says so. Every {@code copy}, now and later, ends with a
     * {@link DonorException} of that number.
     *
     * @param error MySQL's number, not 0
     */
    void recipientFailed(int error);

    /** The point that this engine has decided for all; empty before, and of an engine that follows another one's. */
    default Optional<LogStop> logStop() {
        return Optional.empty();
    }

    /** {@code set_log_stop}: copy up to there and not further. Before a master of an engine behind the first one copies. */
    default void setLogStop(LogStop stop) {
        // The engine decides itself.
    }

    /** Whether no task is open. */
    boolean isIdle();

    /** How far it is. */
    DonorProgress progress();

    /** {@code clone_end}: the clone is over, however it went. Tasks that are still open end as in an abandoned round. */
    @Override
    void close();
}
