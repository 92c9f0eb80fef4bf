package io.mysqlclone.innodb.donor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Chooses chunks so that what one recipient has the disk read, others get from the page cache.
 *
 * <p>The scan has a head, which goes through all chunks and round again, and a short tail of chunks that were begun last.
 * A recipient gets the newest chunk of the tail that it lacks, because that is the least likely to have left the cache;
 * one that has all of the tail moves the head. The tail is short, about what is being read at the moment: who is served
 * from an older one would have the disk read it again, while all could have gone on together. So recipients of one speed read each chunk together; one who comes later
 * begins at the tail and gets what was before it when the head comes round; one who is slow finds the tail moved on, and
 * fetches what it missed alone, or with others who miss it too. Nobody waits for anybody, and nothing is kept but the
 * numbers: the memory is the kernel's cache, which is bounded.
 */
public final class SharedScan {
    /** Chunks in the tail, of 64 MiB with pages of 16 KiB, for each task of a recipient. */
    static final int TAIL = 2;

    private final Deque<Integer> tail = new ArrayDeque<>();
    private int head = 1;
    private int chunks;

    /**
     * Gives the next chunk to a recipient.
     *
     * @param tasks of the recipient, each of which reads one chunk at a time
     * @return empty when it has got all
     */
    public synchronized OptionalInt next(ChunkHandout recipient, int tasks) {
        chunks = recipient.plan().chunks();
        for (int chunk : tail) {
            if (recipient.lacks(chunk)) {
                recipient.take(chunk);
                return OptionalInt.of(chunk);
            }
        }
        OptionalInt next = recipient.next(head);
        if (next.isPresent()) {
            recipient.take(next.getAsInt());
            begin(next.getAsInt(), TAIL * Math.max(1, tasks));
        }
        return next;
    }

    private void begin(int chunk, int longest) {
        head = chunk == chunks ? 1 : chunk + 1;
        tail.addFirst(chunk);
        while (tail.size() > longest) {
            tail.removeLast();
        }
    }
}
