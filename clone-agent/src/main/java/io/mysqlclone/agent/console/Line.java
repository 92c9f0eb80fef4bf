package io.mysqlclone.agent.console;

/** One line of a display, built left to right and cut at the width of the window; colours take no room. */
final class Line {
    private final Style style;
    private final int width;
    private final StringBuilder text = new StringBuilder();
    private int length;

    Line(Style style, int width) {
        this.style = style;
        this.width = width;
    }

    Line add(String more) {
        text.append(cut(more));
        return this;
    }

    Line add(String rendition, String more) {
        var fitting = cut(more);
        text.append(rendition.isEmpty() ? fitting : style.paint(rendition, fitting));
        return this;
    }

    /** Adds {@code more} when there is room for all of it. */
    Line addWhole(String rendition, String more) {
        return more.length() <= room() ? add(rendition, more) : this;
    }

    /** Blanks up to {@code column}. */
    Line tab(int column) {
        return add(" ".repeat(Math.max(0, column - length)));
    }

    /** Columns taken so far. */
    int length() {
        return length;
    }

    /** Columns left. */
    int room() {
        return width - length;
    }

    private String cut(String more) {
        var fitting = more.length() <= room() ? more : more.substring(0, Math.max(0, room()));
        length += fitting.length();
        return fitting;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
