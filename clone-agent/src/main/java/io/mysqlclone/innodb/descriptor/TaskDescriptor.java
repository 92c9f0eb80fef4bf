package io.mysqlclone.innodb.descriptor;

import java.nio.ByteBuffer;

/**
 * The first descriptor after {@code COM_EXECUTE}: which task this connection is.
 *
 * @param taskIndex 0 is the master, workers count from 1; at most {@link Descriptor#MAX_TASK_INDEX}
 * @param chunk chunk the task is at, 0 at the start
 * @param block block the task is at, 0 at the start
 */
public record TaskDescriptor(int taskIndex, int chunk, int block) implements Descriptor {
    static final int TYPE = 2;
    static final int LENGTH = 24;

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
        target.putInt(taskIndex).putInt(chunk).putInt(block);
    }
}
