package io.mysqlclone.innodb.donor;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far members of a scan may be apart: what they have read and others still need must stay in the page cache. Guarded by
 * the lock of its {@link SharedScan}.
 */
final class ScanWindow {
    /**
     * Of what the page cache can have, the part that members may be apart. In a trial it is twice as much, and more than half
     * the kernel does not keep of pages that are newly read.
     */
    private static final int PART = 6;

    /** The part of the window that those who are last may use when those ahead have taken all of it. */
    private static final int RESERVE = 8;

    /** The part of the window that may be needed more for one who comes. */
    private static final int WELCOME = 6;

    private static final long MEASURE = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier cache;
    private long bytes = Long.MAX_VALUE;
    private long measured = System.nanoTime() - MEASURE;

    /** @param cache bytes that the page cache can have, at the moment */
    ScanWindow(LongSupplier cache) {
        this.cache = cache;
    }

    /**
     * Looks at the page cache again, if that is some time ago.
     *
     * @param data bytes of the whole; there is no window where the cache has room for twice as much
     */
    void measure(long data) {
        long now = System.nanoTime();
        if (now - measured >= MEASURE) {
            measured = now;
            long room = cache.getAsLong();
            bytes = room / 2 >= data ? Long.MAX_VALUE : room / PART;
        }
    }

    /** Chunks that a member may read at a time: buffers of more connections would hide how far it is. */
    int chunksAtOnce() {
        return Math.clamp(bytes / (2 * ScanTrial.BUFFERS), 1, StaticDonor.MOST_TASKS);
    }

    /** Whether {@code more} may be kept beside {@code retained}, in a trial up to twice as much as else. */
    boolean fits(long retained, long more, boolean trial) {
        long most = trial && bytes != Long.MAX_VALUE ? 2 * bytes : bytes;
        return most - retained >= more;
    }

    /** Whether who is last may read on, of whose chunk {@code retained} bytes are kept, whatever else is. */
    boolean fitsLast(long retained, long more) {
        return retained <= Math.max(more, bytes / RESERVE - more);
    }

    /** Whether one who comes may begin with what would need {@code more} to be kept. */
    boolean fitsNewcomer(long retained, long more) {
        return more == 0 || (more <= bytes / WELCOME && bytes - retained >= more);
    }

    /** Whether members are close to each other. */
    boolean isAlmostEmpty(long retained) {
        return retained < bytes / 2;
    }
}
