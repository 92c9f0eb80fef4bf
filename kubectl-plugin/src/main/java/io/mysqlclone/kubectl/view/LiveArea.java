package io.mysqlclone.kubectl.view;

import java.io.PrintStream;
import java.util.List;

/** The last lines of a terminal, redrawn in place. The cursor rests below them, where a shell's prompt then is. */
public final class LiveArea {
    private static final String ESC = "\u001b[";
    private static final String COLOURS = "\u001b\\[[0-9;]*m";

    private final PrintStream out;
    private List<String> drawn = List.of();

    /** An area at the end of {@code out}. */
    public LiveArea(PrintStream out) {
        this.out = out;
    }

    /**
     * Shows {@code lines} in place of those shown before, as many as the window has room for.
     *
     * @param columns of the window now: one made narrower has wrapped the lines that were drawn for a wider one
     * @param rows of the window now: what has scrolled off cannot be drawn over
     */
    public void draw(List<String> lines, int columns, int rows) {
        int taken = drawn.stream()
                .mapToInt(line ->
                        Math.max(1, Math.ceilDiv(line.replaceAll(COLOURS, "").length(), Math.max(1, columns))))
                .sum();
        StringBuilder frame = new StringBuilder(taken == 0 ? "" : "\r" + ESC + Math.min(taken, rows - 1) + "A");
        drawn = List.copyOf(lines.subList(0, Math.clamp(rows - 1, 0, lines.size())));
        drawn.forEach(line -> frame.append(line).append(ESC).append("K\n"));
        frame.append(ESC).append('J');
        // One write, so that a frame is never seen half drawn.
        out.print(frame);
        out.flush();
    }
}
