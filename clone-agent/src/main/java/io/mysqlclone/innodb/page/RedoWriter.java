package io.mysqlclone.innodb.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Makes what a clone's redo log consists of where nothing was logged. */
public final class RedoWriter {
    private static final int BLOCK_HEADER = 12;
    private static final int EPOCH_AT = 8;
    private static final int CHECKPOINT_BLOCK_1 = RedoBlock.LENGTH;
    private static final int CHECKPOINT_BLOCK_2 = 3 * RedoBlock.LENGTH;

    private RedoWriter() {}

    /**
     * The header of the first redo file of a clone.
     *
     * @param creator {@link RedoHeader#CLONE_CREATOR} or {@link RedoHeader#LIVE_CREATOR}
     * @param checkpoint log sequence number that recovery begins at, in the first block behind the header
     * @param logUuid of the log, not 0
     * @return 2048 bytes
     */
    public static ByteBuffer cloneHeader(String creator, long checkpoint, int logUuid) {
        ByteBuffer header = ByteBuffer.allocate(RedoHeader.LENGTH);
        header.putInt(0, RedoHeader.FORMAT);
        header.putInt(4, logUuid);
        header.putLong(8, checkpoint - checkpoint % RedoBlock.LENGTH);
        header.put(16, creator.getBytes(StandardCharsets.US_ASCII));
        seal(header, 0);
        for (int block : new int[] {CHECKPOINT_BLOCK_1, CHECKPOINT_BLOCK_2}) {
            header.putLong(block + 8, checkpoint);
            seal(header, block);
        }
        return header;
    }

    /**
     * The block in which a log goes on at {@code lsn} and holds nothing yet, as InnoDB begins a new one.
     *
     * @return 512 bytes
     */
    public static ByteBuffer emptyBlock(long lsn) {
        int used = (int) (lsn % RedoBlock.LENGTH);
        if (used < BLOCK_HEADER) {
            throw new IllegalArgumentException("no log goes on at " + lsn + ", in the header of a block");
        }
        ByteBuffer block = ByteBuffer.allocate(RedoBlock.LENGTH);
        block.putInt(0, RedoBlock.numberAt(lsn));
        block.putShort(4, (short) used);
        block.putShort(6, (short) used);
        block.putInt(EPOCH_AT, RedoBlock.epochAt(lsn));
        seal(block, 0);
        return block;
    }

    /**
     * The block in which a log ends, cut off at {@code lsn}: what was logged behind it is not part of the clone.
     *
     * @param block 512 bytes, not encrypted, of which at least those before {@code lsn} are in use; changed
     */
    public static void cut(ByteBuffer block, long lsn) {
        int used = (int) (lsn % RedoBlock.LENGTH);
        if (used < BLOCK_HEADER) {
            throw new IllegalArgumentException("no log ends at " + lsn + ", in the header of a block");
        }
        block.putShort(4, (short) used);
        if (block.getShort(6) >= used) {
            block.putShort(6, (short) 0);
        }
        for (int i = used; i < RedoBlock.CHECKSUM_AT; i++) {
            block.put(i, (byte) 0);
        }
        seal(block, 0);
    }

    private static void seal(ByteBuffer buffer, int block) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(block, RedoBlock.CHECKSUM_AT));
        buffer.putInt(block + RedoBlock.CHECKSUM_AT, (int) crc.getValue());
    }
}
