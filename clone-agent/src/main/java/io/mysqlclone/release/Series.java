package io.mysqlclone.release;

import java.util.Comparator;

/**
 * A release series.
 *
 * @param major e.g. 9 of 9.7
 * @param minor e.g. 7
 */
public record Series(int major, int minor) implements Comparable<Series> {
    private static final Comparator<Series> ORDER =
            Comparator.comparingInt(Series::major).thenComparingInt(Series::minor);

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
