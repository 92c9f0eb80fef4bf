package io.mysqlclone.bench.report;

import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import io.mysqlclone.bench.machine.Limits;
import io.mysqlclone.bench.machine.Machine;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results on a terminal. */
public final class Table {
    private static final String LINE = "  %-38s %-31s %-31s %s%n";

    private Table() {}

    /** Prints everything: median, minimum and maximum of each figure, and the ratio of each round. */
    public static void print(Results results, PrintStream out) {
        out.println();
        machine(results.machine(), results.limits()).forEach(out::println);
        for (RowResults row : results.rows()) {
            out.println();
            out.println(row.row() + ": " + row.rounds() + (row.rounds() == 1 ? " round" : " rounds"));
            out.printf(
                    Locale.ROOT,
                    LINE,
                    "median (minimum - maximum)",
                    Side.NATIVE.label(),
                    Side.AGENT.label(),
                    "clone-agent / native");
            for (Figure figure : Figure.values()) {
                out.printf(
                        Locale.ROOT,
                        LINE,
                        figure.label(),
                        cell(row, Side.NATIVE, figure),
                        cell(row, Side.AGENT, figure),
                        row.ratio(figure).map(Numbers::ratio).orElse("-"));
            }
            if (row.row().from() == Row.From.MYSQLD) {
                out.printf(
                        Locale.ROOT,
                        "  the donor's queries while nobody clones: p50 %.2f ms, p99 %.2f ms%n",
                        row.quietP50Millis(),
                        row.quietP99Millis());
            }
            row.resumes().forEach(resume -> out.println("  clone-agent " + Numbers.text(resume)));
        }
        out.println();
    }

    static List<String> machine(Machine machine, Limits limits) {
        return List.of(
                machine.processor() + ", " + machine.cores() + " cores, " + ByteSize.format(machine.memoryBytes())
                        + " memory, " + machine.disk(),
                "Linux " + machine.kernel() + ", " + machine.java() + ", mysqld " + machine.mysql(),
                "load average before the first clone " + machine.loadAverage() + "; "
                        + (machine.dropsCaches()
                                ? "page cache dropped before each clone: the donor reads the disk"
                                : "page cache as it was: the donor's files may be in it"),
                "limits: disk write " + Numbers.rate(limits.diskWrite()) + " (four writers "
                        + Numbers.rate(limits.diskWriteFour()) + "), disk read " + Numbers.rate(limits.diskRead())
                        + ", both at once " + Numbers.rate(limits.diskCopy())
                        + ", loopback " + Numbers.rate(limits.loopback()));
    }

    private static String cell(RowResults row, Side side, Figure figure) {
        Optional<Spread> spread = row.spread(side, figure);
        return spread.map(found -> Numbers.text(figure, found)).orElse("-");
    }
}
