package io.mysqlclone.agent.quantity;

import io.mysqlclone.storage.BinarySize;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** A number of bytes in text. {@code K}, {@code M}, {@code G} and {@code T} are powers of 1024, as in MySQL's options. */
public final class ByteSize {
    /** Completes the sentence "it must be ...". */
    public static final String ACCEPTED = "a size such as 64K, 4M, 4MiB or 1.5G (K, M, G, T are powers of 1024)";

    private static final String UNITS = "KMGTPE";
    private static final Pattern SYNTAX =
            Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?(?:([KMGT])i?)?B?", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    /**
     * Reads {@code 4194304}, {@code 4096K}, {@code 4M}, {@code 4Mi}, {@code 4MiB}, {@code 4MB} or {@code 0.5G}.
     *
     * @return bytes, 0 or more
     * @throws IllegalArgumentException when {@code text} is something else or more than 8 EiB; the message is
     *     {@link #ACCEPTED}
     */
    public static long parse(String text) {
        var match = SYNTAX.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(ACCEPTED);
        }
        var unit = match.group(2);
        int power = unit == null ? 0 : UNITS.indexOf(unit.toUpperCase(Locale.ROOT)) + 1;
        try {
            return new BigDecimal(match.group(1))
                    .multiply(BigDecimal.valueOf(1L << (10 * power)))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException(ACCEPTED, tooLarge);
        }
    }

    /** Three significant digits and a binary unit: {@code 512 B}, {@code 1.02 GiB}. */
    public static String format(long bytes) {
        return BinarySize.of(bytes);
    }
}
