package io.mysqlclone.kubectl.view;

import java.util.Locale;

/** Numbers of bytes as people read them. */
final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double STEP = 1024;
    /** From here on a number needs no decimals to be read. */
    private static final double COARSE = 10;

    private Sizes() {}

    /** Such as 962 MiB or 1.4 GiB. */
    static String text(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || amount >= COARSE ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }
}
