package io.mysqlclone.recipient.run;

/**
 * Finds the number of connections at which more of them bring no more throughput. Looks at the rate over windows of a few
 * seconds, doubles the connections while that pays, and goes back to the number before when it does not: each one weighs on
 * the donor, whose users wait longer.
 */
final class Autotune {
    /** As many as a stock recipient uses at most by default ({@code clone_max_concurrency}). */
    static final int MAX_CONNECTIONS = 16;

    static final int SAMPLES_OF_MORE = 4;

    /** Twice the connections weigh on the donor, so a little more throughput does not pay. */
    private static final double WORTHWHILE = 1.25;

    /** How long one connection is left alone. A clone that is over before gains nothing from more. */
    enum Patience {
        /** A donor that encrypts or compresses does it in one thread a connection, which is its limit. */
        BUSY_DONOR(5),
        /** One that does neither is limited by its disk or the network, which one connection most often fills. */
        IDLE_DONOR(30);

        /** Of a second each. */
        private final int samples;

        Patience(int samples) {
            this.samples = samples;
        }

        int samples() {
            return samples;
        }
    }

    private final Patience patience;
    private int target = 1;
    private int before = 1;
    private boolean settled;
    private int samples;
    private double sum;
    private double bestRate;

    Autotune(Patience patience) {
        this.patience = patience;
    }

    /**
     * Takes the rate of the last second.
     *
     * @param connections data connections at work
     * @return how many there should be; fewer than there are when the last ones brought too little
     */
    int next(int connections, double bytesPerSecond) {
        if (settled || connections < target) {
            return target;
        }
        sum += bytesPerSecond;
        if (++samples < (target == 1 ? patience.samples() : SAMPLES_OF_MORE)) {
            return target;
        }
        double rate = sum / samples;
        samples = 0;
        sum = 0;
        if (rate < bestRate * WORTHWHILE) {
            target = before;
            settled = true;
        } else if (target >= MAX_CONNECTIONS) {
            settled = true;
        } else {
            bestRate = rate;
            before = target;
            target = Math.min(MAX_CONNECTIONS, target * 2);
        }
        return target;
    }
}
