package io.mysqlclone.mysql.packet;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.transport.Buffers;
import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Compressed frames: three bytes of length, one of sequence, three of the length before compression (0: stored as is).
 * A frame is decompressed piece by piece into the caller's buffer, so it is never held as a whole.
 *
 * <p>Without a compressor what is sent is stored, not compressed: a recipient sends short commands, which would only grow.
 */
public final class CompressedTransport implements Transport {
    static final int HEADER = 7;
    private static final int INPUT = 32 * 1024;
    private static final int OUTPUT = 8 * 1024;
    private static final int MAX_FRAME = 0xFF_FFFF;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What goes into one frame when it is compressed: bounds the buffers, and costs next to no compression. */
    private static final int CHUNK = 256 * 1024;

    /** MIN_COMPRESS_LENGTH of MySQL. */
    private static final int SHORTEST = 50;

    private final Transport below;
    private final FrameCodec codec;
    private final Optional<Packer> packer;
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
        this(below, codec, Optional.empty());
    }

    /** The same, and what is sent is compressed too; this object closes {@code compressor}. */
    public CompressedTransport(Transport below, FrameCodec codec, FrameCompressor compressor) {
        this(below, codec, Optional.of(new Packer(compressor)));
    }

    private CompressedTransport(Transport below, FrameCodec codec, Optional<Packer> packer) {
        this.below = below;
        this.codec = codec;
        this.packer = packer;
    }

    /** What compressing needs. */
    private record Packer(FrameCompressor compressor, ByteBuffer plain, ByteBuffer packed) {
        Packer(FrameCompressor compressor) {
            this(
                    compressor,
                    ByteBuffer.allocateDirect(CHUNK),
                    ByteBuffer.allocateDirect(HEADER + compressor.bound(CHUNK)));
        }
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
    public void startAnswer() {
        sendSequence = sequence + 1;
        below.startAnswer();
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) throws IOException {
        if (packer.isPresent() && first.remaining() + (long) second.remaining() >= SHORTEST) {
            while (first.hasRemaining() || second.hasRemaining()) {
                writePacked(packer.get(), first, second);
            }
            return;
        }
        writeStored(first, second);
    }

    private void writePacked(Packer with, ByteBuffer first, ByteBuffer second) throws IOException {
        ByteBuffer plain = with.plain().clear();
        Buffers.transfer(first, plain);
        Buffers.transfer(second, plain);
        int length = plain.flip().remaining();
        ByteBuffer packed = with.packed().clear().position(HEADER);
        if (!with.compressor().compress(plain, packed) || packed.position() - HEADER >= length) {
            writeFrame(length, plain.position(0).limit(length), NOTHING);
            return;
        }
        int size = packed.position() - HEADER;
        int number = sendSequence;
        sendSequence = number + 1;
        putInt3(packed, 0, size);
        packed.put(3, (byte) number);
        putInt3(packed, 4, length);
        below.write(packed.flip(), NOTHING);
    }

    private static void putInt3(ByteBuffer target, int at, int value) {
        target.put(at, (byte) value).put(at + 1, (byte) (value >>> 8)).put(at + 2, (byte) (value >>> 16));
    }

    private void writeStored(ByteBuffer first, ByteBuffer second) throws IOException {
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
        packer.ifPresent(with -> with.compressor().close());
        below.release();
    }
}
