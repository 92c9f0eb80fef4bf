package io.mysqlclone.innodb.descriptor;

import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a recipient has of the current state. A chunk that was not begun is untouched; one that was begun is incomplete
 * if listed, else complete.
 *
 * <p>Never claims more than is durable: a donor does not send a claimed block again.
 */
public final class ChunkProgress {
    /** Most incomplete chunks that a donor takes. */
    public static final int MAX_INCOMPLETE = 256;

    private static final int WORD_BITS = 32;

    private final NavigableMap<Integer, Integer> incomplete;
    private final BitSet begun;
    private final int words;

    private ChunkProgress(NavigableMap<Integer, Integer> incomplete, BitSet begun, int words) {
        this.incomplete = incomplete;
        this.begun = begun;
        this.words = words;
    }

    /**
     * Copies its arguments.
     *
     * @param incomplete chunk number (from 1) to number of blocks stored, of begun chunks that are not complete
     * @param begun bit c - 1 is set for chunk c once its first block was taken
     * @param chunks number of chunks in the state
     * @throws IllegalArgumentException if these contradict one another
     */
    public static ChunkProgress of(Map<Integer, Integer> incomplete, BitSet begun, int chunks) {
        if (chunks < 0 || begun.length() > chunks) {
            throw new IllegalArgumentException("chunk " + begun.length() + " begun of " + chunks + " chunks");
        }
        if (incomplete.size() > MAX_INCOMPLETE) {
            throw new IllegalArgumentException(
                    incomplete.size() + " chunks are incomplete, the donor takes " + MAX_INCOMPLETE);
        }
        incomplete.forEach((chunk, blocks) -> {
            if (chunk < 1 || blocks < 0 || !begun.get(chunk - 1)) {
                throw new IllegalArgumentException(
                        "chunk " + chunk + " is incomplete with " + blocks + " blocks but was not begun");
            }
        });
        int words = chunks / WORD_BITS + (chunks % WORD_BITS == 0 ? 0 : 1);
        return new ChunkProgress(new TreeMap<>(incomplete), (BitSet) begun.clone(), words);
    }

    /** Chunk number to number of blocks stored, ascending; a copy. */
    public NavigableMap<Integer, Integer> incomplete() {
        return new TreeMap<>(incomplete);
    }

    /** Bit c - 1 stands for chunk c; a copy. */
    public BitSet begun() {
        return (BitSet) begun.clone();
    }

    /** Length in bytes. */
    int encodedLength() {
        return 4 + 8 * incomplete.size() + 4 + 4 * words;
    }

    /** Writes at the position of {@code target}, which is big endian. */
    void encode(ByteBuffer target) {
        target.putInt(incomplete.size());
        incomplete.forEach((chunk, blocks) -> target.putInt(chunk).putInt(blocks));
        target.putInt(words);
        long[] bits = begun.toLongArray();
        for (int word = 0; word < words; word++) {
            long pair = word / 2 < bits.length ? bits[word / 2] : 0;
            target.putInt((int) (pair >>> (WORD_BITS * (word % 2))));
        }
    }

    /** Reads from {@code offset} to the end of the descriptor. */
    static ChunkProgress decode(DescriptorReader reader, int offset) throws MalformedMessageException {
        reader.leastLength(offset + 8);
        int count = reader.u32(offset, "number of incomplete chunks", MAX_INCOMPLETE);
        int wordsAt = offset + 4 + 8 * count;
        reader.leastLength(wordsAt + 4);
        int words = reader.u32(wordsAt, "number of bitmap words", Integer.MAX_VALUE / WORD_BITS);
        int present = reader.length() - wordsAt - 4;
        if (present != 4L * words) {
            throw reader.malformed("number of bitmap words", words, present / 4.0 + " words, which are there");
        }
        long[] bits = new long[words / 2 + words % 2];
        for (int word = 0; word < words; word++) {
            bits[word / 2] |= reader.u32(wordsAt + 4 + 4 * word) << (WORD_BITS * (word % 2));
        }
        BitSet begun = BitSet.valueOf(bits);
        NavigableMap<Integer, Integer> incomplete = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int at = offset + 4 + 8 * i;
            int chunk = reader.u32(at, "incomplete chunk", Integer.MAX_VALUE);
            int previous = incomplete.isEmpty() ? 0 : incomplete.lastKey();
            if (chunk <= previous || !begun.get(chunk - 1)) {
                throw reader.malformed("incomplete chunk", chunk, "a begun chunk after " + previous);
            }
            incomplete.put(chunk, reader.u32(at + 4, "blocks stored", Integer.MAX_VALUE));
        }
        return new ChunkProgress(incomplete, begun, words);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkProgress that
                && words == that.words
                && begun.equals(that.begun)
                && incomplete.equals(that.incomplete);
    }

    @Override
    public int hashCode() {
        return 31 * incomplete.hashCode() + begun.hashCode();
    }

    @Override
    public String toString() {
        return "ChunkProgress[" + begun.cardinality() + " begun, incomplete " + incomplete + "]";
    }
}
