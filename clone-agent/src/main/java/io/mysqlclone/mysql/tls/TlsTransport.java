package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.transport.Buffers;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * TLS records on the socket. A record is opened straight into the caller's buffer; what does not fit there goes into a
 * staging buffer in the same call. Reading takes no lock; the write lock only keeps records in their order, because a
 * reader has to answer a key update.
 */
final class TlsTransport implements Transport {
    /** Some records a system call: each one wakes the donor. */
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final SocketWire wire;
    private final SSLEngine engine;
    private final ByteBuffer encryptedIn;
    private final ByteBuffer encryptedOut;
    private final int recordLength;
    private final ByteBuffer staged;
    private final ByteBuffer[] scatter = new ByteBuffer[2];
    private final ByteBuffer[] gather = new ByteBuffer[2];
    private final ReentrantLock writeLock = new ReentrantLock();
    private volatile boolean answerDue;

    TlsTransport(SocketWire wire, SSLEngine engine) {
        this(wire, engine, 0, EMPTY);
    }

    /**
     * A layer that sends in bulk, or not.
     *
     * @param sendBuffer bytes of records to collect before they are written; one record at least
     * @param received what has come already
     */
    TlsTransport(SocketWire wire, SSLEngine engine, int sendBuffer, ByteBuffer received) {
        this.wire = wire;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        encryptedIn = ByteBuffer.allocateDirect(Math.max(RECEIVE_BUFFER, record))
                .put(received.duplicate())
                .flip();
        recordLength = record;
        encryptedOut = ByteBuffer.allocateDirect(Math.max(sendBuffer, record));
        staged = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize())
                .limit(0);
        scatter[1] = staged;
    }

    /** Completes the TLS handshake. An {@link SSLException} says why it failed. */
    void handshake() throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
            status = switch (status) {
                case NEED_TASK -> {
                    runTasks();
                    yield engine.getHandshakeStatus();
                }
                case NEED_WRAP -> wrap(EMPTY, EMPTY).getHandshakeStatus();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapInHandshake();
                case FINISHED, NOT_HANDSHAKING -> status;
            };
        }
    }

    private HandshakeStatus unwrapInHandshake() throws IOException {
        staged.clear();
        scatter[0] = EMPTY;
        SSLEngineResult result = engine.unwrap(encryptedIn, scatter);
        staged.flip();
        switch (result.getStatus()) {
            case OK -> {}
            case BUFFER_UNDERFLOW -> {
                if (!receive()) {
                    throw wire.closedByPeer();
                }
            }
            case BUFFER_OVERFLOW -> throw new SSLException("a TLS record is larger than TLS allows");
            case CLOSED -> throw wire.closedByPeer();
        }
        return result.getHandshakeStatus();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (staged.hasRemaining()) {
            return Buffers.transfer(staged, dst);
        }
        int before = dst.position();
        while (dst.position() == before) {
            switch (unwrap(dst).getStatus()) {
                case OK -> {}
                case BUFFER_UNDERFLOW -> {
                    if (!receive()) {
                        return -1;
                    }
                }
                case BUFFER_OVERFLOW -> throw damaged(new SSLException("a TLS record is larger than TLS allows"));
                case CLOSED -> {
                    return -1;
                }
            }
        }
        return dst.position() - before;
    }

    private SSLEngineResult unwrap(ByteBuffer dst) throws IOException {
        staged.clear();
        scatter[0] = dst;
        try {
            SSLEngineResult result = engine.unwrap(encryptedIn, scatter);
            answerHandshake(result.getHandshakeStatus());
            return result;
        } catch (SSLHandshakeException e) {
            // In TLS 1.3 a server judges the client's certificate after the handshake.
            throw new TlsVerificationException(wire.peer() + " refused TLS: " + e.getMessage(), e);
        } catch (SSLException e) {
            throw damaged(e);
        } finally {
            staged.flip();
        }
    }

    /** A record that is not what its sender sealed, seen by us or, by its alert, by the server. */
    private ConnectionClosedException damaged(SSLException e) {
        return ConnectionClosedException.damaged(
                "The TLS stream with " + wire.endpoint() + " was damaged on its way: " + e.getMessage(), e);
    }

    /** TLS 1.3 sends key updates and session tickets between data. */
    private void answerHandshake(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
            status = engine.getHandshakeStatus();
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            answerDue = true;
            sendAnswer();
        }
    }

    /**
     * Lets the engine say what it has to, unless a writer is at work, which does so afterwards. A reader never waits for a
     * writer: the server may take nothing from that one before this one has read on.
     */
    private void sendAnswer() throws IOException {
        while (answerDue && writeLock.tryLock()) {
            try {
                answerDue = false;
                wrap(EMPTY, EMPTY);
            } finally {
                writeLock.unlock();
            }
        }
    }

    private boolean receive() throws IOException {
        encryptedIn.compact();
        try {
            return wire.read(encryptedIn) >= 0;
        } finally {
            encryptedIn.flip();
        }
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        try {
            while (first.hasRemaining() || second.hasRemaining()) {
                SSLEngineResult result = wrap(first, second);
                if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesProduced() == 0) {
                    throw new ConnectionClosedException(wire.peer() + " ended the TLS session");
                }
            }
            sendAnswer();
        } catch (SSLException e) {
            // The engine says here again what a reader was told already.
            throw new ConnectionClosedException(
                    "The TLS session with " + wire.endpoint() + " is over: " + e.getMessage(), e);
        }
    }

    private SSLEngineResult wrap(ByteBuffer first, ByteBuffer second) throws IOException {
        writeLock.lock();
        try {
            gather[0] = first;
            gather[1] = second;
            encryptedOut.clear();
            SSLEngineResult result = engine.wrap(gather, encryptedOut);
            while ((first.hasRemaining() || second.hasRemaining())
                    && encryptedOut.remaining() >= recordLength
                    && result.getStatus() == SSLEngineResult.Status.OK
                    && result.bytesProduced() > 0) {
                result = engine.wrap(gather, encryptedOut);
            }
            encryptedOut.flip();
            wire.write(encryptedOut);
            return result;
        } finally {
            writeLock.unlock();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public boolean hasBufferedInput() {
        return staged.hasRemaining() || encryptedIn.hasRemaining();
    }
}
