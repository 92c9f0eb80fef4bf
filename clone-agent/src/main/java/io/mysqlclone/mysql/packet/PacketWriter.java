package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Frames payloads as packets: three bytes of length, one of sequence; 16 MiB - 1 at most in one packet. */
public final class PacketWriter {
    /** Bytes of payload in one packet at most. */
    public static final int MAX_PACKET = 0xFF_FFFF;

    /** Bytes before data in a message with data, at most. */
    public static final int MAX_HEAD = 16;

    static final int HEADER = 4;

    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
    /** A header and the few bytes before data. */
    private final ByteBuffer begin = ByteBuffer.allocateDirect(HEADER + MAX_HEAD);

    private Transport transport;
    /** Read by the reader's thread too. */
    private volatile int sequence;

    /** Packets for {@code transport}. */
    public PacketWriter(Transport transport) {
        this.transport = transport;
    }

    /** Continues on another layer: after the TLS upgrade, or when compression begins. */
    public void moveTo(Transport next) {
        transport = next;
    }

    /** The number behind the last one that was sent. */
    int nextSequence() {
        return sequence;
    }

    /** A new exchange: sequence numbers start at 0. */
    public void send(ByteBuffer payload) throws IOException {
        sequence = 0;
        transport.startMessage();
        writePackets(payload);
    }

    /** A message with a head and data behind it, for which they need not be joined. */
    public void send(ByteBuffer head, ByteBuffer data) throws IOException {
        sequence = 0;
        transport.startMessage();
        putHeader(head.remaining() + (long) data.remaining());
        transport.write(joined(head), data);
    }

    /**
     * A message with a head and a range of a file behind it. Where the transport lets them, the file's bytes go to the
     * socket without passing through this process.
     *
     * @param buffer direct, at least a byte long; for transports that must see the bytes
     * @throws java.io.EOFException when the file is shorter; the connection is of no more use then
     */
    public void send(ByteBuffer head, FileChannel file, long offset, int length, ByteBuffer buffer) throws IOException {
        sequence = 0;
        transport.startMessage();
        putHeader(head.remaining() + (long) length);
        ByteBuffer begin = joined(head);
        ByteBuffer content = buffer.clear().limit(0);
        if (transport.carriesFiles()) {
            transport.write(begin, content);
            transport.write(file, offset, length);
            return;
        }
        long at = offset;
        long end = offset + length;
        while (at < end) {
            read(file, at, content.clear().limit((int) Math.min(buffer.capacity(), end - at)));
            at += content.remaining();
            transport.write(begin, content);
        }
    }

    private static void read(FileChannel file, long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position()) < 0) {
                throw new EOFException("a file became shorter while it was sent");
            }
        }
        into.flip();
    }

    private void putHeader(long length) {
        if (length >= MAX_PACKET) {
            throw new IllegalArgumentException("a message of " + length + " bytes is more than one packet");
        }
        begin.clear();
        begin.put((byte) length).put((byte) (length >>> 8)).put((byte) (length >>> 16));
        begin.put((byte) 0);
        sequence = 1;
    }

    private ByteBuffer joined(ByteBuffer head) {
        return begin.put(head).flip();
    }

    /** An answer within an exchange, as the handshake is one: it carries the sequence number the peer expects. */
    public void sendWithin(ByteBuffer payload, int nextSequence) throws IOException {
        sequence = nextSequence;
        writePackets(payload);
    }

    private void writePackets(ByteBuffer payload) throws IOException {
        int end = payload.limit();
        int length;
        do {
            length = Math.min(end - payload.position(), MAX_PACKET);
            payload.limit(payload.position() + length);
            header.clear();
            header.put((byte) length).put((byte) (length >>> 8)).put((byte) (length >>> 16));
            int number = sequence;
            header.put((byte) number).flip();
            sequence = number + 1;
            transport.write(header, payload);
            payload.limit(end);
            // A packet of the full length says that another one follows, even if that one is empty.
        } while (length == MAX_PACKET);
    }
}
