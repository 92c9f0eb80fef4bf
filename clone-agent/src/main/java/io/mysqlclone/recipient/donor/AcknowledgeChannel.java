package io.mysqlclone.recipient.donor;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.Bytes;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.EngineLocator;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The auxiliary connection of the master task, which carries nothing but {@code COM_ACK}. Any thread may use it. */
public final class AcknowledgeChannel implements Closeable {
    private final CloneConnection connection;
    private final EngineLocator locator;

    AcknowledgeChannel(CloneConnection connection, EngineLocator locator) {
        this.connection = connection;
        this.locator = locator;
    }

    /** Tells the donor that a stage is safely stored. */
    public void acknowledge(ByteBuffer descriptor) throws IOException {
        exchange(new CloneCommand.Ack(0, locator, Bytes.copyOf(descriptor)));
    }

    /** Tells the donor that the clone ends with {@code mysqlError}; the donor then frees the snapshot. */
    public void fail(int mysqlError) throws IOException {
        exchange(new CloneCommand.Ack(mysqlError, locator, Bytes.EMPTY));
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
