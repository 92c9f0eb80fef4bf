package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.donor.CancelledException;
import java.io.IOException;
import java.util.Optional;

/** Lets other threads end a clone, wherever it is: in a round, waiting for the donor, or before the commit. */
final class StopSignal {
    private enum Wish {
        GO_ON,
        SUSPEND,
        CANCEL
    }

    private Wish wish = Wish.GO_ON;
    private Optional<Round> round = Optional.empty();
    private Optional<Thread> waiting = Optional.empty();

    synchronized void runningIn(Thread thread) {
        waiting = Optional.of(thread);
    }

    synchronized void ended() {
        waiting = Optional.empty();
        Thread.interrupted();
    }

    /**
     * From now on nothing is waited for, so that there is nothing to interrupt; what the thread then writes would suffer
     * from it.
     */
    synchronized void workingOnFiles() throws CloneFailure {
        check();
        waiting = Optional.empty();
    }

    /** A round begins; the signal now ends it. */
    synchronized void enter(Round entered) throws CloneFailure {
        check();
        round = Optional.of(entered);
    }

    synchronized void leaveRound() {
        round = Optional.empty();
    }

    synchronized void cancel() {
        wish = Wish.CANCEL;
        stop(new CancelledException());
    }

    synchronized void suspend() {
        if (wish == Wish.GO_ON) {
            wish = Wish.SUSPEND;
            stop(new IOException("suspended"));
        }
    }

    private void stop(IOException cause) {
        if (round.isPresent()) {
            round.get().fail(cause);
        } else {
            waiting.ifPresent(Thread::interrupt);
        }
    }

    /** @throws CloneFailure CANCELLED or SUSPENDED when that was asked for */
    synchronized void check() throws CloneFailure {
        if (wish != Wish.GO_ON) {
            // It has reached its aim, and would disturb the clean-up.
            waiting = Optional.empty();
            Thread.interrupted();
        }
        switch (wish) {
            case GO_ON -> {}
            case CANCEL ->
                throw new CloneFailure(
                        CloneFailure.Kind.CANCELLED, "the clone was cancelled; nothing of it is left in the target");
            case SUSPEND ->
                throw new CloneFailure(
                        CloneFailure.Kind.SUSPENDED,
                        "the clone was stopped; run the same command again to go on with it, before the donor drops"
                                + " the snapshot (clone_donor_timeout_after_network_failure, 5 minutes by default)");
        }
    }
}
