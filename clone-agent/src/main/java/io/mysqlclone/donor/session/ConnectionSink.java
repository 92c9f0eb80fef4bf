package io.mysqlclone.donor.session;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSink;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.accept.ServerConnection;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.ResponseDecoder;
import io.mysqlclone.protocol.ResponseEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Sends what one engine's task gives as {@code COM_RES_DATA_DESC} and {@code COM_RES_DATA}. */
final class ConnectionSink implements DonorSink {
    private final ServerConnection connection;
    private final Pace pace;
    private final int engineType;
    private final int index;
    private final ByteBuffer descriptorHead = ByteBuffer.allocate(ResponseEncoder.DESCRIPTOR_HEAD);
    private final ByteBuffer dataHead = ResponseEncoder.encode(new CloneResponse.Data());
    private boolean broken;

    /**
     * A sink for one engine.
     *
     * @param index position of the engine in the locator list
     */
    ConnectionSink(ServerConnection connection, Pace pace, int engineType, int index) {
        this.connection = connection;
        this.pace = pace;
        this.engineType = engineType;
        this.index = index;
    }

    /** Whether a message was begun and not ended: nothing more can be said on the connection. */
    boolean isBroken() {
        return broken;
    }

    @Override
    public boolean isSecure() {
        return connection.client().tlsSession().isPresent();
    }

    @Override
    public void descriptor(ByteBuffer descriptor) throws IOException {
        ResponseEncoder.descriptorHead(descriptorHead.clear(), engineType, index);
        connection.send(descriptorHead.flip(), descriptor);
    }

    @Override
    public void data(FileChannel file, long offset, int length) throws IOException, InterruptedException {
        pace.beforeData(length);
        broken = true;
        try {
            connection.send(dataHead(), file, offset, length);
        } catch (MysqlIoException network) {
            throw network;
        } catch (IOException unreadable) {
            throw new DonorException(
                    DonorException.READ, "A file of the donor can't be read: " + unreadable.getMessage(), unreadable);
        }
        broken = false;
    }

    @Override
    public void data(ByteBuffer bytes) throws IOException, InterruptedException {
        pace.beforeData(bytes.remaining());
        connection.send(dataHead(), bytes);
    }

    private ByteBuffer dataHead() {
        return dataHead.clear().put(0, ResponseDecoder.DATA);
    }
}
