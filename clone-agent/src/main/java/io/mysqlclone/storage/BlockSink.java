package io.mysqlclone.storage;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * One open file being filled at given offsets. A sink is used by one thread; several sinks may be open on one file as
 * long as they don't write the same bytes at the same time. What fails is the local disk.
 */
public interface BlockSink extends Closeable {

    /**
     * Writes all of {@code src}, from its position to its limit, at {@code offset}; the position moves to the limit.
     *
     * <p>Any length and offset is written correctly. The fast way needs a direct buffer whose address at its position
     * and an offset that are both multiples of {@link BlockSinks.Capabilities#alignment}.
     *
     * @param offset bytes from the start of the file, not negative
     */
    void write(ByteBuffer src, long offset) throws StorageException;

    /**
     * Makes {@code [offset, offset + length)} read as zeros and gives its blocks back where the file system can. The
     * size of the file does not change.
     */
    void punchHole(long offset, long length) throws StorageException;

    /**
     * Reserves space for the first {@code length} bytes without changing the size, so that a full disk shows now and
     * not in the middle. Does nothing where the file system can't.
     */
    void preallocate(long length) throws StorageException;

    /** Grows the file with zeros to {@code length} bytes; a file that is as long or longer is left alone. */
    void extendTo(long length) throws StorageException;

    /** Size of the file in bytes. */
    long size() throws StorageException;

    /** Returns when everything written through this sink survives a power failure (fdatasync). */
    void force() throws StorageException;

    /** @throws StorageException also when what was written before turns out not to have reached the disk */
    @Override
    void close() throws StorageException;
}
