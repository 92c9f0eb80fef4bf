package io.mysqlclone.agent.run;

import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Stoppable;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What a signal does to a running clone or commit. SIGINT is a person who wants it gone: cancel. SIGTERM and SIGHUP come
 * from a host, pod or session that goes away: stop at a durable point, so that the next process resumes; but a run that
 * waits for its server's stop is about to get it, because the server is told the same, and goes on.
 */
final class Signals implements AutoCloseable {
    /** Below the 30 s after which Kubernetes kills a pod that was told to end. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private static final int KILLED_BY_SIGINT = 130;

    private final Stoppable clone;
    private final Consumer<String> notice;
    private final IntConsumer halt;
    private final SignalHandlers handlers = new SignalHandlers();
    private boolean interrupted;

    Signals(Stoppable clone, Consumer<String> notice, IntConsumer halt) {
        this.clone = clone;
        this.notice = notice;
        this.halt = halt;
    }

    /** Takes the process' signals until this is closed. */
    void install() {
        handlers.handle("INT", this::interrupt);
        handlers.handle("TERM", this::terminate);
        handlers.handle("HUP", this::terminate);
    }

    /** Gives the signals back to whom they belonged. */
    @Override
    public void close() {
        handlers.close();
    }

    /** SIGINT; the second one does not wait any more. */
    synchronized void interrupt() {
        if (interrupted) {
            halt.accept(KILLED_BY_SIGINT);
            return;
        }
        interrupted = true;
        notice.accept(
                "cancelling: what is unfinished is removed, what was received to the end stays uncommitted; Ctrl-C"
                        + " again ends at once");
        clone.cancel();
    }

    /** SIGTERM or SIGHUP. */
    synchronized void terminate() {
        if (!clone.hangUp()) {
            notice.accept("going on to wait for mysqld's stop, of which such a signal is the sign");
            return;
        }
        notice.accept("stopping; what is stored stays, and the same command resumes");
        Thread.ofPlatform().daemon().name("grace").start(this::haltAfterGrace);
    }

    /** Nothing is lost: whatever is not durable by then is not in the journal either. */
    private void haltAfterGrace() {
        try {
            Thread.sleep(GRACE);
            halt.accept(ExitCode.CANCELLED.code());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
