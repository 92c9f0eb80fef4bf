package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.remote.CancelledException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Lets other threads end a clone, wherever it is: in a round, waiting for the donor, or waiting for the commit. */
final class StopSignal {
    private static final String CANCELLED = "the clone was cancelled; nothing of it is left in the target";
    private static final String STOPPED = "the clone was stopped, and what it has received so far is kept";

    /** What to do after a stop or a loss of the connection. */
    static final String GO_ON =
            "run the same command again: it goes on with it while the donor has the snapshot, which it drops when it"
                    + " restarts or after clone_donor_timeout_after_network_failure (5 minutes by default), and starts over"
                    + " otherwise";

    private enum Wish {
        GO_ON,
        SUSPEND,
        CANCEL
    }

    private Wish wish = Wish.GO_ON;
    private boolean received;
    private Optional<Consumer<Throwable>> round = Optional.empty();
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

    /**
     * Everything is received and noted: ending now removes nothing any more, and that the host or the pod goes away is no
     * reason to end, because with them the server stops for which the commit waits.
     */
    synchronized void received() {
        received = true;
        waiting = Optional.empty();
        Thread.interrupted();
    }

    /** Whether the end was asked for. */
    synchronized boolean isAsked() {
        return wish != Wish.GO_ON;
    }

    /**
     * The host, pod or session is about to go away.
     *
     * @return whether the clone ends because of it
     */
    synchronized boolean hangUp() {
        if (received) {
            return false;
        }
        suspend();
        return true;
    }

    /**
     * A round begins; the signal now ends it.
     *
     * @param fail ends the round, and does not wait
     */
    synchronized void enter(Consumer<Throwable> fail) throws CloneFailure {
        check();
        round = Optional.of(fail);
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
            round.get().accept(cause);
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
            case CANCEL -> throw ended(CloneFailure.Kind.CANCELLED, "cancelled", CANCELLED, Optional.empty());
            case SUSPEND -> throw ended(CloneFailure.Kind.SUSPENDED, "stopped", STOPPED, Optional.of(GO_ON));
        }
    }

    private CloneFailure ended(CloneFailure.Kind kind, String how, String unfinished, Optional<String> hint) {
        return received
                ? failure(
                        kind,
                        how + " before the commit: nothing is committed, and what was received stays",
                        Optional.of("clone-agent commit commits it, clone-agent discard removes it"))
                : failure(kind, unfinished, hint);
    }

    private static CloneFailure failure(CloneFailure.Kind kind, String problem, Optional<String> hint) {
        return new CloneFailure(kind, CloneFailure.Reason.OTHER, problem, hint, OptionalInt.empty(), null);
    }
}
