package io.mysqlclone.bench;

import io.mysqlclone.bench.report.Results;
import io.mysqlclone.bench.report.RowResults;
import io.mysqlclone.bench.report.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What {@code ./bench --quick} demands of a benchmark; nothing of it is a time. */
final class SmokeTest {
    /** The clocks of two processes, and milliseconds cut off, may make a short time negative. */
    private static final double CLOCK_ERROR = -0.01;

    private static final Set<Figure> NEVER_ZERO = EnumSet.of(
            Figure.WALL, Figure.PEAK_RSS, Figure.RSS_GROWTH, Figure.WIRE_BYTES, Figure.DONOR_SENT, Figure.QUERY_P99);

    private SmokeTest() {}

    /** Fails unless all that a benchmark has to leave is there. */
    static void check(Results results, Path json, Path out) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (RowResults row : results.rows()) {
            for (Side side : Side.values()) {
                if (row.runs().stream().noneMatch(run -> run.side() == side && run.round() > 0)) {
                    wrong.add(row.row() + ": no clone by " + side.label());
                }
            }
            for (Run run : row.runs()) {
                check(row, run, wrong);
            }
            if (!row.row().load()
                    && row.row().from() == Row.From.MYSQLD
                    && row.resumes().isEmpty()) {
                wrong.add(row.row() + ": no clone was killed and gone on with");
            }
        }
        if (!Results.read(json).equals(results)) {
            wrong.add(json + " does not hold what was measured");
        }
        if (Files.size(out.resolve("benchmark.txt")) == 0 || Files.size(out.resolve("wall-time.svg")) == 0) {
            wrong.add("there is no table or no plot in " + out);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("the benchmark is not complete: " + String.join("; ", wrong));
        }
    }

    /** What a clone has: without a server nobody asks it anything, without a network nothing is sent. */
    private static Set<Figure> measurable(Row row, Side side) {
        Set<Figure> all = EnumSet.allOf(Figure.class);
        Set<Figure> ofAServer = EnumSet.of(Figure.QUERY_P50, Figure.QUERY_P99, Figure.DONOR_SENT);
        switch (row.from()) {
            case MYSQLD -> {}
            case SERVE -> all.removeAll(ofAServer);
            case LOCAL -> {
                all.remove(Figure.WIRE_BYTES);
                all.remove(Figure.DONOR_SENT);
                if (side == Side.AGENT) {
                    all.removeAll(ofAServer);
                    all.removeAll(EnumSet.of(Figure.DONOR_CPU, Figure.DONOR_READ));
                }
            }
        }
        return all;
    }

    private static void check(RowResults row, Run run, List<String> wrong) {
        if (!run.checked()) {
            wrong.add(row.row() + ", " + run.side().label() + ": the copy was not checked");
        }
        for (Figure figure : measurable(row.row(), run.side())) {
            double value = run.figure(figure).orElse(figure.isEverywhere() ? Double.NaN : 0);
            if (Double.isNaN(value) || value < CLOCK_ERROR || (value == 0 && NEVER_ZERO.contains(figure))) {
                wrong.add(row.row() + ", " + run.side().label() + ": " + figure.label() + " is "
                        + (Double.isNaN(value) ? "missing" : value));
            }
        }
        double data = run.figure(Figure.DATA_BYTES).orElse(0);
        if (data < row.row().data().bytes()) {
            wrong.add(row.row() + ", " + run.side().label() + ": only " + data + " bytes of data were cloned");
        }
    }
}
