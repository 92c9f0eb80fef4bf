package io.mysqlclone.kubectl.view;

/** A bar of progress with its percent. */
final class Bar {
    private static final int WHOLE = 100;

    private Bar() {}

    static String of(int percent, int length, Style style) {
        int full = length * Math.clamp(percent, 0, WHOLE) / WHOLE;
        return style.pick("▕", "[")
                + style.paint(Style.GREEN, style.pick("█", "#").repeat(full))
                + style.paint(Style.DIM, style.pick("░", ".").repeat(length - full))
                + style.pick("▏", "]")
                + " %3d %%".formatted(percent);
    }
}
