package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.innodb.SnapshotState;
import java.nio.ByteBuffer;

/**
 * Where the bytes of the next {@code COM_RES_DATA} belong.
 *
 * @param state FILE_COPY, PAGE_COPY or REDO_COPY
 * @param taskIndex the task that sends
 * @param chunk chunk number, from 1
 * @param block number of blocks of the chunk with this one, from 1
 * @param fileIndex position in the list of data files, in REDO_COPY in that of redo files
 * @param length bytes of data, at most {@link #MAX_LENGTH}
 * @param offset where they go in the file
 * @param fileSize length of the file in bytes; with page 0 in PAGE_COPY it may exceed what FILE announced, when the file grew
 */
public record DataDescriptor(
        SnapshotState state, int taskIndex, int chunk, int block, int fileIndex, int length, long offset, long fileSize)
        implements Descriptor {
    /** Most bytes in one block: 64 pages of 64 KiB. */
    public static final int MAX_LENGTH = 4 << 20;

    static final int TYPE = 5;
    static final int LENGTH = 52;

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int encodedLength() {
        return LENGTH;
    }

    @Override
    public void encodeBody(ByteBuffer target) {
        target.putInt(state.code())
                .putInt(taskIndex)
                .putInt(chunk)
                .putInt(block)
                .putInt(fileIndex);
        target.putInt(length).putLong(offset).putLong(fileSize);
    }
}
