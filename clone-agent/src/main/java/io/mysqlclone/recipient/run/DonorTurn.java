package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.Failures;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The turn at a donor that serves somebody else's clone: a donor serves one, and keeps no queue. It is asked again, less and
 * less often, because each time is a login there.
 */
final class DonorTurn {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    private final Duration patience;
    private final ProgressTracker progress;
    private final Clock clock;
    private Optional<Instant> since = Optional.empty();
    private int attempts;
    private Duration delay = FIRST_DELAY;

    /**
     * A turn that nobody waits for yet.
     *
     * @param patience how long it is waited for, from the first refusal on; zero: not at all
     */
    DonorTurn(Duration patience, ProgressTracker progress, Clock clock) {
        this.patience = patience;
        this.progress = progress;
        this.clock = clock;
    }

    /** Whether the donor has refused because of another clone, and may be asked again. */
    boolean isWorthWaiting(Throwable refusal) {
        return refusal instanceof DonorErrorException donor
                && donor.isBusy()
                && clock.instant().isBefore(deadline());
    }

    /** Waits before the donor is asked again. */
    void await(IOException refusal) throws InterruptedException {
        Instant begin = since.orElseGet(clock::instant);
        since = Optional.of(begin);
        attempts++;
        progress.waitingForDonor(begin);
        progress.event(new CloneEvent.WaitingForDonor(Failures.message(refusal), attempts, delay, deadline()));
        Thread.sleep(delay);
        Duration twice = delay.multipliedBy(2);
        delay = twice.compareTo(LONGEST_DELAY) < 0 ? twice : LONGEST_DELAY;
    }

    /** The donor has let this clone begin; another wait, after the loss of its snapshot, is a new one. */
    void came() {
        since = Optional.empty();
        attempts = 0;
        delay = FIRST_DELAY;
    }

    private Instant deadline() {
        return since.orElseGet(clock::instant).plus(patience);
    }
}
