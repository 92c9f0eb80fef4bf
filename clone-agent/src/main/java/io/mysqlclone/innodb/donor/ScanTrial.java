package io.mysqlclone.innodb.donor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Finds out which members of a scan are too slow for the others.
 *
 * <p>When those in front have waited for long, they are let go a bit further, in competition with those behind. Who was
 * slower than half of the quickest both then and in the time before falls out. The pace of those who wait can't be told
 * otherwise: it is that of the ones whom they wait for. A trial after which nobody falls out is not repeated soon.
 *
 * <p>Guarded by the lock of its {@link SharedScan}.
 */
final class ScanTrial {
    /** How many times slower than another a member may be. */
    static final int SLOWER = 2;

    /** One connection among several of a recipient may be this much slower than its share. */
    private static final int SLOWER_CONNECTION = 4;

    /**
     * What a connection takes at once after a pause, because the recipient has emptied its buffers meanwhile: it says nothing
     * of its speed. Linux lets sender and receiver have 10 MiB by default ({@code tcp_wmem}, {@code tcp_rmem}).
     */
    static final long BUFFERS = 12 << 20;

    /** How many times longer than at first it is waited at the most. */
    private static final int LONGER = 4;

    private final long shortest;
    /** Time in which somebody waited, less the time in which nobody did. */
    private long debt;
    /** How much debt there may be. */
    private long patience;

    private long last = System.nanoTime();
    private long watchedSince;
    private long triedSince;
    private boolean running;

    /** @param patience how long those in front wait before the first trial */
    ScanTrial(Duration patience) {
        this.shortest = patience.toNanos();
        this.patience = shortest;
    }

    /** Whether those in front may go further than else. */
    boolean isRunning() {
        return running;
    }

    /** A member has come, and nothing is known of it. */
    void reset() {
        patience = shortest;
    }

    /**
     * The moment.
     *
     * @param waiting whether somebody has waited since it was called last
     */
    void at(long now, boolean waiting, Collection<ScanMember> members) {
        long passed = now - last;
        last = now;
        if (!waiting) {
            debt = Math.max(0, debt - passed);
            return;
        }
        if (debt == 0) {
            watchedSince = now;
            members.forEach(member -> member.watch(now));
        }
        debt += passed;
        if (!running && debt > patience) {
            running = true;
            triedSince = now;
            members.forEach(ScanMember::tryOut);
        }
    }

    /** Nobody is far behind any more. */
    void cancel() {
        running = false;
        debt = 0;
    }

    /**
     * Those in front have used what they were given.
     *
     * @param connections of a recipient that may send at a time
     * @return who falls out
     */
    List<ScanMember> end(long now, Collection<ScanMember> members, int connections) {
        running = false;
        debt = 0;
        long best = members.stream()
                .filter(ScanMember::isInside)
                .mapToLong(member -> member.triedBytes() - BUFFERS * sending(member, connections))
                .max()
                .orElse(0);
        // Where those in front had no room left to be let go it is not seen how quick they are, and who takes anything
        // is not
        // to blame.
        double rate = (double) Math.max(0, best) / Math.max(1, now - triedSince);
        double before = rate * (now - watchedSince);
        List<ScanMember> slow = members.stream()
                .filter(member -> member.isInside() && member.isBehind() && member.since() < watchedSince)
                .filter(member -> isSlow(member, best, before)
                        || isStuck(member, rate / SLOWER_CONNECTION / sending(member, connections), now))
                .toList();
        patience = slow.isEmpty() ? Math.min(LONGER * shortest, 2 * patience) : shortest;
        return slow;
    }

    private static int sending(ScanMember member, int connections) {
        return Math.clamp(member.shared(), 1, connections);
    }

    private static boolean isSlow(ScanMember member, long best, double before) {
        return SLOWER * member.triedBytes() < best && SLOWER * member.watchedBytes() < before;
    }

    /** Whether one of its connections has taken nothing, or nearly so; where no rate was seen, for longer. */
    private boolean isStuck(ScanMember member, double rate, long now) {
        long least = rate > 0 ? shortest : LONGER * shortest;
        return member.readings().stream().filter(Reading::isBehind).anyMatch(reading -> {
            long time = now - reading.watchedSince();
            return time > least && reading.watchedBytes() < Math.max(1, rate * time);
        });
    }
}
