package io.mysqlclone.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One open file being read without filling the page cache: by direct reads where the file system takes them, else by
 * ordinary ones whose pages are given back. Used by one thread.
 */
public final class BlockSource implements Closeable {
    private final FileChannel ordinary;
    private final Optional<FileChannel> direct;
    private final Optional<LinuxFiles.Descriptor> cache;

    private BlockSource(FileChannel ordinary, Optional<FileChannel> direct, Optional<LinuxFiles.Descriptor> cache) {
        this.ordinary = ordinary;
        this.direct = direct;
        this.cache = cache;
    }

    /** Opens an existing file. */
    public static BlockSource open(Path file) throws IOException {
        FileChannel ordinary = FileChannel.open(file, StandardOpenOption.READ);
        try {
            Optional<FileChannel> direct = direct(file);
            return new BlockSource(
                    ordinary, direct, direct.isPresent() ? Optional.empty() : LinuxFiles.openToRead(file));
        } catch (IOException | RuntimeException e) {
            ordinary.close();
            throw e;
        }
    }

    private static Optional<FileChannel> direct(Path file) {
        try {
            return Optional.of(DirectSink.openDirectToRead(file));
        } catch (IOException | UnsupportedOperationException refused) {
            return Optional.empty();
        }
    }

    /**
     * Fills {@code dst} from its position to its limit, or up to the end of the file. Any length and offset is read
     * correctly; the fast way needs what {@link BlockSink#write} needs.
     *
     * @param offset bytes from the start of the file, not negative
     * @return number of bytes read, 0 at the end of the file
     */
    public int read(ByteBuffer dst, long offset) throws IOException {
        int start = dst.position();
        if (direct.isPresent()) {
            readDirect(direct.get(), dst, offset);
        }
        int past = dst.position();
        while (dst.hasRemaining()) {
            if (ordinary.read(dst, offset + dst.position() - start) < 0) {
                break;
            }
        }
        int read = dst.position() - start;
        if (dst.position() > past) {
            cache.ifPresent(descriptor -> descriptor.dropFromCache(offset, read));
        }
        return read;
    }

    private static void readDirect(FileChannel channel, ByteBuffer dst, long offset) throws IOException {
        int start = dst.position();
        while (dst.hasRemaining()) {
            if (dst.alignmentOffset(dst.position(), AlignedBuffers.ALIGNMENT) != 0) {
                return; // Behind a short read that ended inside a block: the rest goes the ordinary way.
            }
            try {
                if (channel.read(dst, offset + dst.position() - start) < 0) {
                    return;
                }
            } catch (java.nio.channels.ClosedChannelException closed) {
                throw closed;
            } catch (IOException refused) {
                return; // An alignment larger than ours, or a bad block: the ordinary read tells them apart.
            }
        }
    }

    /** Size of the file in bytes. */
    public long size() throws IOException {
        return ordinary.size();
    }

    @Override
    public void close() throws IOException {
        cache.ifPresent(LinuxFiles.Descriptor::close);
        try (ordinary) {
            if (direct.isPresent()) {
                direct.get().close();
            }
        }
    }
}
