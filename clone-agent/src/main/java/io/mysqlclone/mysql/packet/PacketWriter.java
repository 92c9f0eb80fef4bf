package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Frames payloads as packets: three bytes of length, one of sequence; 16 MiB - 1 at most in one packet. */
public final class PacketWriter {
    /** Bytes of payload in one packet at most. */
    public static final int MAX_PACKET = 0xFF_FFFF;

    static final int HEADER = 4;

    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
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
