package io.mysqlclone.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A clone by the agent that was killed (SIGKILL) on its way, and the run that went on with it. Bytes are as the donor counts
 * them, before TLS and after compression.
 *
 * @param wholeBytes what the donor sends for a clone that nobody disturbs
 * @param killedAtBytes what it had sent when the first run was killed
 * @param sentBytes what it sent to both runs together
 * @param readBytes what the second run read from storage
 * @param wallSeconds of the second run
 */
public record Resume(double wholeBytes, double killedAtBytes, double sentBytes, double readBytes, double wallSeconds) {

    /** How far the first run was, 0 to 1. */
    @JsonIgnore
    public double killedAt() {
        return killedAtBytes / wholeBytes;
    }

    /** What was sent a second time, or in vain. */
    @JsonIgnore
    public double sentTwice() {
        return Math.max(0, sentBytes - wholeBytes);
    }
}
