package io.mysqlclone.binlog.donor;

import io.mysqlclone.binlog.LogName;
import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.serial.donor.HeldFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The binary logs of a point, kept open: the server may purge them at any time, and goes on with the last one. */
final class HeldLogs implements HeldFiles {
    private static final int ENCRYPTED_MAGIC = 0xfd62696e;
    private static final int MAGIC = 0xfe62696e;

    private final List<Held> logs;

    private HeldLogs(List<Held> logs) {
        this.logs = List.copyOf(logs);
    }

    @Override
    public List<String> directories() {
        return List.of();
    }

    /** In the order of the server's index; the last one is that of the point. */
    @Override
    public List<Held> files() {
        return logs;
    }

    /**
     * Opens the logs of a point, from the newest to the oldest that is there, can be read by whoever has no keyring, and is
     * wanted.
     *
     * @param index the server's index file
     * @param here where this process sees the file of a line of it
     */
    static HeldLogs open(Path index, UnaryOperator<Path> here, BinaryLogPosition end, boolean all)
            throws DonorException {
        Deque<Held> opened = new ArrayDeque<>();
        boolean held = false;
        try {
            List<Path> lines = upTo(end, Files.readAllLines(index), here);
            for (Path file : lines.reversed()) {
                Optional<Held> log = open(file, opened.isEmpty() ? Optional.of(end.offset()) : Optional.empty());
                if (log.isEmpty()) {
                    break;
                }
                opened.addFirst(log.get());
                if (!all) {
                    break;
                }
            }
            if (opened.isEmpty()) {
                throw new DonorException(
                        DonorException.READ,
                        "the server's binary log " + end.file() + " is encrypted (binlog_encryption) or was purged, so"
                                + " that it can't be given: give none (--with-binary-logs none)");
            }
            var logs = new HeldLogs(new ArrayList<>(opened));
            held = true;
            return logs;
        } catch (IOException e) {
            throw e instanceof DonorException known
                    ? known
                    : new DonorException(
                            DonorException.READ, "the server's binary logs can't be read: " + e.getMessage(), e);
        } finally {
            if (!held) {
                opened.forEach(HeldLogs::close);
            }
        }
    }

    /** Those that the server began after the point are left out. */
    private static List<Path> upTo(BinaryLogPosition end, List<String> lines, UnaryOperator<Path> here)
            throws DonorException {
        List<Path> files = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                Path file = here.apply(Path.of(line));
                files.add(file);
                if (file.endsWith(end.file())) {
                    return files;
                }
            }
        }
        throw new DonorException(
                DonorException.READ, "the server's index of binary logs does not name " + end.file() + " any more");
    }

    /** Empty when it is purged, or encrypted. */
    private static Optional<Held> open(Path file, Optional<Long> end) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException purged) {
            return Optional.empty();
        }
        boolean kept = false;
        try {
            var head = ByteBuffer.allocate(Integer.BYTES);
            int read = channel.read(head, 0);
            int magic = read == Integer.BYTES ? head.getInt(0) : 0;
            if (magic == ENCRYPTED_MAGIC) {
                return Optional.empty();
            }
            LogName name = LogName.parse(file.getFileName().toString())
                    .filter(any -> magic == MAGIC)
                    .orElseThrow(() -> new IOException(file + " is not a binary log"));
            long length = end.orElse(channel.size());
            if (channel.size() < length) {
                throw new IOException(file + " is shorter than the server says");
            }
            kept = true;
            return Optional.of(new Held(name.file(), "binary log " + name.file(), channel, 0, length));
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static void close(Held log) {
        try {
            log.channel().close();
        } catch (IOException e) {
            // Nothing was written.
        }
    }

    @Override
    public void close() {
        logs.forEach(HeldLogs::close);
    }
}
