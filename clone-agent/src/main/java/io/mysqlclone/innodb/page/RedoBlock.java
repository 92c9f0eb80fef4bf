package io.mysqlclone.innodb.page;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame of one 512-byte block of the redo log.
 *
 * @param number number of the block: it follows from its log sequence number, 1 to 2^30
 * @param encrypted whether the content is encrypted
 * @param dataLength bytes in use, frame included; less than {@link #LENGTH} only in the last block
 * @param firstRecord offset of the first group of records that begins in the block, 0 if none does
 * @param checksumFits whether the checksum is that of the block; means nothing when the block is encrypted
 */
public record RedoBlock(int number, boolean encrypted, int dataLength, int firstRecord, boolean checksumFits) {
    /** Length of a block in bytes. */
    public static final int LENGTH = 512;

    static final int CHECKSUM_AT = LENGTH - 4;

    /** In the place of a checksum (LOG_NO_CHECKSUM_MAGIC). */
    private static final int NO_CHECKSUM = 0xDEADBEEF;

    private static final int DATA_LENGTH_AT = 4;
    private static final int FIRST_RECORD_AT = 6;
    private static final int ENCRYPTED_BIT = 0x8000;
    private static final int NUMBER_MASK = 0x3FFF_FFFF;

    /** Reads the frame of the block that begins at the absolute index {@code block}. */
    public static RedoBlock read(ByteBuffer buffer, int block) {
        int length = PageHeader.shortAt(buffer, block + DATA_LENGTH_AT);
        return new RedoBlock(
                PageHeader.intAt(buffer, block),
                (length & ENCRYPTED_BIT) != 0,
                length & ~ENCRYPTED_BIT,
                PageHeader.shortAt(buffer, block + FIRST_RECORD_AT),
                checksumFits(buffer, block));
    }

    /**
     * Whether the block is the one that begins at log sequence number {@code lsn}, and is whole as far as that can be
     * told: the checksum of an encrypted block is encrypted with it.
     */
    public boolean isAt(long lsn) {
        return (checksumFits || encrypted)
                && number == numberAt(lsn)
                && dataLength <= LENGTH
                && firstRecord <= dataLength;
    }

    /**
     * Whether the block that begins at the absolute index {@code block} was written without a checksum, as with {@code
     * innodb_log_checksums=OFF}.
     */
    public static boolean isWithoutChecksum(ByteBuffer buffer, int block) {
        return PageHeader.intAt(buffer, block + CHECKSUM_AT) == NO_CHECKSUM;
    }

    /** Whether the log ends in this block. */
    public boolean isLast() {
        return dataLength < LENGTH;
    }

    /** The number of the block that holds {@code lsn}. */
    public static int numberAt(long lsn) {
        return 1 + (int) (lsn / LENGTH & NUMBER_MASK);
    }

    /** How often the numbers have begun anew by then, from 1: a block stores it beside its number. */
    static int epochAt(long lsn) {
        return 1 + (int) (lsn / LENGTH / (NUMBER_MASK + 1L));
    }

    /** Whether bytes 508 to 511 are the CRC-32C of those before them. */
    static boolean checksumFits(ByteBuffer buffer, int block) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(block, CHECKSUM_AT));
        return (int) crc.getValue() == PageHeader.intAt(buffer, block + CHECKSUM_AT);
    }
}
