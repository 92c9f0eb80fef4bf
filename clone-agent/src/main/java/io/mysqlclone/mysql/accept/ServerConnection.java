package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A client that is logged in, from the server's side. One thread reads commands and answers them; the counters and {@link
 * #abort} are for any thread.
 */
public final class ServerConnection implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;

    private final SocketWire wire;
    private final PacketReader reader;
    private final PacketWriter writer;
    private final Transport transport;
    private final Client client;
    private volatile long sendingSince;
    private volatile boolean awaitingCommand;
    /** Made when a file is first sent over a layer that must see its bytes. */
    private ByteBuffer fileBuffer = ByteBuffer.allocate(0);

    ServerConnection(SocketWire wire, PacketReader reader, PacketWriter writer, Transport transport, Client client) {
        this.wire = wire;
        this.reader = reader;
        this.writer = writer;
        this.transport = transport;
        this.client = client;
    }

    /**
     * Who it is, and what was agreed.
     *
     * @param id the server's number for the connection, as in {@code KILL}
     * @param host its address as an error names it
     * @param capabilities flags of both sides
     * @param mayClone whether its account has the privilege BACKUP_ADMIN
     * @param tlsSession such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}; empty without TLS
     */
    public record Client(
            long id, String user, String host, long capabilities, boolean mayClone, Optional<String> tlsSession) {}

    /** Who is at the other end. */
    public Client client() {
        return client;
    }

    /**
     * Waits for the next command.
     *
     * @param limit the most bytes it may have; a longer one is malformed
     * @return all of it, in a buffer that the next call reuses
     */
    public ByteBuffer nextCommand(int limit) throws IOException {
        awaitingCommand = true;
        try {
            reader.nextCommand();
            return reader.readRest(limit);
        } finally {
            awaitingCommand = false;
        }
    }

    /** Whether a thread waits for the client's next command. */
    public boolean awaitsCommand() {
        return awaitingCommand;
    }

    /** Sends packets that answer the last command: sequence numbers go on from its. */
    public void answer(ByteBuffer... packets) throws IOException {
        answer(List.of(packets));
    }

    /** As {@link #answer(ByteBuffer...)}. */
    public void answer(List<ByteBuffer> packets) throws IOException {
        transport.startAnswer();
        watched(() -> {
            for (ByteBuffer packet : packets) {
                writer.sendWithin(packet, reader.takeSequence());
            }
        });
    }

    /** Sends a message with the sequence number 0, as each response in clone mode has. */
    public void send(ByteBuffer message) throws IOException {
        watched(() -> writer.send(message));
    }

    /**
     * Sends a message of a head and data with the sequence number 0.
     *
     * @param head at most {@link PacketWriter#MAX_HEAD} bytes
     */
    public void send(ByteBuffer head, ByteBuffer data) throws IOException {
        watched(() -> writer.send(head, data));
    }

    /**
     * Sends a message of a head and a range of a file with the sequence number 0.
     *
     * @throws IOException one that is no {@link io.mysqlclone.mysql.MysqlIoException} when the file can't be read; the
     *     connection is of no more use then, because the message has begun
     */
    public void send(ByteBuffer head, FileChannel file, long offset, int length) throws IOException {
        if (!transport.carriesFiles() && fileBuffer.capacity() == 0) {
            fileBuffer = ByteBuffer.allocateDirect(BUFFER);
        }
        watched(() -> writer.send(head, file, offset, length, fileBuffer));
    }

    /** How long the client has taken nothing of what is being sent to it; zero while nothing is. */
    public Duration sendStall() {
        long begin = sendingSince;
        if (begin == 0) {
            return Duration.ZERO;
        }
        long last = wire.lastSentNanos();
        return Duration.ofNanos(System.nanoTime() - (last - begin > 0 ? last : begin));
    }

    /** How long nothing has come from the client. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - wire.lastActivityNanos());
    }

    private interface Sending {
        void run() throws IOException;
    }

    private void watched(Sending sending) throws IOException {
        sendingSince = System.nanoTime();
        try {
            sending.run();
        } finally {
            sendingSince = 0;
        }
    }

    /** Bytes sent on the socket, TLS and compression included. */
    public long bytesSent() {
        return wire.bytesSent();
    }

    /** Bytes received on the socket, TLS and compression included. */
    public long bytesReceived() {
        return wire.bytesReceived();
    }

    /** Closes the socket at once, from any thread. */
    public void abort() {
        wire.abort();
    }

    /** Closes the socket and gives memory back. Not while another thread reads or writes: {@link #abort} first. */
    @Override
    public void close() {
        wire.abort();
        transport.release();
    }
}
