package io.mysqlclone.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Direct buffers that start on a page boundary, as O_DIRECT wants them. They are made once and reused. */
public final class AlignedBuffers {
    /** Every buffer starts at a multiple of this many bytes; enough for each file system that takes direct writes. */
    public static final int ALIGNMENT = Math.max(4096, LinuxFiles.pageSize());

    private static final AtomicLong ALLOCATED = new AtomicLong();

    private AlignedBuffers() {}

    /**
     * A zeroed direct buffer, position 0, limit {@code size}, big-endian.
     *
     * @param size bytes, 1 or more; the capacity is rounded up to {@link #ALIGNMENT}
     */
    public static ByteBuffer allocate(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("A buffer of " + size + " bytes was asked for");
        }
        int capacity = Math.multiplyExact(Math.ceilDiv(size, ALIGNMENT), ALIGNMENT);
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Math.addExact(capacity, ALIGNMENT)).alignedSlice(ALIGNMENT);
        ALLOCATED.addAndGet(capacity);
        return buffer.slice(0, capacity).limit(size);
    }

    /** Bytes handed out since the program started; buffers live as long as their connection, so this shows a leak. */
    public static long allocatedBytes() {
        return ALLOCATED.get();
    }
}
