package io.mysqlclone.recipient;

/**
 * Bandwidth limits over all connections of a clone together.
 *
 * @param dataBytesPerSecond limit on bytes written to files; 0 is no limit
 * @param networkBytesPerSecond limit on bytes received from the donor; 0 is no limit
 */
public record Limits(long dataBytesPerSecond, long networkBytesPerSecond) {
    public static final Limits NONE = new Limits(0, 0);

    public Limits {
        if (dataBytesPerSecond < 0 || networkBytesPerSecond < 0) {
            throw new IllegalArgumentException("a bandwidth limit is negative; use 0 for no limit");
        }
    }
}
