package io.mysqlclone.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Where a donor's task puts descriptors and data: the callback of {@code clone_copy}. Engines call {@link #descriptor} for a
 * descriptor that stands alone, and {@link #block} for one with data.
 *
 * <p>Calls come from the thread in {@link DonorTask#copy}, and may block for as long as the peer is slow. What they throw
 * comes out of {@code copy}.
 */
public interface DonorSink {
    /**
     * What eavesdroppers can't read. Keys are given to no other sink: a stock donor says 3872 {@code
     * ER_CLONE_ENCRYPTION} then.
     */
    boolean isSecure();

    /** Whether it reads all bytes of files, by the page cache, so that it helps when they are there before. */
    default boolean readsFiles() {
        return true;
    }

    /** @param descriptor the engine's bytes, only valid during the call */
    void descriptor(ByteBuffer descriptor) throws IOException, InterruptedException;

    /**
     * The data of the descriptor before, as it is in a file.
     *
     * @param file open for reading; its position means nothing, and it may be used by other tasks at the same time
     * @param length at least 1; all of it is in the file
     * @throws DonorException {@link DonorException#READ} when the file can't be read, or became shorter after all: its
     *     failures are not the network's
     */
    void data(FileChannel file, long offset, int length) throws IOException, InterruptedException;

    /**
     * A descriptor and its data at once, for sinks that need to see both.
     *
     * @param path where {@code file} is, for sinks that let the kernel copy
     */
    default void block(ByteBuffer descriptor, Path path, FileChannel file, long offset, int length)
            throws IOException, InterruptedException {
        descriptor(descriptor);
        data(file, offset, length);
    }

    /** A descriptor and its data at once, from a file that can't be opened again by a path. */
    default void block(ByteBuffer descriptor, FileChannel file, long offset, int length)
            throws IOException, InterruptedException {
        descriptor(descriptor);
        data(file, offset, length);
    }

    /** A descriptor and its data at once, for sinks that need to see both. */
    default void block(ByteBuffer descriptor, ByteBuffer bytes) throws IOException, InterruptedException {
        descriptor(descriptor);
        data(bytes);
    }

    /** The data of the descriptor before: what remains in {@code bytes}, only valid during the call. */
    void data(ByteBuffer bytes) throws IOException, InterruptedException;
}
