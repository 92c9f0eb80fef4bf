package io.mysqlclone.donor.session;

/** Bytes a second over the last few seconds, from how many there were when somebody asked. */
final class Rate {
    private static final long SECOND = 1_000_000_000;
    private static final double WEIGHT_OF_NEW = 0.4;

    private long lastBytes;
    private long lastNanos;
    private double smoothed;

    /** The rate at {@code now} ({@link System#nanoTime}), when {@code bytes} have passed in all. */
    long of(long bytes, long now) {
        if (lastNanos == 0) {
            lastNanos = now;
            lastBytes = bytes;
        } else if (now - lastNanos >= SECOND / 2) {
            double latest = (double) (bytes - lastBytes) * SECOND / (now - lastNanos);
            smoothed = smoothed == 0 ? latest : smoothed + WEIGHT_OF_NEW * (latest - smoothed);
            lastNanos = now;
            lastBytes = bytes;
        }
        return Math.round(smoothed);
    }
}
