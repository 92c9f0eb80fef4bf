package io.mysqlclone.engine;

import java.io.Closeable;
import java.io.IOException;

/** The donor engine's side of one data connection; used by one thread, except that any thread may close it. */
public interface DonorTask extends Closeable {
    /** 0 for the master; workers are counted from 1. */
    int index();

    /** The clone in the state that the task joined it in, for {@code COM_RES_LOCS}. */
    EngineLocator locator();

    /**
     * {@code clone_copy}: gives {@code sink} everything that the task has to send, from TASK to the start of DONE, and then
     * returns; {@code COM_RES_COMPLETE} is what follows. Blocks while it waits for acknowledgements and other tasks, and
     * then gives the sink a sign of life, which is a descriptor, every 5 seconds.
     *
     * @throws DonorException what the recipient is to be told with {@code COM_RES_ERROR}
     * @throws RoundAbandonedException when another task of the round was lost, or the snapshot is closed; a stock donor
     *     then closes the connection without a word
     * @throws IOException as the sink throws it; nothing else in here does
     */
    void copy(DonorSink sink) throws IOException, InterruptedException;

    /**
     * The connection is done with. Before {@link #copy} has returned this means that the connection was lost, which ends
     * the round: what this task has sent may not have arrived, and only the recipient's next {@link DonorSnapshot#resume}
     * tells.
     */
    @Override
    void close();
}
