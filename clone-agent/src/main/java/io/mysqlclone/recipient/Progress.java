package io.mysqlclone.recipient;

import io.mysqlclone.engine.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A clone at one moment.
 *
 * @param stage the current stage
 * @param state what the clone is doing, in the sense of a reason string
 * @param dataBytes bytes written to files so far, over all stages, including those of earlier processes
 * @param totalBytes estimate of the bytes of all stages announced so far; 0 while unknown
 * @param networkBytes bytes received from the donor by this process
 * @param bytesPerSecond current rate of {@code dataBytes}, smoothed over a few seconds
 * @param eta estimated time left; empty while unknown
 * @param connections data connections attached now
 * @param reconnects successful reconnections of this process
 * @param startedOver how often this process had to start from zero because the donor had dropped the snapshot, or it could
 *     not become complete
 * @param resumeDeadline while reconnecting, when it gives up
 * @param waitingSince while the donor serves somebody else's clone, since when it is waited for
 * @param donor which server the donor is; empty before it was reached
 * @param donorPace how it is slowed down for the donor's sake; empty when nobody has asked for that
 * @param pages what page verification has seen by now; empty when pages are not verified
 * @param stages one entry per stage, in order, also those not started
 */
public record Progress(
        Stage stage,
        State state,
        long dataBytes,
        long totalBytes,
        long networkBytes,
        double bytesPerSecond,
        Optional<Duration> eta,
        int connections,
        int reconnects,
        int startedOver,
        Optional<Instant> resumeDeadline,
        Optional<Instant> waitingSince,
        Optional<DonorIdentity> donor,
        Optional<DonorPace> donorPace,
        Optional<CloneResult.Pages> pages,
        List<StageProgress> stages) {

    public Progress {
        stages = List.copyOf(stages);
    }

    /** 0 to 100; 100 only when the clone is complete. */
    public double percent() {
        if (state == State.COMPLETED) {
            return 100;
        }
        return totalBytes == 0 ? 0 : Math.min(99.9, 100.0 * dataBytes / totalBytes);
    }

    /** What a clone is doing. */
    public enum State {
        CONNECTING,
        /** The donor serves somebody else's clone, and is asked again and again. */
        WAITING_FOR_DONOR,
        TRANSFERRING,
        RECONNECTING,
        COMMITTING,
        /** Everything is received; the commit waits until no mysqld runs. */
        WAITING_FOR_STOP,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    /**
     * One row as in {@code performance_schema.clone_progress}.
     *
     * @param threads data connections that took part
     * @param estimate bytes announced by the donor
     * @param data bytes written to files
     * @param network bytes received
     */
    public record StageProgress(
            Stage stage,
            StageState state,
            Optional<Instant> begin,
            Optional<Instant> end,
            int threads,
            long estimate,
            long data,
            long network) {}

    /** As the STATE column of {@code clone_progress}. */
    public enum StageState {
        NOT_STARTED,
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }
}
