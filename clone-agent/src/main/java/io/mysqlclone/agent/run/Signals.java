package io.mysqlclone.agent.run;

import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.RunningClone;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What a signal does to a running clone. SIGINT is a person who wants it gone: cancel. SIGTERM and SIGHUP come from a
 * host, pod or session that goes away: stop at a durable point, so that the next process resumes. The JDK's shutdown
 * hooks cannot tell them apart.
 */
final class Signals {
    /** Below the 30 s after which Kubernetes kills a pod that was told to end. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private static final int KILLED_BY_SIGINT = 130;

    private final RunningClone clone;
    private final Consumer<String> notice;
    private final IntConsumer halt;
    private boolean interrupted;

    Signals(RunningClone clone, Consumer<String> notice, IntConsumer halt) {
        this.clone = clone;
        this.notice = notice;
        this.halt = halt;
    }

    /** Takes the process' signals until it ends. */
    void install() {
        handle("INT", this::interrupt);
        handle("TERM", this::terminate);
        handle("HUP", this::terminate);
    }

    /** Through reflection, because javac cannot be told that {@code sun.misc.Signal} is used on purpose. */
    private static void handle(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, of) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException notThisJdk) {
            throw new IllegalStateException("SIG" + name + " cannot be handled", notThisJdk);
        }
    }

    /** SIGINT; the second one does not wait any more. */
    synchronized void interrupt() {
        if (interrupted) {
            halt.accept(KILLED_BY_SIGINT);
            return;
        }
        interrupted = true;
        notice.accept(
                "cancelling: the donor's snapshot is freed, what was stored is removed; Ctrl-C again ends at once");
        clone.cancel();
    }

    /** SIGTERM or SIGHUP. */
    synchronized void terminate() {
        notice.accept("stopping; what is stored stays, and the same command resumes");
        clone.suspend();
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
