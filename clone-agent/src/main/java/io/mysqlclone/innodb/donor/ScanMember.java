package io.mysqlclone.innodb.donor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** A recipient to the scan. Guarded by the lock of its {@link SharedScan}. */
final class ScanMember {
    private final ChunkHandout chunks;
    /** What others have begun and it has not, in the order in which the scan passes. */
    private final Deque<Passage> ahead = new ArrayDeque<>();

    /** In the order in which they were begun. */
    private final Set<Reading> readings = new LinkedHashSet<>();

    private boolean inside;
    private long since;
    private long bytes;
    private long bytesWhenWatched;
    private long bytesWhenTried;
    private long bytesAlone;
    private long movedAlone;

    ScanMember(ChunkHandout chunks) {
        this.chunks = chunks;
    }

    ChunkHandout chunks() {
        return chunks;
    }

    Deque<Passage> ahead() {
        return ahead;
    }

    /** What its tasks read at the moment, shared or not. */
    Set<Reading> readings() {
        return readings;
    }

    /** Whether it goes with the scan. One that does not fetches its chunks alone. */
    boolean isInside() {
        return inside;
    }

    void enter(long now) {
        inside = true;
        since = now;
        bytesWhenWatched = bytes;
        bytesWhenTried = bytes;
    }

    /** When it came in last. */
    long since() {
        return since;
    }

    /**
     * It fell behind: what it has begun it reads to the end alone.
     *
     * @param moved bytes that the scan has come to so far
     */
    void leave(long moved) {
        inside = false;
        bytesAlone = bytes;
        movedAlone = moved;
    }

    /**
     * Whether it is as quick as the scan, or nearly so, since it left or was asked last.
     *
     * @param moved bytes that the scan has come to so far
     */
    boolean keepsUp(long moved) {
        // Stricter than when it fell out, lest it does so again at once.
        boolean quick = (bytes - bytesAlone) * 4 >= (moved - movedAlone) * 3;
        bytesAlone = bytes;
        movedAlone = moved;
        return quick;
    }

    /** Bytes were taken. */
    void took(long more) {
        bytes += more;
    }

    void watch(long now) {
        bytesWhenWatched = bytes;
        readings.forEach(reading -> reading.watch(now));
    }

    void tryOut() {
        bytesWhenTried = bytes;
    }

    long watchedBytes() {
        return bytes - bytesWhenWatched;
    }

    long triedBytes() {
        return bytes - bytesWhenTried;
    }

    /** How many of its chunks it reads with the others. */
    int shared() {
        return (int) readings.stream().filter(Reading::isShared).count();
    }

    /** Whether a reading is among the {@code most} that it began first. */
    boolean isAmongFirst(Reading reading, int most) {
        int before = 0;
        for (Reading each : readings) {
            if (each == reading) {
                return true;
            }
            if (each.isShared() && ++before == most) {
                return false;
            }
        }
        return true;
    }

    /** Whether others have read what it still needs. */
    boolean isBehind() {
        for (Passage passage : ahead) {
            if (passage.isBegun()) {
                return true;
            }
        }
        for (Reading reading : readings) {
            if (reading.isShared() && reading.passage().isReadBehind(reading.next())) {
                return true;
            }
        }
        return false;
    }
}
