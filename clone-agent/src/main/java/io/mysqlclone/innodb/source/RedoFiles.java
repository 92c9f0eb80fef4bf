package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files in {@code #innodb_redo} that hold a log, by their numbers; spare ones do not count. */
final class RedoFiles {
    static final String FOLDER = "#innodb_redo";

    private static final Pattern NAME = Pattern.compile("#ib_redo(\\d{1,18})");

    private RedoFiles() {}

    /**
     * A redo file with its header.
     *
     * @param bytes the header as it is in the file
     */
    record Headed(Path path, long number, long size, RedoHeader header, ByteBuffer bytes) {
        /** Whether the log sequence number lies in this file. */
        boolean holds(long lsn) {
            return header.startLsn() <= lsn && lsn < header.startLsn() + size - RedoHeader.LENGTH;
        }

        /** Where the block with that log sequence number begins in the file. */
        long offsetOf(long lsn) {
            long block = lsn - lsn % RedoBlock.LENGTH;
            return RedoHeader.LENGTH + block - header.startLsn();
        }

        void read(ByteBuffer destination, long offset) throws IOException {
            try (FileChannel channel = open(path)) {
                int start = destination.position();
                while (destination.hasRemaining()) {
                    if (channel.read(destination, offset + destination.position() - start) < 0) {
                        throw refused(path + " ends too early: restore the data directory from a backup");
                    }
                }
            }
        }
    }

    /** @throws EngineException REFUSED when there is no log, or one of another version */
    static List<Headed> in(Path dataDir) throws IOException {
        Path folder = dataDir.resolve(FOLDER);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(dataDir + " has no " + FOLDER + ": a server that keeps its redo log elsewhere"
                    + " (innodb_log_group_home_dir) can't be cloned without it running");
        }
        List<Headed> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                Matcher matcher = NAME.matcher(entry.getFileName().toString());
                if (matcher.matches()) {
                    found.add(headed(entry, Long.parseLong(matcher.group(1))));
                }
            }
        }
        if (found.isEmpty()) {
            throw refused(folder + " holds no redo log: restore the data directory from a backup");
        }
        found.sort(Comparator.comparingLong(Headed::number));
        return found;
    }

    /** A file with its header. */
    static Headed headed(Path file, long number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RedoHeader.LENGTH);
        long size;
        try (FileChannel channel = open(file)) {
            size = channel.size();
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
        }
        bytes.flip();
        try {
            RedoHeader header = RedoHeader.read(bytes, 0);
            if (header.format() != RedoHeader.FORMAT) {
                throw refused(file + " has format " + header.format() + ", not " + RedoHeader.FORMAT
                        + " as of MySQL 8.0.30 and later: start that server once with a later version");
            }
            return new Headed(file, number, size, header, bytes);
        } catch (MalformedMessageException e) {
            throw refused("the header of " + file + " is damaged (" + e.getMessage() + "): restore it from a backup");
        }
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
}
