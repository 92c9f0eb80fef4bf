package io.mysqlclone.mysql.packet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.mysqlclone.mysql.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses the content of one compressed frame after the other, piece by piece. */
public sealed interface FrameCodec {

    /** Begins a frame. */
    void reset();

    /**
     * Takes from {@code in} and puts into {@code out} (both direct) what it can.
     *
     * @throws ConnectionClosedException when the bytes are not compressed data: they were damaged on their way
     */
    void decompress(ByteBuffer in, ByteBuffer out) throws ConnectionClosedException;

    /** Whether the compressed stream of this frame is complete. */
    boolean finished();

    /** Releases native memory. */
    void close();

    /** zlib, as {@code CLIENT_COMPRESS} means it. */
    final class Zlib implements FrameCodec {
        private final Inflater inflater = new Inflater();

        @Override
        public void reset() {
            inflater.reset();
        }

        @Override
        public void decompress(ByteBuffer in, ByteBuffer out) throws ConnectionClosedException {
            try {
                inflater.setInput(in);
                int count = inflater.inflate(out);
                if (count == 0 && inflater.needsDictionary()) {
                    throw ConnectionClosedException.damaged("A compressed frame asks for a zlib dictionary", null);
                }
            } catch (DataFormatException e) {
                throw ConnectionClosedException.damaged("A compressed frame is not zlib data: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean finished() {
            return inflater.finished();
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    /** Zstandard. */
    final class Zstd implements FrameCodec {
        /** A frame holds at most 16 MiB, so no honest window is larger. */
        private static final int MAX_WINDOW_LOG = 24;

        private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(MAX_WINDOW_LOG);
        private boolean finished;

        @Override
        public void reset() {
            context.reset();
            context.setLongMax(MAX_WINDOW_LOG);
            finished = false;
        }

        @Override
        public void decompress(ByteBuffer in, ByteBuffer out) throws ConnectionClosedException {
            if (finished) {
                return;
            }
            try {
                finished = context.decompressDirectByteBufferStream(out, in);
            } catch (ZstdException e) {
                throw ConnectionClosedException.damaged("A compressed frame is not zstd data: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean finished() {
            return finished;
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
