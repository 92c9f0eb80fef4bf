package io.mysqlclone.mysql.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The socket as it is. A read fills the caller's direct buffer straight from the kernel; what arrived beyond it (the
 * next headers, as a rule) goes into a small read-ahead buffer in the same system call.
 */
public final class PlainTransport implements Transport {
    private static final int READ_AHEAD = 8 * 1024;

    private final SocketWire wire;
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(READ_AHEAD).limit(0);
    private final ByteBuffer[] scatter = new ByteBuffer[2];
    private final ByteBuffer[] gather = new ByteBuffer[2];

    /** Bytes of {@code wire}. */
    public PlainTransport(SocketWire wire) {
        this.wire = wire;
        this.scatter[1] = ahead;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (ahead.hasRemaining()) {
            return Buffers.transfer(ahead, dst);
        }
        ahead.clear();
        long count = 0;
        int before = dst.position();
        try {
            if (dst.isDirect()) {
                scatter[0] = dst;
                count = wire.read(scatter);
            } else {
                // The JDK would bounce a heap buffer through a temporary direct one of the same size.
                count = wire.read(ahead);
            }
        } finally {
            ahead.flip();
        }
        if (count < 0) {
            return -1;
        }
        return dst.isDirect() ? dst.position() - before : Buffers.transfer(ahead, dst);
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        gather[0] = first;
        gather[1] = second;
        wire.write(gather);
    }

    @Override
    public boolean hasBufferedInput() {
        return ahead.hasRemaining();
    }
}
