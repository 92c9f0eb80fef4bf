package io.mysqlclone.agent.console;

import java.io.PrintStream;
import java.util.List;

/**
 * The last lines of a terminal, redrawn in place; other lines scroll by above them. The cursor rests below the area, so
 * that whatever else is printed (a shell's prompt, a stack trace) starts on a line of its own.
 */
final class LiveArea {
    private static final String ESC = "\u001b[";
    private static final String ERASE_LINE = ESC + "K";
    private static final String ERASE_BELOW = ESC + "J";

    private final PrintStream out;
    private List<Line> drawn = List.of();
    private int columnsDrawn = 1;

    LiveArea(PrintStream out) {
        this.out = out;
    }

    /** Shows {@code lines} in place of those shown before. */
    void draw(List<Line> lines, int columns) {
        var frame = new StringBuilder(up(columns));
        lines.forEach(line -> frame.append(line).append(ERASE_LINE).append('\n'));
        frame.append(ERASE_BELOW);
        drawn = List.copyOf(lines);
        columnsDrawn = columns;
        write(frame);
    }

    /** Prints {@code lines} above the area. */
    void print(List<String> lines, int columns) {
        var frame = new StringBuilder(up(columns)).append(ERASE_BELOW);
        lines.forEach(line -> frame.append(line).append('\n'));
        drawn.forEach(line -> frame.append(line).append('\n'));
        write(frame);
    }

    /** Removes what is shown. */
    void clear() {
        write(new StringBuilder(up(columnsDrawn)).append(ERASE_BELOW));
        drawn = List.of();
    }

    /** Leaves what is shown where it is; what follows goes below. */
    void leave() {
        drawn = List.of();
    }

    /** A window made narrower wraps the lines that were drawn for the wider one: they take more rows now. */
    private String up(int columns) {
        int rows = 0;
        for (var line : drawn) {
            rows += Math.max(1, Math.ceilDiv(line.length(), Math.max(1, columns)));
        }
        return rows == 0 ? "" : "\r" + ESC + rows + "A";
    }

    /** One write a frame, so that a frame is never seen half drawn. */
    private void write(StringBuilder frame) {
        out.print(frame);
        out.flush();
    }
}
