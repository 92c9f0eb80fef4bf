package io.mysqlclone.bench.report;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Row.Compression;
import io.mysqlclone.bench.Row.Content;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.Row.From;
import io.mysqlclone.bench.Row.Tls;
import io.mysqlclone.bench.Side;
import io.mysqlclone.bench.machine.Limits;
import io.mysqlclone.bench.machine.Machine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** Results with chosen numbers. */
final class Sample {
    static final DataSet DATA = new DataSet(4L << 30, Content.RANDOM, 8);
    static final Row PLAIN = new Row(DATA, From.MYSQLD, Tls.OFF, Compression.NONE, false, Row.AUTO, true);
    static final Row VERIFIED = new Row(DATA, From.MYSQLD, Tls.VERIFIED, Compression.NONE, false, Row.AUTO, true);

    private Sample() {}

    /** A clone whose figures are all {@code value}. */
    static Run run(Side side, int round, double value) {
        EnumMap<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            figures.put(figure, value);
        }
        return new Run(side, round, true, 100, Run.keyed(figures));
    }

    /** A row whose rounds have these figures, of MySQL's recipient and of the agent. */
    static RowResults row(Row row, double[]... rounds) {
        List<Run> runs = new ArrayList<>();
        for (int round = 1; round <= rounds.length; round++) {
            runs.add(run(Side.NATIVE, round, rounds[round - 1][0]));
            runs.add(run(Side.AGENT, round, rounds[round - 1][1]));
        }
        return new RowResults(row, 0.1, 0.5, runs, List.of());
    }

    /** A row with a clone that was killed at three quarters. */
    static RowResults resumed(double sentTwice, double read) {
        double whole = 1 << 30;
        return new RowResults(
                PLAIN, 0.1, 0.5, List.of(), List.of(new Resume(0.75, whole, 0.25 * whole + sentTwice, read, 2)));
    }

    static Results results(RowResults... rows) {
        return new Results(
                "2026-05-04T10:00:00Z",
                "0.1.0",
                List.of("--size", "4G"),
                new Machine("A & B <CPU>", 2, 24L << 30, "/dev/vda, ext4", "6.1", "OpenJDK 25", "9.7.4", true, 0.1),
                new Limits(1e9, 2e9, 3e9, 1.5e9, 4e9),
                List.of(rows));
    }
}
