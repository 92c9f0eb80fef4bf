package io.mysqlclone.recipient.remote;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The auxiliary connection of the master task, which carries nothing but {@code COM_ACK}. Any thread may use it. */
public final class AcknowledgeChannel implements Closeable {
    private final CloneConnection connection;
    private final List<EngineLocator> locators;

    /** @param locators the donor's names for the clone, one for each engine */
    AcknowledgeChannel(CloneConnection connection, List<EngineLocator> locators) {
        this.connection = connection;
        this.locators = List.copyOf(locators);
    }

    /**
     * Tells the donor that a stage of one engine is safely stored.
     *
     * @param index of the engine's locator
     */
    public void acknowledge(int index, ByteBuffer descriptor) throws IOException {
        exchange(new CloneCommand.Ack(0, locators.get(index), Bytes.copyOf(descriptor)));
    }

    /** Tells the donor that the clone ends with {@code mysqlError}; the donor then frees the snapshot of each engine. */
    public void fail(int mysqlError) throws IOException {
        for (EngineLocator locator : locators) {
            exchange(new CloneCommand.Ack(mysqlError, locator, Bytes.EMPTY));
        }
    }

    private synchronized void exchange(CloneCommand.Ack ack) throws IOException {
        connection.send(ack);
        CloneResponse answer = connection.receive();
        if (!(answer instanceof CloneResponse.Complete)) {
            throw new MalformedPacketException(
                    "the donor answered COM_ACK with " + answer + " (3863 ER_CLONE_PROTOCOL)");
        }
    }

    /** Leaves clone mode and closes. */
    public synchronized void exit() throws IOException {
        connection.exit();
    }

    /** The connection underneath, to be watched and aborted. */
    public CloneConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        connection.close();
    }
}
