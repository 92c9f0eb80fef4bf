package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what a running server is going to change, until every recipient has it: pages and redo log, as they are in the
 * server's files, encrypted where these are. Its files have no name from the beginning, so that nothing of them is left
 * when this process ends, however it ends. Thread safe.
 */
final class Spool implements Closeable {
    private final Path folder;
    private final long limit;
    private final FileChannel pages;
    private final FileChannel redo;
    private final AtomicLong used;
    private final AtomicLong pagesEnd = new AtomicLong();
    private final AtomicLong own = new AtomicLong();

    private Spool(Path folder, long limit, AtomicLong used, FileChannel pages, FileChannel redo) {
        this.folder = folder;
        this.limit = limit;
        this.used = used;
        this.pages = pages;
        this.redo = redo;
    }

    /**
     * An empty one.
     *
     * @param limit bytes that all spools of this process may take
     * @param used bytes that they take
     */
    static Spool create(Path folder, long limit, AtomicLong used) throws DonorException {
        try {
            FileChannel pages = nameless(folder);
            try {
                return new Spool(folder, limit, used, pages, nameless(folder));
            } catch (IOException e) {
                pages.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "no file can be made in " + folder + " for what changes during the clone (--spool-dir): "
                            + e.getMessage(),
                    e);
        }
    }

    private static FileChannel nameless(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "clone-agent-", ".spool");
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    /** The pages that were added, for reading. */
    FileChannel pages() {
        return pages;
    }

    /** The redo log that was added, for reading. */
    FileChannel redo() {
        return redo;
    }

    /**
     * Adds what remains in {@code some}.
     *
     * @return where it begins
     * @throws DonorException when there is no more room
     */
    long addPages(ByteBuffer some) throws DonorException {
        take(some.remaining());
        long at = pagesEnd.getAndAdd(some.remaining());
        write(pages, some, at);
        return at;
    }

    /** Writes log where it belongs in the redo file of the clone. */
    void putRedo(ByteBuffer log, long at) throws DonorException {
        take(log.remaining());
        write(redo, log, at);
    }

    private void take(int bytes) throws DonorException {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw new DonorException(
                    DonorException.INTERNAL,
                    "what the server changes during the clone needs more than the " + (limit >> 20) + " MiB in "
                            + folder
                            + " that it may take: give it more (--spool-size), or clone when the server is less busy");
        }
        own.addAndGet(bytes);
    }

    private void write(FileChannel to, ByteBuffer bytes, long at) throws DonorException {
        try {
            long offset = at;
            while (bytes.hasRemaining()) {
                offset += to.write(bytes, offset);
            }
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "what the server changes during the clone can't be kept in " + folder + " (--spool-dir): "
                            + e.getMessage(),
                    e);
        }
    }

    /** What was added so far. */
    long bytes() {
        return own.get();
    }

    @Override
    public void close() {
        used.addAndGet(-own.getAndSet(0));
        for (FileChannel channel : new FileChannel[] {pages, redo}) {
            try {
                channel.close();
            } catch (IOException e) {
                // It has no name: nothing is left of it.
            }
        }
    }
}
