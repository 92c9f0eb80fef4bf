package io.mysqlclone.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All clones of one row.
 *
 * @param row what was cloned and how
 * @param quietP50Millis median of the donor's queries while nobody clones
 * @param quietP99Millis their 99th percentile
 * @param runs in the order of time
 * @param resumes clones that were killed and gone on with
 */
public record RowResults(Row row, double quietP50Millis, double quietP99Millis, List<Run> runs, List<Resume> resumes) {

    /** A figure over the rounds of one side; absent when the machine could not measure it. */
    public Optional<Spread> spread(Side side, Figure figure) {
        return Spread.of(measured(side)
                .flatMap(run -> run.figure(figure).stream().boxed())
                .mapToDouble(value -> value));
    }

    /** The agent's figure divided by MySQL's of the same round, over all rounds that have both. */
    public Optional<Spread> ratio(Figure figure) {
        return Spread.of(IntStream.rangeClosed(1, rounds())
                .mapToObj(round -> ratio(figure, round))
                .flatMap(Optional::stream)
                .mapToDouble(ratio -> ratio)
                .filter(Double::isFinite));
    }

    /** The number of the last round. */
    @JsonIgnore
    public int rounds() {
        return runs.stream().mapToInt(Run::round).max().orElse(0);
    }

    private Optional<Double> ratio(Figure figure, int round) {
        return figure(Side.AGENT, figure, round)
                .flatMap(agent -> figure(Side.NATIVE, figure, round).map(mysql -> agent / mysql));
    }

    private Optional<Double> figure(Side side, Figure figure, int round) {
        return measured(side)
                .filter(run -> run.round() == round)
                .map(run -> run.figures().get(figure.key()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private Stream<Run> measured(Side side) {
        return runs.stream().filter(run -> run.side() == side && run.round() > 0);
    }
}
