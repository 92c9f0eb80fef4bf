package io.mysqlclone.storage;

import io.mysqlclone.engine.DonorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a donor keeps what its server is going to change, with one limit for all that it keeps. Its files have no name, so that
 * nothing of them is left when this process ends, however it ends. Thread safe.
 */
public final class SpoolSpace {
    private final Path folder;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * With nothing in it.
     *
     * @param folder which exists
     * @param limit bytes that may be taken of it
     */
    public SpoolSpace(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** An empty file for reading and writing; whoever asks for it closes it. */
    public FileChannel file() throws DonorException {
        try {
            Path file = Files.createTempFile(folder, "clone-agent-", ".spool");
            try {
                return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "no file can be made in " + folder + " for what changes during the clone (--spool-dir): "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Bytes are going to be written.
     *
     * @throws DonorException when there is no more room
     */
    public void take(long bytes) throws DonorException {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw new DonorException(
                    DonorException.INTERNAL,
                    "what the server changes during the clone needs more than the " + (limit >> 20) + " MiB in "
                            + folder
                            + " that it may take: give it more (--spool-size), or clone when the server is less busy");
        }
    }

    /** Bytes that were taken are needed no more. */
    public void give(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Writes all that remains in {@code bytes} into a file of this space. */
    public void write(FileChannel file, ByteBuffer bytes, long at) throws DonorException {
        try {
            long offset = at;
            while (bytes.hasRemaining()) {
                offset += file.write(bytes, offset);
            }
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "what the server changes during the clone can't be kept in " + folder + " (--spool-dir): "
                            + e.getMessage(),
                    e);
        }
    }

    /** Bytes that are taken now. */
    public long used() {
        return used.get();
    }
}
