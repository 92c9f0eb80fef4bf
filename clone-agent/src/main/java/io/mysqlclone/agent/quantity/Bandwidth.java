package io.mysqlclone.agent.quantity;

import java.util.Locale;

/** Bytes per second in text. */
public final class Bandwidth {
    /** Completes the sentence "it must be ...". */
    public static final String ACCEPTED =
            "a bandwidth such as 512K/s, 100M/s or 1G/s, at least 64K/s, or 0 for no limit";

    /**
     * The smallest limit. A lower one is a forgotten unit: {@code clone_max_data_bandwidth = 100} means MiB per second,
     * here it would be 100 bytes.
     */
    public static final long MINIMUM = 64 << 10;

    private Bandwidth() {}

    /**
     * Reads a {@link ByteSize} that {@code /s} may follow.
     *
     * @return bytes per second; 0 is no limit
     * @throws IllegalArgumentException when {@code text} is something else; the message is {@link #ACCEPTED}
     */
    public static long parse(String text) {
        var size = text.strip();
        if (size.toLowerCase(Locale.ROOT).endsWith("/s")) {
            size = size.substring(0, size.length() - 2);
        }
        try {
            return checked(ByteSize.parse(size));
        } catch (IllegalArgumentException notASize) {
            throw new IllegalArgumentException(ACCEPTED, notASize);
        }
    }

    /**
     * Returns {@code bytesPerSecond} when it can be a limit.
     *
     * @throws IllegalArgumentException when not; the message is {@link #ACCEPTED}
     */
    public static long checked(long bytesPerSecond) {
        if (bytesPerSecond != 0 && bytesPerSecond < MINIMUM) {
            throw new IllegalArgumentException(ACCEPTED);
        }
        return bytesPerSecond;
    }

    /** As {@link ByteSize#format} with {@code /s}. */
    public static String format(double bytesPerSecond) {
        return ByteSize.format(Math.round(bytesPerSecond)) + "/s";
    }
}
