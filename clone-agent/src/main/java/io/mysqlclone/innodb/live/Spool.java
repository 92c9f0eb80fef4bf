package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.storage.SpoolSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what a running server is going to change, until every recipient has it: pages and redo log, as they are in the
 * server's files, encrypted where these are. Its files have no name from the beginning, so that nothing of them is left
 * when this process ends, however it ends. Thread safe.
 */
final class Spool implements Closeable {
    private final SpoolSpace space;
    private final FileChannel pages;
    private final FileChannel redo;
    private final AtomicLong pagesEnd = new AtomicLong();
    private final AtomicLong own = new AtomicLong();

    private Spool(SpoolSpace space, FileChannel pages, FileChannel redo) {
        this.space = space;
        this.pages = pages;
        this.redo = redo;
    }

    /** An empty one. */
    static Spool create(SpoolSpace space) throws DonorException {
        FileChannel pages = space.file();
        boolean made = false;
        try {
            var spool = new Spool(space, pages, space.file());
            made = true;
            return spool;
        } finally {
            if (!made) {
                closed(pages);
            }
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
        space.take(bytes);
        own.addAndGet(bytes);
    }

    private void write(FileChannel to, ByteBuffer bytes, long at) throws DonorException {
        space.write(to, bytes, at);
    }

    /** What was added so far. */
    long bytes() {
        return own.get();
    }

    @Override
    public void close() {
        space.give(own.getAndSet(0));
        closed(pages);
        closed(redo);
    }

    private static void closed(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It has no name: nothing is left of it.
        }
    }
}
