package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes packets out of a transport and joins those that were split. The payload goes from the transport into the
 * caller's buffer; only {@link #readRest} keeps bytes here.
 */
public final class PacketReader {
    private static final int INITIAL_REST = 256;
    private static final int RETAINED_REST = 64 * 1024;

    private final ByteBuffer header = ByteBuffer.allocateDirect(PacketWriter.HEADER);
    private final SocketWire wire;
    private final PacketWriter writer;
    private Transport transport;
    private ByteBuffer rest = ByteBuffer.allocate(INITIAL_REST);

    /** Compressed frames carry the numbers that count; those of the packets inside follow no rule there. */
    private boolean checksSequence = true;

    private int sequence = -1;
    private int remaining;
    private boolean continues;

    /** Packets of {@code transport}, which {@code writer} answers; {@code wire} says whose they are. */
    public PacketReader(SocketWire wire, Transport transport, PacketWriter writer) {
        this.writer = writer;
        this.wire = wire;
        this.transport = transport;
    }

    /** Continues on another layer: after the TLS upgrade, or when compression begins. */
    public void moveTo(Transport next, boolean checkSequence) {
        transport = next;
        checksSequence = checkSequence;
    }

    /** The sequence number for an answer to the current packet; the peer goes on from there. */
    public int takeSequence() {
        sequence = (sequence + 1) & 0xFF;
        return sequence;
    }

    /** Blocks until the next packet's header is in; skips what is left of the current one. */
    public void nextPacket() throws IOException {
        skipRest();
        readHeader(false);
    }

    /**
     * As {@link #nextPacket}, for a server's side: the packet must begin a message.
     *
     * @throws MalformedPacketException when its sequence number is not 0 (1156 ER_NET_PACKETS_OUT_OF_ORDER)
     */
    public void nextCommand() throws IOException {
        nextPacket();
        requireSequence(0);
    }

    /**
     * As {@link #nextPacket}, for a server's side of the handshake, in which both sides count in turn: the packet must
     * follow the last one of either, which this side has numbered by {@link #takeSequence}.
     */
    public void nextAnswer() throws IOException {
        int expected = (sequence + 1) & 0xFF;
        nextPacket();
        requireSequence(expected);
    }

    private void requireSequence(int expected) throws MalformedPacketException {
        if (checksSequence && sequence != expected) {
            throw new MalformedPacketException(
                    "A packet has the sequence number " + sequence + " where " + expected + " is due");
        }
    }

    /** Bytes of the current packet, or -1 at its end. */
    public int read(ByteBuffer dst) throws IOException {
        if (!atData()) {
            return -1;
        }
        if (!dst.hasRemaining()) {
            return 0;
        }
        int limit = dst.limit();
        if (dst.remaining() > remaining) {
            dst.limit(dst.position() + remaining);
        }
        try {
            int count = transport.read(dst);
            if (count < 0) {
                throw wire.closedByPeer();
            }
            remaining -= count;
            return count;
        } finally {
            dst.limit(limit);
        }
    }

    /** Fills {@code dst} from the current packet; it is malformed when it ends before. */
    public void readFully(ByteBuffer dst) throws IOException {
        while (dst.hasRemaining()) {
            if (read(dst) < 0) {
                throw new MalformedPacketException("A packet ends " + dst.remaining() + " bytes too early");
            }
        }
    }

    /** What is left of the current packet, at most {@code limit} bytes, in a buffer that the next call reuses. */
    public ByteBuffer readRest(int limit) throws IOException {
        if (rest.capacity() > RETAINED_REST) {
            rest = ByteBuffer.allocate(INITIAL_REST);
        }
        rest.clear().order(ByteOrder.BIG_ENDIAN);
        while (atData()) {
            if (rest.position() == limit) {
                throw new MalformedPacketException("A packet is longer than the " + limit + " bytes it may have here");
            }
            if (!rest.hasRemaining()) {
                // Grown by bytes that are here, never by a length that the peer claims.
                rest = ByteBuffer.allocate((int) Math.min(limit, 2L * rest.capacity()))
                        .put(rest.flip());
            }
            int capped = Math.min(rest.capacity(), limit);
            read(rest.limit(capped));
        }
        return rest.flip();
    }

    /** The current packet is malformed when it has bytes left. */
    public void requireEnd() throws IOException {
        if (atData()) {
            throw new MalformedPacketException("A packet has " + remaining + " bytes too many");
        }
    }

    /** Drops what is left of the current packet. */
    public void skipRest() throws IOException {
        while (atData()) {
            read(rest.clear());
        }
    }

    /** Whether the current packet has a byte to read; steps over the seams of a split one. */
    private boolean atData() throws IOException {
        while (remaining == 0 && continues) {
            readHeader(true);
        }
        return remaining > 0;
    }

    private void readHeader(boolean continuation) throws IOException {
        header.clear();
        while (header.hasRemaining()) {
            if (transport.read(header) < 0) {
                throw wire.closedByPeer();
            }
        }
        remaining = (header.get(0) & 0xFF) | (header.get(1) & 0xFF) << 8 | (header.get(2) & 0xFF) << 16;
        continues = remaining == PacketWriter.MAX_PACKET;
        int previous = sequence;
        sequence = header.get(3) & 0xFF;
        boolean inOrder = continuation
                ? Sequences.countsUp(previous, sequence)
                : Sequences.mayBegin(previous, sequence, writer.nextSequence());
        if (checksSequence && !inOrder) {
            throw new MalformedPacketException(
                    "Packets are out of order: sequence number " + sequence + " after " + previous);
        }
    }
}
