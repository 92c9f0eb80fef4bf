package io.mysqlclone.testbed.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** What has passed in one direction, and whether anything may. */
final class Flow {

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private volatile boolean frozen;

    long bytes() {
        return bytes.get();
    }

    long packets() {
        return packets.get();
    }

    /** Counts bytes and returns the new total. */
    long count(int forwarded) {
        return bytes.addAndGet(forwarded);
    }

    void countPacket() {
        packets.incrementAndGet();
    }

    boolean isFrozen() {
        return frozen;
    }

    void setFrozen(boolean value) {
        frozen = value;
    }
}
