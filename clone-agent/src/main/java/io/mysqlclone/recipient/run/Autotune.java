package io.mysqlclone.recipient.run;

/**
 * Finds the number of connections at which more of them bring no more throughput. Looks at the rate over windows of a
 * few samples, doubles the connections while that pays, and then stays where it is.
 */
final class Autotune {
    /** As many as a stock recipient uses at most by default ({@code clone_max_concurrency}). */
    static final int MAX_CONNECTIONS = 16;

    /** A clone that is over before stays with one connection: what more of them win it is not worth what they cost. */
    static final int SAMPLES_OF_ONE = 10;

    static final int SAMPLES_OF_MORE = 4;

    /** Twice the connections weigh on the donor, whose users wait longer, so a little more throughput does not pay. */
    private static final double WORTHWHILE = 1.25;

    private int target = 1;
    private boolean settled;
    private int samples;
    private double sum;
    private double bestRate;

    /**
     * Takes the rate of the last second.
     *
     * @param connections data connections at work
     * @return how many there should be
     */
    int next(int connections, double bytesPerSecond) {
        if (settled || connections < target) {
            return target;
        }
        sum += bytesPerSecond;
        if (++samples < (target == 1 ? SAMPLES_OF_ONE : SAMPLES_OF_MORE)) {
            return target;
        }
        double rate = sum / samples;
        samples = 0;
        sum = 0;
        if (rate < bestRate * WORTHWHILE || target >= MAX_CONNECTIONS) {
            settled = true;
        } else {
            bestRate = rate;
            target = Math.min(MAX_CONNECTIONS, target * 2);
        }
        return target;
    }
}
