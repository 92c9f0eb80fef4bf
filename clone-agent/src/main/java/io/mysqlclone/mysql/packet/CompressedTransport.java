package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.transport.Buffers;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compressed frames: three bytes of length, one of sequence, three of the length before compression (0: stored as is).
 * A frame is decompressed piece by piece into the caller's buffer, so it is never held as a whole.
 *
 * <p>What we send is stored, not compressed: a recipient sends short commands, which would only grow.
 */
public final class CompressedTransport implements Transport {
    static final int HEADER = 7;
    private static final int INPUT = 32 * 1024;
    private static final int OUTPUT = 8 * 1024;
    private static final int MAX_FRAME = 0xFF_FFFF;

    private final Transport below;
    private final FrameCodec codec;
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT).limit(0);
    private final ByteBuffer bounce = ByteBuffer.allocateDirect(OUTPUT).limit(0);
    private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT);
    private final ByteBuffer excess = ByteBuffer.allocateDirect(1);
    /** Read by the reader's thread too. */
    private volatile int sendSequence;

    private int sequence = -1;
    private boolean stored;
    /** Bytes of the current frame that are still below. */
    private int compressedLeft;
    /** Bytes of the current frame that the caller has yet to get. */
    private int plainLeft;

    /** Frames on {@code below}, whose content {@code codec} decompresses; this object closes {@code codec}. */
    public CompressedTransport(Transport below, FrameCodec codec) {
        this.below = below;
        this.codec = codec;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (bounce.hasRemaining()) {
            return Buffers.transfer(bounce, dst);
        }
        while (plainLeft == 0) {
            if (!nextFrame()) {
                return -1;
            }
        }
        if (stored) {
            return readStored(dst);
        }
        if (dst.isDirect()) {
            return decompress(dst);
        }
        decompress(bounce.clear());
        bounce.flip();
        return Buffers.transfer(bounce, dst);
    }

    private boolean nextFrame() throws IOException {
        header.clear();
        while (header.hasRemaining()) {
            if (below.read(header) < 0) {
                return false;
            }
        }
        compressedLeft = int3(0);
        int plain = int3(4);
        int previous = sequence;
        sequence = header.get(3) & 0xFF;
        if (!Sequences.mayBegin(previous, sequence, sendSequence)) {
            throw damaged("Compressed frames are out of order: sequence number " + sequence + " after " + previous);
        }
        stored = plain == 0;
        plainLeft = stored ? compressedLeft : plain;
        if (!stored) {
            codec.reset();
            input.limit(0);
        }
        return true;
    }

    /** Nothing but the compressed data has a checksum, so that a header may be damaged as well as what follows it. */
    private static ConnectionClosedException damaged(String what) {
        return ConnectionClosedException.damaged(what + ": it was damaged on its way", null);
    }

    private int int3(int at) {
        return (header.get(at) & 0xFF) | (header.get(at + 1) & 0xFF) << 8 | (header.get(at + 2) & 0xFF) << 16;
    }

    private int readStored(ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        dst.limit(dst.position() + Math.min(dst.remaining(), plainLeft));
        try {
            int count = below.read(dst);
            if (count > 0) {
                plainLeft -= count;
            }
            return count;
        } finally {
            dst.limit(limit);
        }
    }

    /** At least one byte into the direct {@code dst}; checks the frame's end when its last byte is out. */
    private int decompress(ByteBuffer dst) throws IOException {
        int start = dst.position();
        int limit = dst.limit();
        dst.limit(start + Math.min(dst.remaining(), plainLeft));
        try {
            while (dst.position() == start) {
                if (!advance(dst)) {
                    throw damaged("A compressed frame holds " + plainLeft + " bytes less than it says");
                }
            }
        } finally {
            dst.limit(limit);
        }
        int count = dst.position() - start;
        plainLeft -= count;
        if (plainLeft == 0) {
            finishFrame();
        }
        return count;
    }

    /** One step of decompression. False when the frame can give no more. */
    private boolean advance(ByteBuffer dst) throws IOException {
        if (!input.hasRemaining() && compressedLeft > 0) {
            input.clear().limit(Math.min(INPUT, compressedLeft));
            try {
                int count = below.read(input);
                if (count < 0) {
                    throw new ConnectionClosedException("The server closed the connection within a compressed frame");
                }
                compressedLeft -= count;
            } finally {
                input.flip();
            }
        }
        int left = input.remaining();
        int room = dst.remaining();
        codec.decompress(input, dst);
        return left != input.remaining() || room != dst.remaining();
    }

    /** The checksum behind the last byte is read too, and there must be neither more data nor more bytes. */
    private void finishFrame() throws IOException {
        excess.clear();
        while (!codec.finished()) {
            boolean moved = advance(excess);
            if (!excess.hasRemaining()) {
                throw damaged("A compressed frame holds more bytes than it says");
            }
            if (!moved && !codec.finished()) {
                throw damaged("A compressed frame is cut short");
            }
        }
        if (input.hasRemaining() || compressedLeft > 0) {
            throw damaged("A compressed frame has bytes behind its compressed data");
        }
    }

    @Override
    public void startMessage() {
        sendSequence = 0;
        below.startMessage();
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        long total = (long) first.remaining() + second.remaining();
        if (total <= OUTPUT - HEADER) {
            output.clear();
            putHeader((int) total);
            output.put(first).put(second).flip();
            below.write(output, second);
        } else if (total <= MAX_FRAME) {
            writeFrame((int) total, first, second);
        } else {
            writeFrame(first.remaining(), first, second.duplicate().limit(second.position()));
            writeFrame(second.remaining(), second, first);
        }
    }

    private void writeFrame(int length, ByteBuffer first, ByteBuffer second) throws IOException {
        output.clear();
        putHeader(length);
        below.write(output.flip(), first);
        below.write(first, second);
    }

    private void putHeader(int length) {
        output.put((byte) length).put((byte) (length >>> 8)).put((byte) (length >>> 16));
        int number = sendSequence;
        output.put((byte) number);
        sendSequence = number + 1;
        output.put((byte) 0).put((byte) 0).put((byte) 0);
    }

    @Override
    public boolean hasBufferedInput() {
        return plainLeft > 0 || bounce.hasRemaining() || below.hasBufferedInput();
    }

    @Override
    public void release() {
        codec.close();
        below.release();
    }
}
