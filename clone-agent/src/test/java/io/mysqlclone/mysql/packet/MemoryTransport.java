package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;

/** Gives bytes in pieces of random size, as a network does, and keeps what is written. */
public final class MemoryTransport implements Transport {
    private final ByteBuffer input;
    private final Random random;
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    MemoryTransport(byte[] input, long seed) {
        this.input = ByteBuffer.wrap(input);
        this.random = new Random(seed);
    }

    /** Reads packets from {@code input}. */
    public static PacketReader reader(byte[] input) {
        return reader(new MemoryTransport(input, 1));
    }

    static PacketReader reader(Transport transport) {
        try {
            SocketWire wire = new SocketWire(SocketChannel.open(), new Endpoint.Tcp("donor", 3306));
            wire.abort();
            return new PacketReader(wire, transport, new PacketWriter(transport));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int read(ByteBuffer dst) {
        if (!input.hasRemaining()) {
            return -1;
        }
        int most = Math.min(input.remaining(), dst.remaining());
        int count = random.nextBoolean() ? most : 1 + random.nextInt(most);
        dst.put(input.slice(input.position(), count));
        input.position(input.position() + count);
        return count;
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) {
        for (ByteBuffer buffer : new ByteBuffer[] {first, second}) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            written.writeBytes(bytes);
        }
    }

    @Override
    public boolean hasBufferedInput() {
        return false;
    }
}
