package io.mysqlclone.storage;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes through the page cache, but never has more than two windows of it: while one window is filled the one before
 * is being written out, and it is dropped from the cache before the next takes its place.
 */
final class WindowedSink implements BlockSink {
    private static final long WINDOW = 16L << 20;

    private final OrdinaryFile file;
    private Window filling = Window.EMPTY;
    private Window leaving = Window.EMPTY;

    /** Bytes written and the range that they lie in; the range has gaps when single pages are written. */
    private record Window(long from, long to, long written) {
        static final Window EMPTY = new Window(Long.MAX_VALUE, 0, 0);

        Window with(long offset, int length) {
            return new Window(Math.min(from, offset), Math.max(to, offset + length), written + length);
        }
    }

    WindowedSink(Path path) throws StorageException {
        this.file = new OrdinaryFile(path);
        FileChannel _ = file.channel();
    }

    @Override
    public void write(ByteBuffer src, long offset) throws StorageException {
        int length = src.remaining();
        file.write(src, offset);
        filling = filling.with(offset, length);
        if (filling.written() >= WINDOW) {
            turn();
        }
    }

    private void turn() throws StorageException {
        Optional<LinuxFiles.Descriptor> descriptor = file.descriptor();
        boolean started = descriptor.isPresent()
                && descriptor
                        .get()
                        .syncRange(filling.from(), filling.to() - filling.from(), LinuxFiles.SYNC_FILE_RANGE_WRITE);
        if (started) {
            drop(descriptor.get(), leaving);
            leaving = filling;
        } else {
            file.force();
        }
        filling = Window.EMPTY;
    }

    private static void drop(LinuxFiles.Descriptor descriptor, Window window) throws StorageException {
        if (window.written() == 0) {
            return;
        }
        long length = window.to() - window.from();
        int all = LinuxFiles.SYNC_FILE_RANGE_WAIT_BEFORE
                | LinuxFiles.SYNC_FILE_RANGE_WRITE
                | LinuxFiles.SYNC_FILE_RANGE_WAIT_AFTER;
        if (descriptor.syncRange(window.from(), length, all)) {
            descriptor.dropFromCache(window.from(), length);
        }
    }

    @Override
    public void punchHole(long offset, long length) throws StorageException {
        file.punchHole(offset, length);
    }

    @Override
    public void preallocate(long length) throws StorageException {
        file.preallocate(length);
    }

    @Override
    public void extendTo(long length) throws StorageException {
        file.extendTo(length);
    }

    @Override
    public long size() throws StorageException {
        return file.size();
    }

    @Override
    public void force() throws StorageException {
        file.force();
        if (file.descriptor().isPresent()) {
            drop(file.descriptor().get(), leaving);
            drop(file.descriptor().get(), filling);
        }
        leaving = Window.EMPTY;
        filling = Window.EMPTY;
    }

    @Override
    public void close() throws StorageException {
        try (file) {
            if (filling.written() > 0) {
                turn();
            }
        }
    }
}
