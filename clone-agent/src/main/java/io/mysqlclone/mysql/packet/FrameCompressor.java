package io.mysqlclone.mysql.packet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Compresses the content of one frame after the other. Used by one thread. */
public sealed interface FrameCompressor {
    /** Bytes that {@code length} bytes may become at worst. */
    int bound(int length);

    /**
     * Compresses all of {@code in} into {@code out}, both direct.
     *
     * @return false when it does not fit
     */
    boolean compress(ByteBuffer in, ByteBuffer out);

    /** Releases native memory. */
    void close();

    /** zlib, as {@code CLIENT_COMPRESS} means it. */
    final class Zlib implements FrameCompressor {
        /** What mysqld uses. */
        private static final int LEVEL = 6;

        private final Deflater deflater = new Deflater(LEVEL);

        @Override
        public int bound(int length) {
            // As zlib's deflateBound, generously.
            return length + (length >>> 10) + 64;
        }

        @Override
        public boolean compress(ByteBuffer in, ByteBuffer out) {
            deflater.reset();
            deflater.setInput(in);
            deflater.finish();
            while (!deflater.finished()) {
                if (deflater.deflate(out) == 0 && !out.hasRemaining()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    /** Zstandard. */
    final class Zstandard implements FrameCompressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx();

        /** @param level 1 to 22, as the client asks for */
        public Zstandard(int level) {
            context.setLevel(level);
        }

        @Override
        public int bound(int length) {
            return Math.toIntExact(Zstd.compressBound(length));
        }

        @Override
        public boolean compress(ByteBuffer in, ByteBuffer out) {
            context.compress(out, in);
            return true;
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
