package io.mysqlclone.innodb.live;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** Where pages are in a spool. Does not change. */
final class SpooledPages {
    static final SpooledPages NONE = new SpooledPages(new long[0], new long[0]);

    private final long[] keys;
    private final long[] offsets;

    /**
     * Some pages.
     *
     * @param keys as of a {@link PageSet}; not copied
     * @param offsets of each, in the same order; not copied
     */
    SpooledPages(long[] keys, long[] offsets) {
        this.keys = keys;
        this.offsets = offsets;
    }

    /** The page at a place in their order, as in a {@link PageSet}. */
    long key(int at) {
        return keys[at];
    }

    /** Where that is. */
    long offsetAt(int at) {
        return offsets[at];
    }

    LongStream keys() {
        return Arrays.stream(keys);
    }

    /** With those of {@code newer}, which count where both have a page. */
    SpooledPages with(SpooledPages newer) {
        if (newer.keys.length == 0) {
            return this;
        }
        long[] allKeys = new long[keys.length + newer.keys.length];
        long[] allOffsets = new long[allKeys.length];
        int count = 0;
        int left = 0;
        int right = 0;
        while (left < keys.length || right < newer.keys.length) {
            int order = left == keys.length
                    ? 1
                    : right == newer.keys.length ? -1 : Long.compareUnsigned(keys[left], newer.keys[right]);
            if (order < 0) {
                allKeys[count] = keys[left];
                allOffsets[count++] = offsets[left++];
            } else {
                allKeys[count] = newer.keys[right];
                allOffsets[count++] = newer.offsets[right++];
                left += order == 0 ? 1 : 0;
            }
        }
        return new SpooledPages(Arrays.copyOf(allKeys, count), Arrays.copyOf(allOffsets, count));
    }

    int size() {
        return keys.length;
    }

    /** Where a page is; empty when it is not there. */
    OptionalLong offset(long key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(keys[middle], key);
            if (order == 0) {
                return OptionalLong.of(offsets[middle]);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return OptionalLong.empty();
    }

    /** Those of some tablespaces. */
    SpooledPages ofSpaces(LongPredicate wanted) {
        long[] someKeys = new long[keys.length];
        long[] someOffsets = new long[keys.length];
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            if (wanted.test(PageSet.spaceId(keys[i]))) {
                someKeys[count] = keys[i];
                someOffsets[count++] = offsets[i];
            }
        }
        return new SpooledPages(Arrays.copyOf(someKeys, count), Arrays.copyOf(someOffsets, count));
    }
}
