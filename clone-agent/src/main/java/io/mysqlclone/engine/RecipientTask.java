package io.mysqlclone.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The recipient engine's side of one data connection; used by one thread. Closing it gives back its buffers and tells
 * the engine that the connection is gone.
 */
public interface RecipientTask extends Closeable {
    /**
     * Blocks until {@code COM_EXECUTE} may be sent: a worker must not receive data of a stage that the master has not
     * entered.
     */
    void awaitReady() throws RoundAbandonedException, InterruptedException;

    /**
     * Applies one descriptor and the data that belongs to it.
     *
     * @return the descriptor to acknowledge with {@code COM_ACK}, when this was the last task to end a stage; all data
     *     of the stage is then durable
     * @throws EngineException when the donor breaks the protocol, data is wrong, or the target can't be written
     * @throws RoundAbandonedException when another task failed
     * @throws IOException as {@code data} throws it; nothing else in here throws what might be the network's
     */
    Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data) throws IOException, InterruptedException;

    /** The donor answered {@code COM_EXECUTE} with COMPLETE. */
    void complete() throws EngineException;

    /** @throws EngineException when what had arrived can't be written */
    @Override
    void close() throws EngineException;
}
