package io.mysqlclone.gtid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Transaction numbers of one origin: intervals in ascending order, between any two of which a number is missing. */
record Intervals(List<Interval> list) {
    static final Intervals NONE = new Intervals(List.of());

    /**
     * Consecutive numbers.
     *
     * @param first the lowest one, at least 1
     * @param last the highest one, at least {@code first} and below {@link Long#MAX_VALUE}
     */
    record Interval(long first, long last) {
        Interval {
            if (first < 1 || last < first || last == Long.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "the numbers of a GTID interval are not 1 <= first <= last < 2^63-1");
            }
        }
    }

    Intervals {
        list = List.copyOf(list);
    }

    /** Intervals in any order, which may overlap. */
    static Intervals of(List<Interval> unordered) {
        List<Interval> ordered = new ArrayList<>(unordered);
        ordered.sort(Comparator.comparingLong(Interval::first));
        List<Interval> merged = new ArrayList<>();
        for (Interval next : ordered) {
            Interval before = merged.isEmpty() ? next : merged.removeLast();
            if (next.first() > before.last() + 1) {
                merged.add(before);
                merged.add(next);
            } else {
                merged.add(new Interval(before.first(), Math.max(before.last(), next.last())));
            }
        }
        return new Intervals(merged);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    Intervals union(Intervals other) {
        List<Interval> all = new ArrayList<>(list);
        all.addAll(other.list);
        return of(all);
    }

    /** What is here and not in {@code other}. */
    Intervals minus(Intervals other) {
        List<Interval> left = new ArrayList<>();
        int at = 0;
        for (Interval interval : list) {
            long next = interval.first();
            while (at < other.list.size() && other.list.get(at).last() < next) {
                at++;
            }
            for (int i = at; i < other.list.size() && other.list.get(i).first() <= interval.last(); i++) {
                Interval hole = other.list.get(i);
                if (hole.first() > next) {
                    left.add(new Interval(next, hole.first() - 1));
                }
                next = hole.last() + 1;
            }
            if (next <= interval.last()) {
                left.add(new Interval(next, interval.last()));
            }
        }
        return new Intervals(left);
    }

    /** As mysqld writes it: {@code 1-5:7}. */
    void appendTo(StringBuilder text) {
        for (Interval interval : list) {
            text.append(':').append(interval.first());
            if (interval.last() > interval.first()) {
                text.append('-').append(interval.last());
            }
        }
    }
}
