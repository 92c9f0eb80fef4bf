package io.mysqlclone.bench.report;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The section of results in {@code docs/benchmark.md}, between two comments; the rest of the page is left alone. */
public final class Page {
    static final String BEGIN = "<!-- results: begin (written by ./bench --publish; do not edit) -->";
    static final String END = "<!-- results: end -->";

    private static final List<Figure> SHOWN = List.of(
            Figure.WALL,
            Figure.RECIPIENT_CPU_PER_GB,
            Figure.DONOR_CPU,
            Figure.DONOR_READ,
            Figure.PEAK_RSS,
            Figure.WIRE_BYTES,
            Figure.FIRST_BYTE,
            Figure.COMMIT,
            Figure.QUERY_P50,
            Figure.QUERY_P99,
            Figure.CACHED_COPY,
            Figure.GROUP_PEAK,
            Figure.GROUP_CACHE);

    private Page() {}

    /**
     * Replaces the section and writes the plots to {@code img} beside the page.
     *
     * @param all results of one machine, whose rows are put together
     */
    public static void publish(List<Results> all, Path page) throws IOException {
        if (all.stream().map(Page::machineName).distinct().count() != 1) {
            throw new IllegalArgumentException("the results to publish are of different machines");
        }
        List<RowResults> rows =
                all.stream().flatMap(results -> results.rows().stream()).toList();
        Path images = Files.createDirectories(page.toAbsolutePath().resolveSibling("img"));
        Plot.write(rows, images);
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(page + " lacks the comments " + BEGIN + " and " + END);
        }
        Files.writeString(
                page, text.substring(0, begin + BEGIN.length()) + "\n" + section(all, rows) + text.substring(end));
    }

    private static String machineName(Results results) {
        return results.machine().processor()
                + results.machine().cores()
                + results.machine().kernel()
                + results.machine().mysql();
    }

    private static String section(List<Results> all, List<RowResults> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Results results : all) {
            lines.add("`./bench " + String.join(" ", results.arguments()) + "` on " + results.began() + ", clone-agent "
                    + results.version() + ":");
            lines.add("");
            Table.machine(results.machine(), results.limits()).forEach(line -> lines.add("- " + line));
            lines.add("");
        }
        lines.add("### The goals");
        lines.add("");
        lines.add("| what | goal | measured | met |");
        lines.add("|---|---|---|---|");
        for (Goals.Goal goal : Goals.of(rows)) {
            lines.add("| " + goal.what() + " | " + goal.wanted() + " | " + goal.measured() + " | " + goal.verdict()
                    + " |");
        }
        lines.add("");
        lines.add("![Wall time](img/wall-time.svg)");
        lines.add("");
        lines.add("![CPU time](img/cpu.svg)");
        lines.add("");
        lines.add("![Memory](img/memory.svg)");
        lines.add("");
        rows.forEach(row -> row(row, lines));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static void row(RowResults row, List<String> lines) {
        lines.add("### " + row.row());
        lines.add("");
        String rounds = "Rounds: " + row.rounds() + ". Median (minimum - maximum).";
        lines.add(
                row.row().from() == Row.From.MYSQLD
                        ? String.format(
                                Locale.ROOT,
                                "%s The donor's queries while nobody clones: p50 %.2f ms, p99 %.2f ms.",
                                rounds,
                                row.quietP50Millis(),
                                row.quietP99Millis())
                        : rounds);
        lines.add("");
        lines.add("| | MySQL's own recipient | clone-agent | clone-agent / MySQL |");
        lines.add("|---|---|---|---|");
        for (Figure figure : SHOWN) {
            lines.add("| " + figure.label() + " | " + cell(row, Side.NATIVE, figure) + " | "
                    + cell(row, Side.AGENT, figure) + " | "
                    + row.ratio(figure).map(Numbers::ratio).orElse("") + " |");
        }
        lines.add("");
        for (Resume resume : row.resumes()) {
            lines.add("A clone by clone-agent, " + Numbers.text(resume) + ".");
            lines.add("");
        }
    }

    private static String cell(RowResults row, Side side, Figure figure) {
        return row.spread(side, figure)
                .map(spread -> Numbers.text(figure, spread))
                .orElse("not measurable");
    }
}
