package io.mysqlclone.operator.decide.set;

import io.mysqlclone.api.v1alpha1.set.MySQLCloneSetSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ordinals that a set names.
 *
 * @param ranges of them; empty: all that there are
 */
record Ordinals(List<Range> ranges) {

    /**
     * Some that follow each other.
     *
     * @param first of them
     * @param last of them; below the first: there are none
     */
    record Range(int first, int last) {}

    Ordinals {
        ranges = List.copyOf(ranges);
    }

    /** Of a text that the schema lets through. */
    static Ordinals of(String text) {
        return text.equals(MySQLCloneSetSpec.ALL)
                ? new Ordinals(List.of())
                : new Ordinals(Arrays.stream(text.split(",", -1))
                        .map(part -> part.split("-", -1))
                        .map(ends -> new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
                        .toList());
    }

    boolean areAll() {
        return ranges.isEmpty();
    }

    boolean contain(int ordinal) {
        return areAll() || ranges.stream().anyMatch(range -> ordinal >= range.first() && ordinal <= range.last());
    }

    /** Those that are named, in their order; none when all are meant. */
    IntStream named() {
        return ranges.stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                .sorted()
                .distinct();
    }
}
