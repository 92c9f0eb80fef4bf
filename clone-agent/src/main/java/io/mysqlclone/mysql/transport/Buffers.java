package io.mysqlclone.mysql.transport;

import java.nio.ByteBuffer;

/** Copies between buffers without allocating. */
public final class Buffers {
    private Buffers() {}

    /** Moves as many bytes as {@code src} has and {@code dst} has room for; returns how many. */
    public static int transfer(ByteBuffer src, ByteBuffer dst) {
        int count = Math.min(src.remaining(), dst.remaining());
        int from = src.position();
        int to = dst.position();
        dst.put(to, src, from, count);
        src.position(from + count);
        dst.position(to + count);
        return count;
    }
}
