package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.page.RedoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whether a directory is at rest, by its log, and makes of it the log of a clone.
 *
 * <p>Two kinds of directories are: one whose server stopped in an orderly way, so that everything up to the end of the log
 * is in the data files; and a clone on which no server has started yet, whose log is that of a clone already.
 *
 * <p>A directory whose server was killed is refused. Its data files may hold torn pages, which its server repairs from the
 * doublewrite files and the server on a clone does not; and whether the last transactions are to be committed says its
 * binary log, which no clone has.
 */
final class RedoReader {
    /** As a donor gives it that has logged little; mysqld makes others as soon as it runs. */
    private static final long FILE_SIZE = 256 << 10;

    private static final int BUFFER = 1 << 20;
    private static final List<String> SIGNS_OF_A_SERVER = List.of("#innodb_temp", "ibtmp1");

    private final Path dataDir;
    private final MasterKeys keys;

    RedoReader(Path dataDir, MasterKeys keys) {
        this.dataDir = dataDir;
        this.keys = keys;
    }

    /**
     * Reads the log.
     *
     * @param flushedLsn where the log ended when a server last stopped, as the system tablespace says
     */
    RedoLog read(long flushedLsn) throws IOException {
        List<RedoFiles.Headed> files = RedoFiles.in(dataDir);
        if (!files.getFirst().header().isWrittenByClone()) {
            return ofStoppedServer(files, flushedLsn);
        }
        requireNotStarted();
        return ofClone(files);
    }

    private RedoLog ofStoppedServer(List<RedoFiles.Headed> files, long flushedLsn) throws IOException {
        long checkpoint = files.stream()
                .mapToLong(file -> file.header().checkpointLsn())
                .max()
                .orElse(0);
        RedoFiles.Headed current = files.stream()
                .filter(file -> file.holds(checkpoint))
                .findFirst()
                .orElseThrow(() -> refused("the redo log in " + dataDir + "/" + RedoFiles.FOLDER
                        + " lacks the file with its checkpoint " + checkpoint + ": restore it from a backup"));
        ByteBuffer block = ByteBuffer.allocate(RedoBlock.LENGTH);
        current.read(block, current.offsetOf(checkpoint));
        block.flip();
        RedoBlock frame = RedoBlock.read(block, 0);
        long start = checkpoint - checkpoint % RedoBlock.LENGTH;
        if (!frame.isAt(start) || start + frame.dataLength() != checkpoint || flushedLsn != checkpoint) {
            throw refused("the server on " + dataDir + " was not shut down in an orderly way (its last checkpoint is "
                    + checkpoint + ", and the log goes on), so that its files are not whole without a recovery: start"
                    + " mysqld on it and stop it again, not with innodb_fast_shutdown=2");
        }
        // Recovery reads nothing before the checkpoint, which is the end. An encrypted block is made anew, as InnoDB
        // begins an empty log, so that no key is needed for it.
        Bytes last = frame.encrypted() ? Bytes.copyOf(RedoWriter.emptyBlock(checkpoint)) : Bytes.copyOf(block.rewind());
        Bytes header = Bytes.copyOf(RedoWriter.cloneHeader(RedoHeader.CLONE_CREATOR, checkpoint, uuid(current)));
        return new RedoLog(
                List.of(new RedoLog.File(FILE_SIZE, Optional.empty())),
                new RedoPart.InMemory(0, header),
                new RedoPart.InMemory(RedoHeader.LENGTH, last),
                false);
    }

    /**
     * Makes the log of what a clone was sent, before its files have the names that a server knows.
     *
     * @param paths of the redo files, in their order
     */
    RedoLog received(List<Path> paths) throws IOException {
        List<RedoFiles.Headed> files = new ArrayList<>(paths.size());
        for (Path path : paths) {
            files.add(RedoFiles.headed(path, files.size()));
        }
        if (files.isEmpty() || !files.getFirst().header().isWrittenByClone()) {
            throw refused("the clone that was received into " + dataDir + " has no redo log of a clone: discard it and"
                    + " clone again");
        }
        return ofClone(files);
    }

    /** Any number but 0 will do. */
    private static int uuid(RedoFiles.Headed file) {
        return file.header().logUuid() == 0 ? 1 : file.header().logUuid();
    }

    private RedoLog ofClone(List<RedoFiles.Headed> files) throws IOException {
        RedoFiles.Headed first = files.getFirst();
        long lsn = first.header().startLsn();
        List<RedoLog.File> found = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            RedoFiles.Headed file = files.get(i);
            if (file.number() != i || file.header().startLsn() != lsn) {
                throw refused("the redo log of the clone in " + dataDir + " lacks the file " + RedoFiles.FOLDER
                        + "/#ib_redo" + i + ": clone again");
            }
            long end = end(file);
            long begin = i == 0 ? RedoHeader.LENGTH : 0;
            lsn += end - RedoHeader.LENGTH;
            if (end < file.size() || i == files.size() - 1) {
                return ofClone(files, found, file, begin, end, lsn);
            }
            found.add(new RedoLog.File(file.size(), Optional.of(new RedoPart.InFile(file.path(), begin, end - begin))));
        }
        throw new IllegalStateException("the last file ends the loop");
    }

    private RedoLog ofClone(
            List<RedoFiles.Headed> files,
            List<RedoLog.File> before,
            RedoFiles.Headed last,
            long begin,
            long end,
            long endLsn)
            throws IOException {
        RedoFiles.Headed first = files.getFirst();
        long trailerAt = end - RedoBlock.LENGTH;
        if (trailerAt < RedoHeader.LENGTH || endLsn <= first.header().checkpointLsn() - RedoBlock.LENGTH) {
            throw refused("the redo log of the clone in " + dataDir + " ends at log sequence number " + endLsn
                    + ", before its checkpoint " + first.header().checkpointLsn() + ": clone again");
        }
        List<RedoLog.File> all = new ArrayList<>(before);
        all.add(new RedoLog.File(
                last.size(),
                trailerAt == begin
                        ? Optional.empty()
                        : Optional.of(new RedoPart.InFile(last.path(), begin, trailerAt - begin))));
        ByteBuffer header = first.bytes().duplicate().clear();
        boolean encrypted = openKey(header, first.path());
        return new RedoLog(
                all,
                new RedoPart.InMemory(0, Bytes.copyOf(header)),
                new RedoPart.InFile(last.path(), trailerAt, RedoBlock.LENGTH),
                encrypted);
    }

    /** Puts the key in clear into the header, as a donor sends it; false when the log is not encrypted. */
    private boolean openKey(ByteBuffer header, Path file) throws EngineException {
        try {
            EncryptionInfo info = EncryptionInfo.read(header, EncryptionInfo.OFFSET_IN_REDO_HEADER);
            info.inClear(keys.open(info, file.toString())).write(header, EncryptionInfo.OFFSET_IN_REDO_HEADER);
            return true;
        } catch (MalformedMessageException none) {
            return false;
        }
    }

    /** Offset behind the last block of the log in a file; its size when the log goes on in the next. */
    private static long end(RedoFiles.Headed file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long lsn = file.header().startLsn();
        try (FileChannel channel = RedoFiles.open(file.path())) {
            for (long at = RedoHeader.LENGTH; at < file.size(); at += BUFFER) {
                buffer.clear();
                while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {}
                buffer.flip();
                for (int block = 0; block + RedoBlock.LENGTH <= buffer.limit(); block += RedoBlock.LENGTH) {
                    RedoBlock frame = RedoBlock.read(buffer, block);
                    if (!frame.isAt(lsn)) {
                        requireNothing(buffer, block, file.path(), at + block);
                        return at + block;
                    }
                    lsn += RedoBlock.LENGTH;
                    if (frame.isLast()) {
                        return at + block + RedoBlock.LENGTH;
                    }
                }
            }
        }
        return file.size();
    }

    /** The log may end with a full block; then zeros follow. */
    private static void requireNothing(ByteBuffer buffer, int block, Path file, long offset) throws EngineException {
        for (int i = block; i < block + RedoBlock.LENGTH; i += Long.BYTES) {
            if (buffer.getLong(i) != 0) {
                throw refused(file + " is damaged at offset " + offset + ": clone again");
            }
        }
    }

    /** From its start on a mysqld changes what a recovery that was cut off leaves behind in no particular state. */
    private void requireNotStarted() throws IOException {
        boolean started = SIGNS_OF_A_SERVER.stream().anyMatch(name -> Files.exists(dataDir.resolve(name)));
        try (Stream<Path> entries = Files.list(dataDir)) {
            started |= entries.anyMatch(entry -> entry.getFileName().toString().endsWith("dblwr"));
        }
        if (started) {
            throw refused("a mysqld has started on the clone in " + dataDir + " and has not taken it over to the end:"
                    + " start it once, and stop it again");
        }
    }
}
