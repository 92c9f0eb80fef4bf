package io.mysqlclone.testbed.proxy;

import java.time.Duration;

/** What happens when a packet passes that a test has waited for. */
public sealed interface Fault {

    /** How a connection ends, seen from its two ends. */
    enum Cut {
        /** An orderly end of stream. */
        FIN,
        /** A reset. */
        RST
    }

    /**
     * The connection ends after some bytes of the packet were forwarded.
     *
     * @param bytes how many, counted from the packet's 4-byte header; 0 cuts before the packet, a huge number after it
     */
    record CutAt(int bytes, Cut how) implements Fault {}

    /** All connections end before the packet. */
    record CutAll(Cut how) implements Fault {}

    /** This connection stays open, but nothing flows on it any more, in this direction, until the proxy is thawed. */
    record Freeze() implements Fault {}

    /** The packet waits. */
    record Delay(Duration time) implements Fault {}

    /** Something is done while the packet waits: kill a process, run DDL on the donor. */
    record Run(Runnable action) implements Fault {}

    /** One byte of the packet's payload is changed before it is forwarded; offsets below {@value Packet#PREFIX_BYTES} only. */
    record Corrupt(int offset, int xor) implements Fault {}
}
