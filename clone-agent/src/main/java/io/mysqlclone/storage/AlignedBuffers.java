package io.mysqlclone.storage;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Direct buffers that start on a page boundary, as O_DIRECT wants them. They are made once and reused. */
public final class AlignedBuffers {
    /** Every buffer starts at a multiple of this many bytes; enough for each file system that takes direct writes. */
    public static final int ALIGNMENT = Math.max(4096, LinuxFiles.pageSize());

    private AlignedBuffers() {}

    /** As {@link #allocate(Arena, int)}, for a buffer whose memory is given back some time after its last use. */
    public static ByteBuffer allocate(int size) {
        return allocate(Arena.ofAuto(), size);
    }

    /**
     * A zeroed direct buffer, position 0, limit {@code size}, big-endian.
     *
     * @param arena gives the memory back when it is closed
     * @param size bytes, 1 or more; the capacity is rounded up to {@link #ALIGNMENT}
     */
    public static ByteBuffer allocate(Arena arena, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("A buffer of " + size + " bytes was asked for");
        }
        int capacity = Math.multiplyExact(Math.ceilDiv(size, ALIGNMENT), ALIGNMENT);
        return arena.allocate(capacity, ALIGNMENT).asByteBuffer().limit(size);
    }
}
