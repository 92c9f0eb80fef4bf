package io.mysqlclone.recipient;

/**
 * Bandwidth limits over all connections of a clone together.
 *
 * @param dataBytesPerSecond limit on bytes written to files, at least {@link #LEAST}; 0 is no limit
 * @param networkBytesPerSecond limit on bytes received from the donor, at least {@link #LEAST}; 0 is
 *     no limit
 */
public record Limits(long dataBytesPerSecond, long networkBytesPerSecond) {
    public static final Limits NONE = new Limits(0, 0);

    /** A donor gives a connection up that takes nothing for a minute, so that a limit must let it move. */
    public static final long LEAST = 64 << 10;

    public Limits {
        check(dataBytesPerSecond);
        check(networkBytesPerSecond);
    }

    private static void check(long bytesPerSecond) {
        if (bytesPerSecond != 0 && bytesPerSecond < LEAST) {
            throw new IllegalArgumentException("a bandwidth limit of " + bytesPerSecond
                    + " bytes per second is too low; use at least 64 KiB per second, or 0 for no limit");
        }
    }
}
