package io.mysqlclone.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class RowResultsTest {

    @Test
    void theRatioIsThatOfTheSameRound() {
        RowResults row = Sample.row(Sample.PLAIN, new double[] {10, 5}, new double[] {4, 8}, new double[] {2, 3});
        assertThat(row.ratio(Figure.WALL)).contains(new Spread(1.5, 0.5, 2));
    }

    @Test
    void theSpreadIsOfOneSide() {
        RowResults row = Sample.row(Sample.PLAIN, new double[] {10, 5}, new double[] {4, 8}, new double[] {2, 3});
        assertThat(row.spread(Side.NATIVE, Figure.WALL)).contains(new Spread(4, 2, 10));
        assertThat(row.spread(Side.AGENT, Figure.WALL)).contains(new Spread(5, 3, 8));
    }

    @Test
    void theRoundToWarmUpDoesNotCount() {
        List<Run> runs =
                new ArrayList<>(Sample.row(Sample.PLAIN, new double[] {10, 5}).runs());
        runs.addFirst(Sample.run(Side.AGENT, 0, 1000));
        runs.addFirst(Sample.run(Side.NATIVE, 0, 1));
        RowResults row = new RowResults(Sample.PLAIN, 0, 0, runs, List.of());
        assertThat(row.spread(Side.AGENT, Figure.WALL)).contains(new Spread(5, 5, 5));
        assertThat(row.ratio(Figure.WALL)).contains(new Spread(0.5, 0.5, 0.5));
    }

    @Test
    void aFigureThatTheMachineCannotMeasureIsAbsent() {
        RowResults row = new RowResults(
                Sample.PLAIN,
                0,
                0,
                List.of(
                        new Run(Side.NATIVE, 1, true, 1, Map.of(Figure.WALL.key(), 1.0)),
                        new Run(Side.AGENT, 1, true, 1, Map.of(Figure.WALL.key(), 2.0))),
                List.of());
        assertThat(row.spread(Side.AGENT, Figure.GROUP_PEAK)).isEmpty();
        assertThat(row.ratio(Figure.GROUP_PEAK)).isEmpty();
    }

    @Test
    void nothingDividedByNothingIsNoRatio() {
        assertThat(Sample.row(Sample.PLAIN, new double[] {0, 0}, new double[] {0, 1})
                        .ratio(Figure.WALL))
                .isEmpty();
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(DoubleStream.of(9, 1, 4, 2))).contains(new Spread(3, 1, 9));
        assertThat(Spread.of(DoubleStream.empty())).isEmpty();
    }
}
