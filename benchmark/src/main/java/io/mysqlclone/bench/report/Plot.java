package io.mysqlclone.bench.report;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Plots as SVG: for each row a bar for either side, as long as the median, with a whisker from minimum to maximum. */
public final class Plot {
    private static final int WIDTH = 900;
    private static final int LEFT = 12;
    private static final int BAR = 12;
    private static final int LABEL = 18;
    private static final int ROW = 58;
    private static final int TOP = 64;
    private static final int RIGHT = 170;
    private static final String TEXT = "#57606a";
    private static final String NATIVE = "#8c959f";
    private static final String AGENT = "#1f77b4";

    private Plot() {}

    /** Writes {@code wall-time.svg}, {@code cpu.svg} and {@code memory.svg} into an existing directory. */
    public static void write(List<RowResults> rows, Path directory) throws IOException {
        Files.writeString(directory.resolve("wall-time.svg"), svg("Wall time", Figure.WALL, rows));
        Files.writeString(directory.resolve("cpu.svg"), svg("CPU time of the recipient", Figure.RECIPIENT_CPU, rows));
        Files.writeString(
                directory.resolve("memory.svg"), svg("Peak resident memory of the recipient", Figure.PEAK_RSS, rows));
    }

    static String svg(String title, Figure figure, List<RowResults> rows) {
        double most = rows.stream()
                .flatMap(row -> Stream.of(Side.values()).map(side -> row.spread(side, figure)))
                .flatMap(Optional::stream)
                .mapToDouble(Spread::max)
                .max()
                .orElse(1);
        int height = TOP + rows.size() * ROW + 12;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">%n",
                WIDTH, height, WIDTH, height, TEXT));
        svg.append(format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", WIDTH, height));
        svg.append(format("<text x=\"12\" y=\"24\" font-size=\"16\">%s</text>%n", escaped(title)));
        svg.append(legend(12, NATIVE, "MySQL's own recipient")).append(legend(190, AGENT, "clone-agent"));
        svg.append(format(
                "<text x=\"%d\" y=\"46\" text-anchor=\"end\">ratio: median (minimum - maximum)</text>%n",
                WIDTH - LEFT));
        for (int i = 0; i < rows.size(); i++) {
            append(svg, rows.get(i), figure, most, TOP + i * ROW);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, RowResults row, Figure figure, double most, int top) {
        int bars = top + LABEL;
        svg.append(format(
                "<text x=\"%d\" y=\"%d\">%s</text>%n",
                LEFT, bars - 5, escaped(row.row().toString())));
        row.spread(Side.NATIVE, figure).ifPresent(spread -> svg.append(bar(spread, figure, most, bars, NATIVE)));
        row.spread(Side.AGENT, figure)
                .ifPresent(spread -> svg.append(bar(spread, figure, most, bars + BAR + 3, AGENT)));
        row.ratio(figure)
                .ifPresent(ratio -> svg.append(format(
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                        WIDTH - LEFT, bars + BAR + 5, Numbers.ratio(ratio))));
    }

    private static String bar(Spread spread, Figure figure, double most, int top, String colour) {
        double scale = (WIDTH - LEFT - RIGHT - 70) / most;
        double middle = top + BAR / 2.0;
        return format(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                        + "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#24292f\"/>%n"
                        + "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\">%s</text>%n",
                LEFT,
                top,
                spread.median() * scale,
                BAR,
                colour,
                LEFT + spread.min() * scale,
                middle,
                LEFT + spread.max() * scale,
                LEFT + spread.max() * scale + 6,
                middle + 4,
                Numbers.text(figure, spread.median()));
    }

    private static String legend(int x, String colour, String name) {
        return format(
                "<rect x=\"%d\" y=\"37\" width=\"%d\" height=\"%d\" fill=\"%s\"/><text x=\"%d\" y=\"47\">%s</text>%n",
                x, BAR, BAR, colour, x + BAR + 6, escaped(name));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
