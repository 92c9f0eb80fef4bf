package io.mysqlclone.bench.report;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The project's goals for its speed, each with what was measured. */
final class Goals {
    private static final double MEBIBYTE = 1 << 20;
    private static final int MANY_TABLES = 10_000;

    private final List<RowResults> rows;

    private Goals(List<RowResults> rows) {
        this.rows = rows;
    }

    /**
     * A goal.
     *
     * @param verdict yes, no, or that no row of the matrix shows it
     */
    record Goal(String what, String wanted, String measured, String verdict) {}

    /** A value with the row it is the worst of. */
    private record Found(double value, String text) {}

    static List<Goal> of(List<RowResults> rows) {
        return new Goals(rows).all();
    }

    private List<Goal> all() {
        return List.of(
                ratio("wall time, no TLS, default settings", 0.83, Figure.WALL, Goals::isPlain),
                ratio("wall time, every row", 1.0, Figure.WALL, row -> true),
                goal("wall time with verified TLS, beside MySQL's without TLS", "at most 1.00", 1.0, tlsBesidePlain()),
                ratio(
                        "CPU time of the recipient per GB, pages not verified",
                        0.8,
                        Figure.RECIPIENT_CPU_PER_GB,
                        row -> !row.verifyPages()),
                ratio(
                        "CPU time of the recipient per GB, page checksums verified",
                        1.0,
                        Figure.RECIPIENT_CPU_PER_GB,
                        Row::verifyPages),
                agent("peak resident memory, every row", "at most 64 MiB", 64 * MEBIBYTE, Figure.PEAK_RSS),
                agent("start of the process to the first byte", "at most 0.4 s", 0.4, Figure.FIRST_BYTE),
                ratio(
                        "wall time, 10,000 tables",
                        1.0,
                        Figure.WALL,
                        row -> row.data().tables() >= MANY_TABLES),
                ratio("CPU time of the donor", 1.0, Figure.DONOR_CPU, row -> true),
                ratio("99th percentile of the donor's queries", 1.0, Figure.QUERY_P99, row -> true),
                goal(
                        "resume after kill -9 at 90 %",
                        "at most 64 MiB sent twice, and no full read", 64 * MEBIBYTE, resume()),
                agent(
                        "page cache charged to the recipient's memory group",
                        "at most 64 MiB, whatever the size of the data",
                        64 * MEBIBYTE,
                        Figure.GROUP_CACHE));
    }

    /** Rows with the settings that a user gets by default, but for TLS. */
    private static boolean isPlain(Row row) {
        return row.from() == Row.From.MYSQLD
                && row.tls() == Row.Tls.OFF
                && row.compression() == Row.Compression.NONE
                && row.concurrency().equals(Row.AUTO)
                && row.verifyPages()
                && !row.load()
                && row.data().tables() < MANY_TABLES;
    }

    private static Goal ratioGoal(String what, double most, Optional<Found> found) {
        return goal(what, String.format(Locale.ROOT, "at most %.2f of MySQL's", most), most, found);
    }

    private Goal ratio(String what, double most, Figure figure, Predicate<Row> which) {
        return ratioGoal(
                what,
                most,
                worst(
                        which,
                        row -> row.ratio(figure)
                                .map(spread -> new Found(spread.median(), Numbers.ratio(spread) + at(row)))));
    }

    private Goal agent(String what, String wanted, double most, Figure figure) {
        return goal(
                what,
                wanted,
                most,
                worst(
                        row -> true,
                        row -> row.spread(Side.AGENT, figure)
                                .map(spread -> new Found(spread.max(), Numbers.text(figure, spread.max()) + at(row)))));
    }

    private Optional<Found> tlsBesidePlain() {
        Optional<RowResults> plain =
                rows.stream().filter(row -> isPlain(row.row())).findFirst();
        Optional<RowResults> verified = rows.stream()
                .filter(row -> plain.isPresent()
                        && row.row().equals(withTls(plain.get().row())))
                .findFirst();
        return verified.flatMap(row -> row.spread(Side.AGENT, Figure.WALL))
                .flatMap(agent -> plain.orElseThrow()
                        .spread(Side.NATIVE, Figure.WALL)
                        .map(mysql -> {
                            double ratio = agent.median() / mysql.median();
                            return new Found(ratio, String.format(Locale.ROOT, "%.2f (of medians)", ratio));
                        }));
    }

    /** What is sent twice and what is read have the same limit. */
    private Optional<Found> resume() {
        return worst(
                row -> true,
                row -> row.resumes().stream()
                        .map(resume -> new Found(
                                Math.max(resume.sentTwice(), resume.readBytes()), Numbers.text(resume) + at(row)))
                        .max(Comparator.comparingDouble(Found::value)));
    }

    private static Row withTls(Row row) {
        return new Row(
                row.data(),
                row.from(),
                Row.Tls.VERIFIED,
                row.compression(),
                row.load(),
                row.concurrency(),
                row.verifyPages());
    }

    private Optional<Found> worst(Predicate<Row> which, Function<RowResults, Optional<Found>> value) {
        return rows.stream()
                .filter(row -> which.test(row.row()))
                .map(value)
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(Found::value));
    }

    private String at(RowResults row) {
        return rows.size() == 1 ? "" : ": " + row.row();
    }

    private static Goal goal(String what, String wanted, double most, Optional<Found> found) {
        return new Goal(
                what,
                wanted,
                found.map(Found::text).orElse(""),
                found.map(value -> value.value() <= most ? "yes" : "no").orElse("no row shows it"));
    }
}
