package io.mysqlclone.donor;

import java.time.Duration;

/**
 * How far one recipient is.
 *
 * @param number the clone's number, counted from 1
 * @param host the recipient's address
 * @param stage as in {@code performance_schema.clone_progress}
 * @param connections data connections now
 * @param dataBytes bytes given in all stages, what was given twice counted twice
 * @param totalBytes estimate of all stages; 0 while unknown
 * @param networkBytes bytes sent on sockets
 * @param bytesPerSecond data rate over the last seconds
 * @param elapsed since the clone began
 */
public record RecipientProgress(
        int number,
        String host,
        State state,
        String stage,
        int connections,
        long dataBytes,
        long totalBytes,
        long networkBytes,
        long bytesPerSecond,
        Duration elapsed) {
    /** What a clone is doing. */
    public enum State {
        /** It has begun, and no data was asked for yet. */
        BEGUN,
        /** Data is sent, or an acknowledgement waited for. */
        RUNNING,
        /** Its connections are lost; it waits for the recipient. */
        IDLE
    }

    /** Part that is done, 0 to 100. */
    public double percent() {
        return totalBytes == 0 ? 0 : Math.min(100.0, 100.0 * dataBytes / totalBytes);
    }
}
