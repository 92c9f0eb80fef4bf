package io.mysqlclone.mysql.transport;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connected socket that counts. One thread reads and one writes at a time; the counters and {@link #abort} are for any
 * thread. Every failure becomes a {@link ConnectionClosedException} that names the other end.
 */
public final class SocketWire {
    private final SocketChannel channel;
    private final Endpoint endpoint;
    private final String peer;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lastSent = new AtomicLong(System.nanoTime());
    private final AtomicLong lastActivity = new AtomicLong(System.nanoTime());

    /** Takes over {@code channel}, which is connected to the server at {@code endpoint} or will be. */
    public SocketWire(SocketChannel channel, Endpoint endpoint) {
        this(channel, endpoint, "The server at " + endpoint);
    }

    private SocketWire(SocketChannel channel, Endpoint endpoint, String peer) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.peer = peer;
    }

    /** Takes over {@code channel}, on which the client at {@code endpoint} has connected to us. */
    public static SocketWire accepted(SocketChannel channel, Endpoint endpoint) {
        return new SocketWire(channel, endpoint, "the client");
    }

    /**
     * The other end as a sentence names it: {@code The server at db1:3306}, or {@code the client}. Who has accepted a client says
     * where it is in whatever it tells of it.
     */
    public String peer() {
        return peer;
    }

    /** The address of the other end. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** At least one byte, or -1 when the peer has closed. */
    public int read(ByteBuffer dst) throws IOException {
        try {
            return (int) received(channel.read(dst));
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** At least one byte into the buffers in their order, or -1 when the peer has closed. */
    public long read(ByteBuffer[] dsts) throws IOException {
        try {
            return received(channel.read(dsts));
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** All bytes of the buffers. */
    public void write(ByteBuffer[] srcs) throws IOException {
        try {
            while (hasRemaining(srcs)) {
                sent(channel.write(srcs));
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** All bytes of the buffer. */
    public void write(ByteBuffer src) throws IOException {
        try {
            while (src.hasRemaining()) {
                sent(channel.write(src));
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /**
     * Bytes of a file, which do not pass through this process.
     *
     * @return how many; 0 when the socket takes none now, or the file has none there
     */
    public long write(FileChannel file, long offset, long length) throws IOException {
        try {
            long count = file.transferTo(offset, length, channel);
            sent(count);
            return count;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Bytes received so far. */
    public long bytesReceived() {
        return received.get();
    }

    /** Bytes sent so far. */
    public long bytesSent() {
        return sent.get();
    }

    /** {@link System#nanoTime} when the last byte arrived; of the creation while none has. */
    public long lastActivityNanos() {
        return lastActivity.get();
    }

    /** {@link System#nanoTime} when the socket last took a byte; of the creation while it has not. */
    public long lastSentNanos() {
        return lastSent.get();
    }

    /** Closes the socket at once; whoever is blocked on it gets a {@link ConnectionClosedException}. */
    public void abort() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released all the same, and there is nobody to tell.
        }
    }

    /** What to throw when a read says that the peer has closed. */
    public ConnectionClosedException closedByPeer() {
        return new ConnectionClosedException(peer + " closed the connection");
    }

    private long received(long count) {
        if (count > 0) {
            // The reader is the only writer of these, so an ordered store is enough and costs no fence.
            received.lazySet(received.getPlain() + count);
            lastActivity.lazySet(System.nanoTime());
        }
        return count;
    }

    private void sent(long count) {
        if (count > 0) {
            sent.lazySet(sent.getPlain() + count);
            lastSent.lazySet(System.nanoTime());
        }
    }

    private ConnectionClosedException lost(IOException cause) {
        String how =
                cause instanceof ClosedChannelException ? "was closed by this side" : "was lost: " + cause.getMessage();
        return new ConnectionClosedException("The connection to " + endpoint + " " + how, cause);
    }

    private static boolean hasRemaining(ByteBuffer[] buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return true;
            }
        }
        return false;
    }
}
