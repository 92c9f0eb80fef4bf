package io.mysqlclone.recipient.run;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.remote.DonorErrorException;
import io.mysqlclone.recipient.remote.DonorSession;
import io.mysqlclone.recipient.remote.Failures;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** How a lost donor is tried again: how often, for how long, and what is said when that was in vain. */
final class Reconnection {
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    private final Duration timeout;
    private final ProgressTracker progress;
    private final Clock clock;
    private final Outages outages;

    Reconnection(Duration timeout, ProgressTracker progress, Clock clock) {
        this.timeout = timeout;
        this.progress = progress;
        this.clock = clock;
        this.outages = new Outages(timeout);
    }

    /**
     * The donor was lost.
     *
     * @param mark what differs whenever anything has been received
     */
    void lost(long mark) {
        outages.lost(mark, System.nanoTime());
    }

    /** Whether connections could be made for all the time there is, and nothing came over them. */
    boolean isFruitless() {
        return outages.areTooLong(System.nanoTime());
    }

    /** What {@link #isFruitless} means for the clone, which broke last for {@code reason}. */
    CloneFailure fruitless(String reason) {
        return new CloneFailure(
                CloneFailure.Kind.NETWORK,
                CloneFailure.Reason.OTHER,
                "nothing has come from the donor for " + timeout.toSeconds() + " s, over several connections (" + reason
                        + ")",
                StopSignal.GO_ON);
    }

    /** Waits before the first try: not at all, unless the last connection was of no use. */
    void pause() throws InterruptedException {
        Thread.sleep(outages.pause());
    }

    /**
     * Makes attempts until one succeeds, or the time is over, or it fails in a way that time does not heal.
     *
     * @param reason why the donor was lost
     * @throws FailsafeException the failure of the last attempt, for {@link #gaveUp}
     */
    DonorSession retrying(String reason, CheckedSupplier<DonorSession> attempt) {
        return retrying(reason, attempt, _ -> true);
    }

    /**
     * The same.
     *
     * @param heals of the failures that time heals, those that are waited for here
     */
    DonorSession retrying(String reason, CheckedSupplier<DonorSession> attempt, Predicate<IOException> heals) {
        Duration left = outages.left(System.nanoTime());
        Instant deadline = clock.instant().plus(left);
        progress.reconnecting(deadline);
        var policy = RetryPolicy.<DonorSession>builder()
                .handleIf(e -> e instanceof IOException io && (Failures.isOutage(io) || isBusy(io)) && heals.test(io))
                .withBackoff(FIRST_DELAY, LONGEST_DELAY)
                .withJitter(0.2)
                .withMaxRetries(-1)
                .withMaxDuration(left.compareTo(FIRST_DELAY) > 0 ? left : FIRST_DELAY.plusMillis(1))
                .onRetryScheduled(event -> progress.event(new CloneEvent.Reconnecting(
                        event.getLastException() instanceof IOException io ? Failures.message(io) : reason,
                        event.getAttemptCount(),
                        event.getDelay(),
                        deadline)))
                .build();
        return Failsafe.with(policy).get(attempt);
    }

    /** What the failure of {@link #retrying} means for the clone. */
    CloneFailure gaveUp(FailsafeException e, String reason) throws InterruptedException {
        return switch (e.getCause()) {
            case InterruptedException interrupted -> throw interrupted;
            case CloneFailure failure -> failure;
            case IOException io
            when Failures.isOutage(io) || isBusy(io) ->
                new CloneFailure(
                        CloneFailure.Kind.NETWORK,
                        CloneFailure.Reason.OTHER,
                        "the donor could not be reached again within " + timeout.toSeconds() + " s (" + reason
                                + "; last try: " + Failures.message(io)
                                + "), and what has been received so far is kept",
                        Optional.of(StopSignal.GO_ON),
                        OptionalInt.empty(),
                        io);
            case IOException io -> Failures.describe(io);
            case null, default -> throw e;
        };
    }

    /** The donor has not noticed yet that the old connections are gone. */
    static boolean isBusy(Throwable e) {
        return e instanceof DonorErrorException donor && donor.isBusy();
    }
}
