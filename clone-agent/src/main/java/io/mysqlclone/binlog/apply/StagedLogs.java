package io.mysqlclone.binlog.apply;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.storage.DirectorySync;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The files that logs are staged in, of which one is open at a time. */
final class StagedLogs implements Closeable {
    /** Of the flags in the header of a log's first event, behind four bytes of magic. */
    private static final int FLAGS_OFFSET = 4 + 17;

    private static final byte LOG_EVENT_BINLOG_IN_USE_F = 1;

    private final ClonePlace place;
    private int index = -1;
    private Optional<FileChannel> open = Optional.empty();

    StagedLogs(ClonePlace place) {
        this.place = place;
    }

    /** Where log {@code log} waits. */
    Path path(int log) throws EngineException {
        try {
            return place.staging().data(log);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes what is in {@code bytes} into log {@code log}. */
    void write(int log, long offset, ByteBuffer bytes) throws EngineException {
        try {
            FileChannel channel = opened(log);
            long at = offset;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private FileChannel opened(int log) throws IOException {
        if (index != log || open.isEmpty()) {
            force();
            close();
            open = Optional.of(FileChannel.open(path(log), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            index = log;
        }
        return open.get();
    }

    /** Makes durable what was written; of logs before the open one it is already. */
    void force() throws EngineException {
        try {
            if (open.isPresent()) {
                open.get().force(true);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Tells the server that starts on it that the log was in use: it then finds the transactions of it that InnoDB has only
     * prepared, and commits them. The donor's own says the same, until the donor begins another one.
     */
    void markInUse(int log) throws EngineException {
        write(log, FLAGS_OFFSET, ByteBuffer.wrap(new byte[] {(byte) (flags(log) | LOG_EVENT_BINLOG_IN_USE_F)}));
        force();
    }

    private byte flags(int log) throws EngineException {
        try (FileChannel channel = FileChannel.open(path(log), StandardOpenOption.READ)) {
            ByteBuffer flags = ByteBuffer.allocate(1);
            if (channel.read(flags, FLAGS_OFFSET) < 1) {
                throw EngineException.violation("the donor's last binary log has no event");
            }
            return flags.get(0);
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes the index file of the logs; durable. */
    Path writeIndex(int place, List<String> names) throws EngineException {
        var lines = new StringBuilder();
        names.forEach(name -> lines.append("./").append(name).append('\n'));
        try {
            DirectorySync.write(path(place), lines.toString());
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
        return path(place);
    }

    private static EngineException failed(IOException e) {
        return EngineException.local("a binary log of the clone can't be written", e);
    }

    @Override
    public void close() {
        open.ifPresent(channel -> {
            try {
                channel.close();
            } catch (IOException e) {
                // What counts was forced.
            }
        });
        open = Optional.empty();
    }
}
