package io.mysqlclone.kubectl.view;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.ArrayList;
import java.util.List;

/** All clones, as a table of a line each. */
public final class ManyClones {
    private static final int BAR = 20;
    private static final int BAR_COLUMN = BAR + 8;
    private static final int NARROW = 100;
    private static final String GAP = "  ";

    private ManyClones() {}

    private record Row(List<String> cells, boolean needy) {}

    /** Its lines; where bars fit they are drawn. */
    public static List<String> lines(List<MySQLClone> clones, boolean namespaces, Style style) {
        boolean bars = style.bounded() && style.width() >= NARROW;
        List<String> titles = List.of("NAME", "PHASE", "REASON", "PROGRESS", "BYTES", "RATE", "LEFT", "MESSAGE");
        List<Row> rows = clones.stream().map(clone -> row(clone, namespaces)).toList();
        int[] widths = new int[titles.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = titles.get(column).length();
            for (Row row : rows) {
                widths[column] =
                        Math.max(widths[column], row.cells().get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.paint(Style.BOLD, line(titles, widths, bars, style)));
        rows.forEach(row -> {
            String line = line(row.cells(), widths, bars, style);
            lines.add(row.needy() && !bars ? style.paint(Style.YELLOW, line) : line);
        });
        return lines.stream().map(style::fit).toList();
    }

    private static Row row(MySQLClone clone, boolean namespaces) {
        Facts facts = new Facts(clone);
        return new Row(
                List.of(
                        namespaces ? facts.fullName() : clone.getMetadata().getName(),
                        facts.phase(),
                        facts.reason(),
                        facts.progress().map(figures -> figures.percent() + "%").orElse(""),
                        facts.bytes(),
                        facts.rate(),
                        facts.left().replace(" left", ""),
                        facts.message().replaceAll("\\s+", " ")),
                !Need.of(clone).isEmpty());
    }

    private static String line(List<String> cells, int[] widths, boolean bars, Style style) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size() - 1; column++) {
            String cell = cells.get(column);
            if (bars && column == 3) {
                boolean percent = cell.endsWith("%");
                line.append(
                                percent
                                        ? Bar.of(Integer.parseInt(cell.replace("%", "")), BAR, style)
                                        : pad(cell, BAR_COLUMN))
                        .append(GAP);
            } else {
                line.append(pad(cell, widths[column])).append(GAP);
            }
        }
        return line.append(cells.getLast()).toString().stripTrailing();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
