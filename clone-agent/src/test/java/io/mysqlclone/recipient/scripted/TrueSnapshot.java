package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.PageChecksum;
import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;

/** A small snapshot of a server with pages of 4 KiB, in which every checksum and every count is right. */
public final class TrueSnapshot {
    /** {@code innodb_page_size}. */
    public static final int PAGE = 4096;

    /** Bytes of a full block in FILE COPY. */
    public static final int BLOCK = 64 * PAGE;

    /** Length of each redo file; there are two. */
    public static final int REDO_SIZE = 4096;

    /** Log sequence number of the first block. */
    public static final long START_LSN = 512 * 1000L;

    /** Index of the table that has two blocks. */
    public static final int BIG_TABLE = 4;

    /** Index of the other table. */
    public static final int SMALL_TABLE = 5;

    private static final FspFlags SHARED = new FspFlags(0x48C0);
    /** Flags of both tables. */
    public static final FspFlags TABLE = new FspFlags(0x40E1);

    private static final FspFlags UNDO = new FspFlags(0x00C0);

    private TrueSnapshot() {}

    /**
     * A data file.
     *
     * @param content what FILE COPY brings
     */
    public record File(FileDescriptor descriptor, Bytes content) {}

    /** The data files in the order of their indexes; each is one chunk. */
    public static List<File> files() {
        List<File> files = new ArrayList<>();
        byte[] dump = "0,1\n0,2\n".getBytes(StandardCharsets.US_ASCII);
        files.add(new File(
                descriptor(0, SpaceIds.BUFFER_POOL_DUMP, FspFlags.NOT_A_TABLESPACE, dump.length, "ib_buffer_pool"),
                Bytes.of(dump)));
        files.add(tablespace(1, SpaceIds.SYSTEM, SHARED, 3, "ibdata1"));
        files.add(tablespace(2, SpaceIds.DICTIONARY, SHARED, 4, "mysql.ibd"));
        files.add(tablespace(3, SpaceIds.UNDO_LAST, UNDO, 2, "undo_001"));
        files.add(tablespace(BIG_TABLE, 7, TABLE, 70, "./d/big.ibd"));
        files.add(tablespace(SMALL_TABLE, 8, TABLE, 5, "./d/small.ibd"));
        return files;
    }

    private static File tablespace(int index, long spaceId, FspFlags flags, int pages, String name) {
        byte[] content = new byte[pages * PAGE];
        for (int number = 0; number < pages; number++) {
            System.arraycopy(page(spaceId, flags, number, 1), 0, content, number * PAGE, PAGE);
        }
        return new File(descriptor(index, spaceId, flags, content.length, name), Bytes.of(content));
    }

    private static FileDescriptor descriptor(int index, long spaceId, FspFlags flags, long size, String name) {
        return new FileDescriptor(
                SnapshotState.FILE_COPY,
                size,
                size,
                flags,
                flags.isTablespace() ? 4096 : 0,
                FileFlags.NONE,
                spaceId,
                index,
                index + 1,
                index + 1,
                Optional.of(name),
                Optional.empty());
    }

    /** A page with a right checksum, whose content depends on {@code version}. */
    public static byte[] page(long spaceId, FspFlags flags, int number, int version) {
        byte[] bytes = new byte[PAGE];
        new Random(spaceId * 1_000_003 + number * 31L + version).nextBytes(bytes);
        ByteBuffer page = ByteBuffer.wrap(bytes);
        page.putInt(4, number).putLong(16, START_LSN + version).putShort(24, (short) (number == 0 ? 8 : 17855));
        page.putInt(34, (int) spaceId);
        if (number == 0) {
            page.putInt(38, (int) spaceId).putInt(54, flags.raw());
        }
        new PageChecksum(flags).stamp(page, 0);
        return bytes;
    }

    /** A redo file as the donor announces it. */
    public static FileDescriptor redo(int index) {
        return new FileDescriptor(
                SnapshotState.REDO_COPY,
                REDO_SIZE,
                0,
                FspFlags.NOT_A_TABLESPACE,
                0,
                FileFlags.NONE,
                SpaceIds.REDO,
                index,
                index + 1,
                index + 1,
                Optional.empty(),
                Optional.empty());
    }

    /** What a redo file holds before it gets its length: header, and blocks up to the end of the log. */
    public static byte[] redoContent(int index) {
        int blocks = (REDO_SIZE - RedoHeader.LENGTH) / RedoBlock.LENGTH;
        long lsn = START_LSN + (long) index * blocks * RedoBlock.LENGTH;
        byte[] content = Arrays.copyOf(
                redoHeader(lsn, lsn == START_LSN ? START_LSN + 12 : 0), index == 0 ? REDO_SIZE : REDO_SIZE - 512);
        for (int at = RedoHeader.LENGTH; at < content.length; at += RedoBlock.LENGTH) {
            boolean last = index == 1 && at + RedoBlock.LENGTH == content.length;
            byte[] block = redoBlock(lsn, last ? 100 : RedoBlock.LENGTH);
            System.arraycopy(block, 0, content, at, block.length);
            lsn += RedoBlock.LENGTH;
        }
        return content;
    }

    /** The header of a redo file that clone wrote. */
    public static byte[] redoHeader(long startLsn, long checkpointLsn) {
        ByteBuffer header = ByteBuffer.allocate(RedoHeader.LENGTH);
        header.putInt(0, RedoHeader.FORMAT).putInt(4, 12345).putLong(8, startLsn);
        header.put(16, RedoHeader.CLONE_CREATOR.getBytes(StandardCharsets.US_ASCII));
        seal(header, 0);
        if (checkpointLsn != 0) {
            header.putLong(512 + 8, checkpointLsn).putLong(3 * 512 + 8, checkpointLsn);
            seal(header, 512);
            seal(header, 3 * 512);
        }
        return header.array();
    }

    /** A block of the log. */
    public static byte[] redoBlock(long lsn, int dataLength) {
        ByteBuffer block = ByteBuffer.allocate(RedoBlock.LENGTH);
        new Random(lsn).nextBytes(block.array());
        block.putInt(0, RedoBlock.numberAt(lsn)).putShort(4, (short) dataLength).putShort(6, (short) 12);
        seal(block, 0);
        return block.array();
    }

    /** Makes the checksum of a block right. */
    static void seal(ByteBuffer bytes, int block) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(block, 508));
        bytes.putInt(block + 508, (int) crc.getValue());
    }
}
