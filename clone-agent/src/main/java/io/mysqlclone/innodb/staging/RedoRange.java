package io.mysqlclone.innodb.staging;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.snapshot.RedoFile;
import io.mysqlclone.storage.AlignedBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the received redo log from its first block to its last. mysqld takes the first block that does not fit for the
 * end of the log, so that a lost piece would silently become an older state; here it is an error.
 */
public final class RedoRange {
    private static final int BUFFER = 1 << 20;

    private RedoRange() {}

    /** @throws EngineException CORRUPT_DATA, naming file and offset, when a block is missing or damaged */
    public static void verify(List<RedoFile> redo, StagedFiles files) throws EngineException {
        if (redo.isEmpty()) {
            throw corrupt("no redo file arrived");
        }
        try {
            verify(redo, files, AlignedBuffers.allocate(BUFFER));
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw EngineException.local("the redo log can't be read", e);
        }
    }

    private static void verify(List<RedoFile> redo, StagedFiles files, ByteBuffer buffer) throws IOException {
        RedoHeader header = header(files, buffer);
        if (!header.isWrittenByClone() || header.checkpointLsn() == 0) {
            throw corrupt("the header of redo file 0 is not that of a clone");
        }
        long lsn = header.startLsn();
        boolean ended = false;
        for (RedoFile file : redo) {
            try (FileChannel channel = FileChannel.open(files.redo(file.index()), READ, NOFOLLOW_LINKS)) {
                requireStart(file.index(), channel, buffer, lsn);
                long end = Math.max(file.dataEnd(), RedoHeader.LENGTH);
                for (long at = RedoHeader.LENGTH; at < end; at += BUFFER) {
                    read(channel, buffer, at, (int) Math.min(BUFFER, end - at));
                    for (int block = 0; block < buffer.limit(); block += RedoBlock.LENGTH) {
                        RedoBlock frame = RedoBlock.read(buffer, block);
                        if (ended) {
                            throw corrupt("the redo log ends at log sequence number " + lsn + ", but redo file "
                                    + file.index() + " goes on at offset " + (at + block));
                        }
                        if (!frame.isAt(lsn) && RedoBlock.isWithoutChecksum(buffer, block)) {
                            throw withoutChecksums();
                        }
                        if (!frame.isAt(lsn)) {
                            throw corrupt("redo file " + file.index() + " is damaged at offset " + (at + block)
                                    + " (log sequence number " + lsn + ")");
                        }
                        ended = frame.isLast();
                        lsn += RedoBlock.LENGTH;
                    }
                }
            }
        }
        if (lsn <= header.checkpointLsn() - RedoBlock.LENGTH) {
            throw corrupt("the redo log ends at log sequence number " + lsn + ", before its checkpoint "
                    + header.checkpointLsn());
        }
    }

    private static RedoHeader header(StagedFiles files, ByteBuffer buffer) throws IOException {
        try (FileChannel channel = FileChannel.open(files.redo(0), READ, NOFOLLOW_LINKS)) {
            read(channel, buffer, 0, RedoHeader.LENGTH);
            requireFormat(buffer);
            return RedoHeader.read(buffer, 0);
        } catch (MalformedMessageException e) {
            throw corrupt("the header of redo file 0 is damaged (" + e.getMessage() + ")");
        }
    }

    /** A format of later servers is not damaged. */
    private static void requireFormat(ByteBuffer buffer) throws EngineException {
        OptionalInt format = RedoHeader.format(buffer, 0);
        if (format.isPresent() && format.getAsInt() != RedoHeader.FORMAT) {
            throw new EngineException(
                    EngineException.Kind.CORRUPT_DATA,
                    "the donor's redo log has the format " + Integer.toUnsignedString(format.getAsInt())
                            + ", and this clone-agent knows only " + RedoHeader.FORMAT
                            + ", so that it can't tell whether the log is complete; take a newer clone-agent");
        }
    }

    /** With its default settings mysqld takes such a block for the end of the log. */
    private static EngineException withoutChecksums() {
        return new EngineException(
                EngineException.Kind.CORRUPT_DATA,
                "the donor writes its redo log without checksums, so that mysqld would not read it on the clone; on the"
                        + " donor: SET GLOBAL innodb_log_checksums = ON; then clone again when it has made a checkpoint,"
                        + " which takes it seconds");
    }

    /** mysqld finds a log sequence number by the headers: one that tells another start would lead it elsewhere. */
    private static void requireStart(int index, FileChannel channel, ByteBuffer buffer, long lsn) throws IOException {
        read(channel, buffer, 0, RedoHeader.LENGTH);
        OptionalLong start = RedoHeader.startLsn(buffer, 0);
        if (start.isEmpty() || start.getAsLong() != lsn) {
            throw corrupt("the header of redo file " + index
                    + (start.isEmpty() ? " is damaged" : " begins it at log sequence number " + start.getAsLong())
                    + "; it must begin at log sequence number " + lsn);
        }
    }

    private static void read(FileChannel channel, ByteBuffer buffer, long at, int length) throws IOException {
        buffer.clear().limit(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw corrupt("a redo file ends at offset " + (at + buffer.position()) + ", too early");
            }
        }
        buffer.flip();
    }

    private static EngineException corrupt(String what) {
        return new EngineException(
                EngineException.Kind.CORRUPT_DATA, what + "; clone again, and if it stays so check the donor's disk");
    }
}
