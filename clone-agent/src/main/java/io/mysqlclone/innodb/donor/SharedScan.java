package io.mysqlclone.innodb.donor;

import io.mysqlclone.storage.PageCacheRoom;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets recipients go over the files together, so that what one has the disk read the others get from the page cache, and
 * never lets them be further apart than that cache holds.
 *
 * <p>The scan has one position, its head, which goes through all chunks and round again. A member takes chunks in the order
 * in which the scan passes them; one that has taken all that others have begun moves the head. Who comes later begins at
 * the head, and gets what was before it when the head comes round.
 *
 * <p>Between the first and the last member lies what has been read and is still needed. It is kept within a
 * <em>window</em>, a part of what the page cache can have: who would read beyond it waits for those behind. A member for
 * which others have waited too long {@linkplain ScanTrial falls out}: it reads the rest of its chunks and then what the scan
 * has just passed, alone, and is taken in again when it keeps up with the others or when they are gone. So each byte is
 * read once for all who keep up, and nobody is held back for long by one that does not. Where the cache has room for
 * everything nobody waits at all.
 *
 * <p>Thread safe. Nothing is kept but numbers: the memory is the kernel's cache.
 */
public final class SharedScan {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Chunks that the last member may be behind the first, whatever the cache has: each costs some memory of ours. */
    private static final int MOST_PASSAGES = 4096;

    private final ScanWindow window;
    private final ReentrantLock lock = new ReentrantLock();
    /** Somebody needs less of what was read, or nobody waits for somebody any more. */
    private final Condition nearer = lock.newCondition();
    /** A recipient has sent a chunk. */
    private final Condition done = lock.newCondition();

    private final IdentityHashMap<ChunkHandout, ScanMember> members = new IdentityHashMap<>();
    /** In the order in which the scan has come to them. */
    private final Map<Integer, Passage> passages = new LinkedHashMap<>();

    private final ScanTrial trial;
    private int head = 1;
    /** Bytes of all chunks that the head has come to. */
    private long moved;

    private long retained;
    /** Tasks that wait for those behind. */
    private int waiting;

    /**
     * A scan at its beginning.
     *
     * @param cache bytes that the page cache can have, at the moment
     * @param patience how long others wait for one who is behind before it is seen whether it is slow
     */
    SharedScan(LongSupplier cache, Duration patience) {
        this.window = new ScanWindow(cache);
        this.trial = new ScanTrial(patience);
    }

    /** A scan at its beginning, whose members are within what the page cache of this system can have. */
    public static SharedScan ofThisSystem() {
        return new SharedScan(PageCacheRoom.ofThisSystem()::bytes, PATIENCE);
    }

    /**
     * Gives a task its next chunk, which it closes when it has sent it.
     *
     * @return empty when its recipient has got all
     */
    public Optional<Share> next(ChunkHandout recipient) {
        lock.lock();
        try {
            if (recipient.isGiven()) {
                return Optional.empty();
            }
            window.measure(recipient.plan().bytes());
            ScanMember member = members.get(recipient);
            if (member == null) {
                member = new ScanMember(recipient);
                members.put(recipient, member);
                admit(member);
            } else if (!member.isInside() && (isEmpty() || member.keepsUp(moved))) {
                admit(member);
            }
            Optional<Share> share = member.isInside() ? take(member) : takeAlone(member);
            forgetIfDone(member);
            return share;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody goes with the scan. */
    private boolean isEmpty() {
        return members.values().stream().noneMatch(ScanMember::isInside);
    }

    /** Takes a member in: it gets what the scan has begun as far as that is still there, and goes on from the head. */
    private void admit(ScanMember member) {
        member.enter(System.nanoTime());
        trial.reset();
        for (Passage passage : passages.values()) {
            long more = passage.retainedFromBegin() - passage.retained();
            if (member.chunks().lacks(passage.chunk()) && window.fitsNewcomer(retained, more)) {
                expect(member, passage);
            }
        }
    }

    private void expect(ScanMember member, Passage passage) {
        retained -= passage.retained();
        passage.expect();
        retained += passage.retained();
        member.ahead().add(passage);
    }

    private Optional<Share> take(ScanMember member) {
        Passage next = member.ahead().poll();
        if (next != null) {
            retained -= next.retained();
            next.expectNoMore();
            Share share = share(member, next);
            retained += next.retained();
            return Optional.of(share);
        }
        OptionalInt chunk = atHead(member.chunks());
        if (chunk.isPresent()) {
            return Optional.of(share(member, begin(member, chunk.getAsInt())));
        }
        // All that it lacks is being read by others, too far ahead to be followed.
        return takeAlone(member);
    }

    /** The first chunk from the head on that the scan is not at. */
    private OptionalInt atHead(ChunkHandout chunks) {
        OptionalInt first = chunks.next(head);
        OptionalInt found = first;
        while (found.isPresent() && passages.containsKey(found.getAsInt())) {
            found = chunks.next(found.getAsInt() + 1);
            if (found.equals(first)) {
                return OptionalInt.empty();
            }
        }
        return found;
    }

    private Passage begin(ScanMember first, int chunk) {
        StagePlan plan = first.chunks().plan();
        if (passages.size() >= MOST_PASSAGES) {
            dismissLast(first);
        }
        head = chunk == plan.chunks() ? 1 : chunk + 1;
        Passage passage = new Passage(chunk, plan.blocks(chunk), plan.bytes(chunk));
        passages.put(chunk, passage);
        moved += plan.bytes(chunk);
        for (ScanMember other : members.values()) {
            if (other != first && other.isInside() && other.chunks().lacks(chunk)) {
                expect(other, passage);
            }
        }
        return passage;
    }

    private Share share(ScanMember member, Passage passage) {
        Share share = given(member, passage, true);
        passage.begin((Reading) share.turn());
        return share;
    }

    private Optional<Share> takeAlone(ScanMember member) {
        ChunkHandout chunks = member.chunks();
        OptionalInt chunk = chunks.previous(head - 1);
        if (chunk.isEmpty()) {
            return Optional.empty();
        }
        StagePlan plan = chunks.plan();
        Passage own = new Passage(chunk.getAsInt(), plan.blocks(chunk.getAsInt()), plan.bytes(chunk.getAsInt()));
        return Optional.of(given(member, own, false));
    }

    private Share given(ScanMember member, Passage passage, boolean shared) {
        int chunk = passage.chunk();
        int stored = member.chunks().stored(chunk);
        member.chunks().take(chunk);
        Reading reading = new Reading(this, member, passage, shared, stored + 1);
        member.readings().add(reading);
        return new Share(chunk, stored, reading);
    }

    /** Waits until a block may be read. */
    boolean await(Reading reading, int block, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!mayBegin(reading) || !admits(reading, block)) {
                if (left <= 0) {
                    return false;
                }
                boolean forOthers = mayBegin(reading);
                Condition changed = forOthers ? nearer : done;
                long longest = Math.min(left, LOOK);
                waiting += forOthers ? 1 : 0;
                try {
                    left -= longest - changed.awaitNanos(longest);
                } finally {
                    waiting -= forOthers ? 1 : 0;
                }
            }
            Passage passage = reading.passage();
            if (reading.isShared() && !passage.isRead(block)) {
                trial.at(System.nanoTime(), waiting > 0, members.values());
                retained -= passage.retained();
                passage.read(block);
                retained += passage.retained();
            }
            reading.begin();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayBegin(Reading reading) {
        return !reading.isShared() || reading.member().isAmongFirst(reading, window.chunksAtOnce());
    }

    private boolean admits(Reading reading, int block) {
        Passage passage = reading.passage();
        if (!reading.isShared()
                || passage.isRead(block)
                || !passage.isWantedByOthers(reading, block)
                || fits(reading)) {
            return true;
        }
        trial.at(System.nanoTime(), true, members.values());
        if (trial.isRunning() && !fits(reading)) {
            trial.end(System.nanoTime(), members.values(), window.chunksAtOnce())
                    .forEach(this::dismiss);
        }
        return !reading.isShared() || fits(reading);
    }

    private boolean fits(Reading reading) {
        Passage passage = reading.passage();
        long more = passage.blockBytes();
        // Who is last must be able to go on, or all would wait for it while it waits for them.
        return window.fits(retained, more, trial.isRunning())
                || (passage == passages.values().iterator().next() && window.fitsLast(passage.retained(), more));
    }

    /** The block was taken. */
    void sent(Reading reading) {
        lock.lock();
        try {
            Passage passage = reading.passage();
            retained -= reading.isShared() ? passage.retained() : 0;
            reading.advance();
            retained += reading.isShared() ? passage.retained() : 0;
            if (trial.isRunning() && window.isAlmostEmpty(retained)) {
                trial.cancel();
            }
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** The chunk was sent, or its connection is lost. */
    void done(Reading reading) {
        lock.lock();
        try {
            unshare(reading);
            reading.member().readings().remove(reading);
            forgetIfDone(reading.member());
            done.signalAll();
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void unshare(Reading reading) {
        if (reading.isShared()) {
            Passage passage = reading.passage();
            retained -= passage.retained();
            passage.end(reading);
            retained += passage.retained();
            reading.unshare();
            retire(passage);
        }
    }

    private void retire(Passage passage) {
        if (passage.isOver()) {
            retained -= passage.retained();
            passages.remove(passage.chunk(), passage);
        }
    }

    private void wake() {
        if (waiting > 0) {
            nearer.signalAll();
        }
    }

    /** The recipient is gone, or it begins anew. */
    public void leave(ChunkHandout recipient) {
        lock.lock();
        try {
            ScanMember member = members.get(recipient);
            if (member != null) {
                dismiss(member);
                members.remove(recipient);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfDone(ScanMember member) {
        if (member.readings().isEmpty() && member.chunks().isGiven()) {
            members.remove(member.chunks());
        }
    }

    private void expectNothing(ScanMember member) {
        for (Passage passage : member.ahead()) {
            retained -= passage.retained();
            passage.expectNoMore();
            retained += passage.retained();
            retire(passage);
        }
        member.ahead().clear();
    }

    private void dismiss(ScanMember member) {
        member.leave(moved);
        List.copyOf(member.readings()).forEach(this::unshare);
        expectNothing(member);
        done.signalAll();
        wake();
    }

    /** Who needs the oldest passage falls out. */
    private void dismissLast(ScanMember first) {
        Passage oldest = passages.values().iterator().next();
        for (ScanMember other : List.copyOf(members.values())) {
            if (other != first && other.isInside() && needs(other, oldest)) {
                dismiss(other);
            }
        }
    }

    private static boolean needs(ScanMember member, Passage passage) {
        return member.ahead().peek() == passage
                || member.readings().stream().anyMatch(reading -> reading.isShared() && reading.passage() == passage);
    }
}
