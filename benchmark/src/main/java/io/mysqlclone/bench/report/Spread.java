package io.mysqlclone.bench.report;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Some measurements of one thing. With so few of them the extremes say more than a deviation. */
public record Spread(double median, double min, double max) {

    /** Of these values; absent when there are none. */
    public static Optional<Spread> of(DoubleStream values) {
        double[] sorted = values.toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
}
