package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.page.RedoBlock;
import io.mysqlclone.innodb.page.RedoHeader;
import io.mysqlclone.innodb.page.RedoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/** A redo log in files as a server writes them, whose records are the low bytes of their log sequence numbers. */
final class MadeRedo {
    static final int UUID = 4711;

    private static final long NUMBERS = 1L << 30;

    private final Path folder;
    private final int blocksPerFile;
    private final long start;
    private final UnaryOperator<ByteBuffer> writtenAs;

    /**
     * @param start where the file with number 0 begins
     * @param writtenAs what becomes of a block on its way to the disk
     */
    MadeRedo(Path folder, int blocksPerFile, long start, UnaryOperator<ByteBuffer> writtenAs) {
        this.folder = folder;
        this.blocksPerFile = blocksPerFile;
        this.start = start;
        this.writtenAs = writtenAs;
    }

    MadeRedo(Path folder, int blocksPerFile, long start) {
        this(folder, blocksPerFile, start, block -> block);
    }

    long startOf(int number) {
        return start + (long) number * blocksPerFile * RedoBlock.LENGTH;
    }

    private Path path(int number) {
        return folder.resolve("#ib_redo" + number);
    }

    /** An empty file of its full size. */
    void file(int number) throws IOException {
        write(path(number), RedoWriter.cloneHeader(RedoHeader.CLONE_CREATOR, startOf(number), UUID), 0);
        write(path(number), ByteBuffer.allocate(1), RedoHeader.LENGTH + (long) blocksPerFile * RedoBlock.LENGTH - 1);
    }

    /** Writes into a header. */
    void header(int number, ByteBuffer bytes, int at) throws IOException {
        write(path(number), bytes, at);
    }

    /** Writes what the log holds between two log sequence numbers, the block of the latter as far as it is. */
    void log(long from, long to) throws IOException {
        for (long block = from - from % RedoBlock.LENGTH; block < to; block += RedoBlock.LENGTH) {
            raw(block, writtenAs.apply(block(block, to)));
        }
    }

    /** Writes a block as it is. */
    void raw(long block, ByteBuffer bytes) throws IOException {
        int number = (int) ((block - start) / ((long) blocksPerFile * RedoBlock.LENGTH));
        write(path(number), bytes.clear(), RedoHeader.LENGTH + block - startOf(number));
    }

    /** A block in clear, when the log ends at {@code end}. */
    static ByteBuffer block(long lsn, long end) {
        int length = (int) Math.min(RedoBlock.LENGTH, end - lsn);
        ByteBuffer block = ByteBuffer.allocate(RedoBlock.LENGTH);
        block.putInt(0, RedoBlock.numberAt(lsn));
        block.putShort(4, (short) length);
        block.putShort(6, (short) 12);
        block.putInt(8, 1 + (int) (lsn / RedoBlock.LENGTH / NUMBERS));
        for (int i = 12; i < Math.min(length, RedoBlock.LENGTH - 4); i++) {
            block.put(i, (byte) (lsn + i));
        }
        CRC32C crc = new CRC32C();
        crc.update(block.slice(0, RedoBlock.LENGTH - 4));
        return block.putInt(RedoBlock.LENGTH - 4, (int) crc.getValue());
    }

    private static void write(Path file, ByteBuffer bytes, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        }
    }
}
