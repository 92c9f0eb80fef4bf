package io.mysqlclone.bench.report;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Side;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One clone.
 *
 * @param side who received it
 * @param round from 1; each side clones once in a round, in random order; 0 is a round to warm up, which no statistic uses
 * @param checked whether a mysqld was started on the copy and its tables compared with the donor's; a copy that differs ends
 *     the benchmark
 * @param donorQueries how many queries {@link Figure#QUERY_P99} is of
 * @param figures by {@link Figure#key}; those that the machine cannot measure are missing
 */
public record Run(Side side, int round, boolean checked, int donorQueries, Map<String, Double> figures) {

    /** Makes the map of a run from its figures. */
    public static Map<String, Double> keyed(EnumMap<Figure, Double> figures) {
        Map<String, Double> keyed = new LinkedHashMap<>();
        figures.forEach((figure, value) -> keyed.put(figure.key(), value));
        return keyed;
    }

    /** One of the figures. */
    public OptionalDouble figure(Figure figure) {
        Double value = figures.get(figure.key());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
