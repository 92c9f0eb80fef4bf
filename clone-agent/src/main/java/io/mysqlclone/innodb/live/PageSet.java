package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Pages of tablespaces, in their order, each once. A page is one number: its tablespace id in the upper half. Does not
 * change.
 */
final class PageSet {
    /** Most pages that are kept in mind, 128 MiB of numbers; 256 GiB of data with pages of 16 KiB. */
    private static final int MOST = 16 << 20;

    static final PageSet EMPTY = new PageSet(new long[0]);

    /** Ascending as unsigned numbers. */
    private final long[] keys;

    /** Flips the sign, so that the order of signed numbers is that of unsigned ones. */
    private static final long SIGN = Long.MIN_VALUE;

    private PageSet(long[] keys) {
        this.keys = keys;
    }

    static long key(long spaceId, long page) {
        return spaceId << 32 | page;
    }

    static long spaceId(long key) {
        return key >>> 32;
    }

    static long page(long key) {
        return key & 0xFFFF_FFFFL;
    }

    /** Any pages, in any order. */
    static PageSet of(LongStream pages) {
        return new PageSet(pages.map(key -> key ^ SIGN)
                .sorted()
                .distinct()
                .map(key -> key ^ SIGN)
                .toArray());
    }

    /**
     * As {@link Mysqld#changedPages} gives them: 8 bytes each.
     *
     * @param said how many there are
     */
    static PageSet read(Path file, long said) throws DonorException {
        try (FileChannel channel = FileWalk.open(file)) {
            long count = channel.size() / Long.BYTES;
            if (count < said) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        "the server's list of changed pages " + file + " has " + count + " of " + said
                                + " pages: is its disk full?");
            }
            if (count > MOST) {
                throw new DonorException(
                        DonorException.INTERNAL,
                        count + " pages were changed during the clone, more than the " + MOST
                                + " that can be: clone when the server is less busy");
            }
            long[] keys = new long[(int) count];
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            int next = 0;
            while (next < keys.length && channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.remaining() >= Long.BYTES && next < keys.length) {
                    keys[next++] = buffer.getLong();
                }
                buffer.compact();
            }
            return of(Arrays.stream(keys, 0, next));
        } catch (DonorException e) {
            throw e;
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.INTERNAL,
                    "the server's list of changed pages can't be read, run this as the server's user: "
                            + e.getMessage(),
                    e);
        }
    }

    /** In their order. */
    LongStream keys() {
        return Arrays.stream(keys);
    }

    int size() {
        return keys.length;
    }

    PageSet with(LongStream others) {
        return of(LongStream.concat(Arrays.stream(keys), others));
    }

    /** Those of the tablespaces that {@code wanted} accepts. */
    PageSet ofSpaces(LongPredicate wanted) {
        return new PageSet(
                Arrays.stream(keys).filter(key -> wanted.test(spaceId(key))).toArray());
    }
}
