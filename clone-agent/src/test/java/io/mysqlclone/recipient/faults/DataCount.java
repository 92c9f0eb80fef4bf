package io.mysqlclone.recipient.faults;

import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Counts file data on its way through a proxy. */
final class DataCount {
    private static final int FILE_COPY = 2;
    private static final int ESTIMATE_OFFSET = 3 + 28;

    private final AtomicLong fileCopyBytes = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong announced = new AtomicLong();

    /** Counts from now on; before any fault is asked for. */
    static DataCount of(FaultProxy proxy) {
        DataCount count = new DataCount();
        Predicate<Packet> never = packet -> {
            count.see(packet);
            return false;
        };
        proxy.onEveryPacket(never, new Fault.Freeze());
        return count;
    }

    private void see(Packet packet) {
        if (packet.isResponse(Packet.DATA)) {
            bytes.addAndGet(packet.length() - 1);
            if (packet.stage() == FILE_COPY) {
                fileCopyBytes.addAndGet(packet.length() - 1);
            }
        } else if (packet.startsStage(FILE_COPY)) {
            announced.set(packet.prefix().getLong(ESTIMATE_OFFSET));
        }
    }

    /** Bytes of all stages. */
    long bytes() {
        return bytes.get();
    }

    long fileCopyBytes() {
        return fileCopyBytes.get();
    }

    /** What the donor said it would send in FILE COPY. */
    long announcedFileCopyBytes() {
        return announced.get();
    }
}
