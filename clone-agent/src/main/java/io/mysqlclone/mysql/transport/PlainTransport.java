package io.mysqlclone.mysql.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The socket as it is. A read fills the caller's direct buffer straight from the kernel; what arrived beyond it (the
 * next headers, as a rule) goes into a small read-ahead buffer in the same system call.
 */
public final class PlainTransport implements Transport {
    private static final int READ_AHEAD = 8 * 1024;

    /** Written through memory when the socket takes no more, because that waits until it does. */
    private static final int WAITING_WRITE = 16 * 1024;

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
    public boolean carriesFiles() {
        return true;
    }

    @Override
    public void write(FileChannel file, long offset, long length) throws IOException {
        long at = offset;
        long end = offset + length;
        while (at < end) {
            long count;
            try {
                count = wire.write(file, at, end - at);
            } catch (IOException e) {
                requireReadable(file, at);
                throw e;
            }
            at += count > 0 ? count : writeAndWait(file, at, end - at);
        }
    }

    /** A transfer does not tell which of the two sides has failed: if it was the file, it fails here too. */
    private static void requireReadable(FileChannel file, long offset) throws IOException {
        file.read(ByteBuffer.allocate(1), offset);
    }

    /** A virtual thread's socket does not block a transfer when it is full: it transfers nothing. */
    private int writeAndWait(FileChannel file, long offset, long left) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(WAITING_WRITE, left));
        int count = file.read(piece, offset);
        if (count <= 0) {
            throw new EOFException("a file became shorter while it was sent");
        }
        wire.write(piece.flip());
        return count;
    }

    /** Bytes that were received and nobody has read yet, for the layer that is put on this one's place. */
    public ByteBuffer takeBufferedInput() {
        return ByteBuffer.allocate(ahead.remaining()).put(ahead).flip();
    }

    @Override
    public boolean hasBufferedInput() {
        return ahead.hasRemaining();
    }
}
