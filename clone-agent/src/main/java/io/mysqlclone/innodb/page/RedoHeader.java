package io.mysqlclone.innodb.page;

import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The first 2048 bytes of a redo file.
 *
 * @param format format of the log; {@link #FORMAT} since MySQL 8.0.30
 * @param logUuid random number that all files of a log share
 * @param startLsn log sequence number of the first block behind the header, a multiple of 512
 * @param creator the program that wrote the header
 * @param flags 0 in a clone
 * @param checkpointLsn the newest checkpoint, 0 if the file has none
 */
public record RedoHeader(int format, int logUuid, long startLsn, String creator, int flags, long checkpointLsn) {
    /** Length in bytes: 4 blocks. */
    public static final int LENGTH = 4 * RedoBlock.LENGTH;

    /** The format of MySQL 8.0.30 to 9.7. */
    public static final int FORMAT = 6;

    /** The creator by which mysqld knows that it opens a clone. */
    public static final String CLONE_CREATOR = "MySQL Clone";

    /**
     * The creator in clones of a running server. mysqld recovers these as it does after a crash, and not as clones: it takes
     * the counters of AUTO_INCREMENT from the log, which a server with its own clone plugin writes to a table before the point,
     * and leaves out when it opens a clone.
     */
    public static final String LIVE_CREATOR = "MySQL clone-agent";

    private static final int LOG_UUID_AT = 4;
    private static final int START_LSN_AT = 8;
    private static final int CREATOR_AT = 16;
    private static final int CREATOR_LENGTH = 32;
    private static final int FLAGS_AT = 48;
    private static final int CHECKPOINT_LSN_AT = 8;

    /**
     * Reads the header that begins at the absolute index {@code header}.
     *
     * @throws MalformedMessageException if it is not there in full, a checksum does not fit, or a log sequence number is
     *     impossible
     */
    public static RedoHeader read(ByteBuffer buffer, int header) throws MalformedMessageException {
        int present = buffer.limit() - header;
        if (header < 0 || present < LENGTH) {
            throw malformed("length", present, LENGTH + " or more");
        }
        if (!RedoBlock.checksumFits(buffer, header)) {
            throw malformed("checksum of block 0", "wrong", "the CRC-32C of the block");
        }
        long startLsn = PageHeader.longAt(buffer, header + START_LSN_AT);
        if (startLsn < 0 || startLsn % RedoBlock.LENGTH != 0) {
            throw malformed("start LSN", startLsn, "a multiple of " + RedoBlock.LENGTH);
        }
        long checkpointLsn = Math.max(checkpoint(buffer, header, 1), checkpoint(buffer, header, 3));
        if (checkpointLsn != 0 && checkpointLsn < startLsn) {
            throw malformed("checkpoint LSN", checkpointLsn, startLsn + " or more");
        }
        return new RedoHeader(
                PageHeader.intAt(buffer, header),
                PageHeader.intAt(buffer, header + LOG_UUID_AT),
                startLsn,
                creator(buffer, header + CREATOR_AT),
                PageHeader.intAt(buffer, header + FLAGS_AT),
                checkpointLsn);
    }

    /**
     * Log sequence number of the first block behind the header that begins at the absolute index {@code header}, whatever
     * its checkpoints are; empty when the checksum does not fit.
     */
    public static OptionalLong startLsn(ByteBuffer buffer, int header) {
        return RedoBlock.checksumFits(buffer, header)
                ? OptionalLong.of(PageHeader.longAt(buffer, header + START_LSN_AT))
                : OptionalLong.empty();
    }

    /**
     * Format of the log whose header begins at the absolute index {@code header}, whatever else stands in it; empty when
     * the checksum does not fit.
     */
    public static OptionalInt format(ByteBuffer buffer, int header) {
        return RedoBlock.checksumFits(buffer, header)
                ? OptionalInt.of(PageHeader.intAt(buffer, header))
                : OptionalInt.empty();
    }

    /** Whether the log is that of a clone that no mysqld has opened. */
    public boolean isWrittenByClone() {
        return creator.equals(CLONE_CREATOR) || creator.equals(LIVE_CREATOR);
    }

    /** The checkpoint in block 1 or 3, or 0 when the block is not in use. */
    private static long checkpoint(ByteBuffer buffer, int header, int number) throws MalformedMessageException {
        int block = header + number * RedoBlock.LENGTH;
        long lsn = PageHeader.longAt(buffer, block + CHECKPOINT_LSN_AT);
        if (lsn == 0 && PageHeader.intAt(buffer, block + RedoBlock.CHECKSUM_AT) == 0) {
            return 0;
        }
        if (lsn < 0 || !RedoBlock.checksumFits(buffer, block)) {
            throw malformed("checksum of block " + number, "wrong", "the CRC-32C of the block");
        }
        return lsn;
    }

    private static String creator(ByteBuffer buffer, int offset) {
        byte[] bytes = new byte[CREATOR_LENGTH];
        buffer.get(offset, bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static MalformedMessageException malformed(String field, Object value, String allowed) {
        return new MalformedMessageException("redo log header", field, value, allowed);
    }
}
