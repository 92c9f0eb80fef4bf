package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.innodb.SnapshotState;
import java.nio.ByteBuffer;

/**
 * A state begins or ends, or the donor is still there.
 *
 * @param state INIT to DONE
 * @param taskIndex the task it was sent to
 * @param chunks number of chunks in the state
 * @param files number of files; in PAGE_COPY the number of pages (unsigned 32 bit)
 * @param estimateBytes bytes to expect in the state; only at its start, to the master
 * @param estimateDiskBytes bytes that the clone will take on disk; only at its start, to the master
 * @param flags {@link #START}, {@link #ACKNOWLEDGED}, both or none
 */
public record StateDescriptor(
        SnapshotState state,
        int taskIndex,
        int chunks,
        long files,
        long estimateBytes,
        long estimateDiskBytes,
        int flags)
        implements Descriptor {
    /** Flag: the state starts. */
    public static final int START = 1;

    /** Flag: the recipient has stored the state. */
    public static final int ACKNOWLEDGED = 2;

    static final int TYPE = 3;
    static final int LENGTH = 46;
    /** Both flags: the donor is there, and nothing else. */
    public static final int KEEP_ALIVE = START | ACKNOWLEDGED;

    /** Whether the state starts with this descriptor. */
    public boolean isStart() {
        return flags == START;
    }

    /** Whether the state ended for the task. */
    public boolean isEnd() {
        return flags == 0;
    }

    /** Whether this only says that the donor is alive, which has no effect on the state. */
    public boolean isKeepAlive() {
        return flags == KEEP_ALIVE;
    }

    /** Whether this is the recipient's acknowledgement. */
    public boolean isAcknowledgement() {
        return flags == ACKNOWLEDGED;
    }

    /** The answer of the recipient to this end of a state. */
    public StateDescriptor acknowledgement() {
        return new StateDescriptor(state, taskIndex, chunks, files, estimateBytes, estimateDiskBytes, ACKNOWLEDGED);
    }

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
        target.putInt(state.code()).putInt(taskIndex).putInt(chunks).putInt((int) files);
        target.putLong(estimateBytes).putLong(estimateDiskBytes).putShort((short) flags);
    }
}
