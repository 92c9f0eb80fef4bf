package io.mysqlclone.innodb.donor;

import java.util.ArrayList;
import java.util.List;

/**
 * A chunk while the scan passes over it: from the moment when its first member begins it to that when the last one has it.
 * Guarded by the lock of its {@link SharedScan}.
 */
final class Passage {
    private final int chunk;
    private final int blocks;
    private final long blockBytes;
    /** Bit b - 1: block b was read, or is being read. A chunk has 64 blocks at the most. */
    private long read;

    private final List<Reading> readers = new ArrayList<>();
    /** Members that have not begun it. */
    private int waiting;

    Passage(int chunk, int blocks, long bytes) {
        this.chunk = chunk;
        this.blocks = blocks;
        this.blockBytes = Math.ceilDiv(bytes, Math.max(1, blocks));
    }

    int chunk() {
        return chunk;
    }

    int blocks() {
        return blocks;
    }

    /** Bytes of a block, of which the last one may have fewer. */
    long blockBytes() {
        return blockBytes;
    }

    /** A member is going to take it. */
    void expect() {
        waiting++;
    }

    /** A member that was to take it does not, or begins now. */
    void expectNoMore() {
        waiting--;
    }

    void begin(Reading reader) {
        readers.add(reader);
    }

    void end(Reading reader) {
        readers.remove(reader);
    }

    /** Whether no member needs it any more. */
    boolean isOver() {
        return waiting == 0 && readers.isEmpty();
    }

    boolean isRead(int block) {
        return (read & bit(block)) != 0;
    }

    void read(int block) {
        read |= bit(block);
    }

    boolean isBegun() {
        return read != 0;
    }

    /** Whether somebody has read on behind a block. */
    boolean isReadBehind(int block) {
        return block < Long.SIZE && read >>> block != 0;
    }

    private static long bit(int block) {
        return 1L << (block - 1);
    }

    /** Whether anybody but {@code reader} lacks a block. */
    boolean isWantedByOthers(Reading reader, int block) {
        if (waiting > 0) {
            return true;
        }
        for (Reading other : readers) {
            if (other != reader && other.next() <= block) {
                return true;
            }
        }
        return false;
    }

    /** Bytes that were read and that somebody still needs: what the cache must hold. */
    long retained() {
        return retained(waiting > 0 ? 1 : first());
    }

    /** Bytes that it would have to hold for somebody who began now. */
    long retainedFromBegin() {
        return retained(1);
    }

    private long retained(int first) {
        return first > Long.SIZE ? 0 : Long.bitCount(read >>> (first - 1)) * blockBytes;
    }

    private int first() {
        int first = blocks + 1;
        for (Reading reader : readers) {
            first = Math.min(first, reader.next());
        }
        return first;
    }
}
