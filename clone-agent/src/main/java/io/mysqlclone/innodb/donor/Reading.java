package io.mysqlclone.innodb.donor;

import java.time.Duration;

/** One task's way through one chunk, with others or alone. Its state is guarded by the lock of the scan. */
final class Reading implements Turn {
    private final SharedScan scan;
    private final ScanMember member;
    private final Passage passage;
    private boolean shared;
    private int next;
    /** Blocks that were taken since the scan began to look at who is slow, or since the first one. */
    private int watched;

    private long watchedSince;
    private boolean sending;

    /**
     * A reading of a chunk.
     *
     * @param shared whether the scan waits for it, and it for others
     * @param next the first block that the recipient lacks
     */
    Reading(SharedScan scan, ScanMember member, Passage passage, boolean shared, int next) {
        this.scan = scan;
        this.member = member;
        this.passage = passage;
        this.shared = shared;
        this.next = next;
    }

    ScanMember member() {
        return member;
    }

    Passage passage() {
        return passage;
    }

    boolean isShared() {
        return shared;
    }

    /** It goes on alone. */
    void unshare() {
        shared = false;
    }

    /** The first block that was not taken yet. */
    int next() {
        return next;
    }

    /** The recipient is sent the next block. */
    void begin() {
        if (watched == 0 && !sending) {
            watchedSince = System.nanoTime();
        }
        sending = true;
    }

    /** It has taken it. */
    void advance() {
        sending = false;
        next++;
        watched++;
        member.took(passage.blockBytes());
    }

    void watch(long now) {
        watched = 0;
        watchedSince = now;
    }

    /** Bytes since {@link #watch} or the first block that were taken. */
    long watchedBytes() {
        return watched * passage.blockBytes();
    }

    /** Since when. */
    long watchedSince() {
        return watchedSince;
    }

    /** Whether the recipient is being sent a block that others have already, and more. */
    boolean isBehind() {
        return shared && sending && passage.isReadBehind(next);
    }

    @Override
    public boolean await(int block, Duration patience) throws InterruptedException {
        return scan.await(this, block, patience);
    }

    @Override
    public void sent() {
        scan.sent(this);
    }

    @Override
    public void close() {
        scan.done(this);
    }
}
