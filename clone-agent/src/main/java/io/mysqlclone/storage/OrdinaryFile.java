package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What both sinks do alike: buffered writes, holes, reservation, size, fdatasync. Opens the file when it needs it: most of
 * many small files are written past it, whole.
 */
final class OrdinaryFile implements AutoCloseable {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

    private final Path path;
    private @Nullable FileChannel opened;
    private LinuxFiles.@Nullable Descriptor descriptor;

    OrdinaryFile(Path path) {
        this.path = path;
    }

    /** Opens it, or throws when it is missing. */
    FileChannel channel() throws StorageException {
        if (opened == null) {
            try {
                opened = FileChannel.open(path, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw StorageException.of(path, e);
            }
        }
        return opened;
    }

    Optional<LinuxFiles.Descriptor> descriptor() throws StorageException {
        if (descriptor == null) {
            descriptor = LinuxFiles.open(path).orElse(null);
        }
        return Optional.ofNullable(descriptor);
    }

    void write(ByteBuffer src, long offset) throws StorageException {
        if (!src.hasRemaining()) {
            return;
        }
        long at = offset;
        FileChannel channel = channel();
        try {
            while (src.hasRemaining()) {
                at += channel.write(src, at);
            }
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    void punchHole(long offset, long length) throws StorageException {
        if (length <= 0 || offset >= size()) {
            return;
        }
        if (descriptor().isPresent() && descriptor().get().punchHole(offset, length)) {
            return;
        }
        long end = Math.min(offset + length, size());
        for (long at = offset; at < end; ) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(zeros.capacity(), end - at));
            int part = zeros.limit();
            write(zeros, at);
            at += part;
        }
    }

    void preallocate(long length) throws StorageException {
        if (length > 0 && descriptor().isPresent()) {
            boolean _ =
                    descriptor().get().reserve(length); // false: this file system has no reservation, which is no error
        }
    }

    void extendTo(long length) throws StorageException {
        if (size() < length) {
            write(ZEROS.duplicate().limit(1), length - 1);
        }
    }

    long size() throws StorageException {
        FileChannel channel = channel();
        try {
            return channel.size();
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    void force() throws StorageException {
        FileChannel channel = channel();
        try {
            channel.force(false);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    @Override
    public void close() throws StorageException {
        try (FileChannel _ = opened;
                LinuxFiles.Descriptor _ = descriptor) {
            // Closes what was opened.
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
