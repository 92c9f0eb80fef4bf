package io.mysqlclone.storage.journal;

import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.RecordLog;
import io.mysqlclone.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records, from which a new process continues an interrupted clone.
 *
 * <p>A record counts only when it is whole: reading stops at the first one that is torn or corrupt, and opening for
 * append cuts the file there.
 *
 * <p>After a failed write or sync the journal takes nothing more, because what is on disk is no longer known.
 */
public final class Journal implements RecordLog, Closeable {
    /** Longest payload of a record in bytes. */
    public static final int MAX_PAYLOAD = 16 << 20;

    private static final int BUFFER = 64 << 10;

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    /** Held over a sync, so that appending goes on meanwhile. Taken before this object's own lock. */
    private final Object durability = new Object();

    private FileChannel channel;
    private @Nullable StorageException failure;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Receives the records of a journal in the order of writing. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One intact record.
         *
         * @param type 0..255
         * @param payload valid during the call only
         */
        void visit(int type, ByteBuffer payload) throws IOException;
    }

    /**
     * A record to be written.
     *
     * @param type 0..255
     * @param payload from position to limit
     */
    public record Entry(int type, ByteBuffer payload) {}

    /** Opens the journal for appending, or creates it; a torn tail is cut off. */
    public static Journal open(Path file) throws IOException {
        long end = JournalReader.scan(file, (type, payload) -> {});
        if (end < JournalFormat.HEADER) {
            // Under another name first: half a header would be taken for somebody else's file.
            Path next = next(file);
            try (FileChannel fresh = create(next)) {
                fresh.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            end = JournalFormat.HEADER;
        }
        // Also of one that an earlier process made: it may have been killed before it came so far.
        DirectorySync.directory(parent(file));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.size() > end) {
                channel.truncate(end);
                channel.force(true);
            }
            channel.position(end);
            return new Journal(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Hands every intact record to {@code visitor}, up to the first torn or corrupt one. A missing file has none.
     *
     * @throws IOException also when the file is no journal, or one of another format version
     */
    public static void replay(Path file, Visitor visitor) throws IOException {
        long _ = JournalReader.scan(file, visitor);
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static FileChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            writeFully(channel, JournalFormat.header());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static Path parent(Path file) {
        return file.toAbsolutePath().resolveSibling(".").normalize();
    }

    @Override
    public synchronized void append(int type, ByteBuffer payload) throws StorageException {
        int length = payload.remaining();
        if (type < 0 || type > 255 || length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("Journal record of type " + type + " with " + length + " bytes");
        }
        checkUsable();
        try {
            int size = JournalFormat.RECORD_HEAD + length + JournalFormat.RECORD_TAIL;
            if (size > buffer.remaining()) {
                flush();
            }
            if (size > buffer.capacity()) {
                writeFully(
                        channel,
                        JournalFormat.frame(ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN), type, payload)
                                .flip());
            } else {
                ByteBuffer _ = JournalFormat.frame(buffer, type, payload);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        writeFully(channel, buffer);
        buffer.clear();
    }

    private synchronized StorageException failed(IOException e) {
        StorageException failed = StorageException.of(file, e);
        failure = failed;
        return failed;
    }

    private void checkUsable() throws StorageException {
        if (failure != null) {
            throw new StorageException(file + " can't be written any more since: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void force() throws StorageException {
        synchronized (durability) {
            FileChannel current;
            synchronized (this) {
                checkUsable();
                try {
                    flush();
                } catch (IOException e) {
                    throw failed(e);
                }
                current = channel;
            }
            try {
                current.force(false);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Replaces the whole content by {@code entries}, all or nothing, durably. */
    public void rewrite(Iterable<Entry> entries) throws StorageException {
        synchronized (durability) {
            replace(entries);
        }
    }

    private synchronized void replace(Iterable<Entry> entries) throws StorageException {
        checkUsable();
        Path next = next(file);
        try (Journal written = new Journal(next, create(next))) {
            for (Entry entry : entries) {
                written.append(entry.type(), entry.payload());
            }
            written.flush();
            written.channel.force(true);
        } catch (IOException e) {
            throw StorageException.of(next, e);
        }
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.directory(parent(file));
            channel.close();
            buffer.clear();
            channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            channel.position(channel.size());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes out what was appended (without making it durable) and closes the file. */
    @Override
    public synchronized void close() throws StorageException {
        try (FileChannel closing = channel) {
            if (failure == null && closing.isOpen()) {
                flush();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
