package io.mysqlclone.storage;

import java.util.Locale;

/** Amounts of bytes for a person. */
public final class BinarySize {
    private static final String UNITS = "KMGTPE";

    private BinarySize() {}

    /** Three significant digits and a binary unit: {@code 512 B}, {@code 1.02 GiB}. */
    public static String of(long bytes) {
        int power = 0;
        double value = (double) bytes;
        // 999.5 would be printed with four digits
        while (value >= 999.5 && power < UNITS.length()) {
            value /= 1024;
            power++;
        }
        if (power == 0) {
            return String.format(Locale.ROOT, "%.0f B", value);
        }
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %ciB", value, UNITS.charAt(power - 1));
    }
}
