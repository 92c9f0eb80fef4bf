package io.mysqlclone.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A clone by the agent that was killed (SIGKILL) on its way, and the run that went on with it. Sent bytes are as the donor
 * counts them, before TLS and after compression.
 *
 * @param killedAt share of the data that had been written when the first run was killed, 0 to 1
 * @param wholeBytes what the donor sends for a clone that nobody disturbs
 * @param sentBytes what it sent to the second run
 * @param readBytes what the second run read from storage
 * @param wallSeconds of the second run
 */
public record Resume(double killedAt, double wholeBytes, double sentBytes, double readBytes, double wallSeconds) {

    /** What was sent to the second run beyond the share that was missing. */
    @JsonIgnore
    public double sentTwice() {
        return Math.max(0, sentBytes - (1 - killedAt) * wholeBytes);
    }
}
