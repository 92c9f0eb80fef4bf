package io.mysqlclone.agent.console;

import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneListener;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread that owns a display. Events are only queued by those who report them: standard output can block (a full
 * pipe, a stopped terminal), and a clone must not wait for it.
 */
public final class DisplayLoop implements CloneListener, AutoCloseable {
    private final Display display;
    private final BlockingQueue<Optional<Consumer<Display>>> messages = new LinkedBlockingQueue<>();
    private Thread thread = new Thread();

    public DisplayLoop(Display display) {
        this.display = display;
    }

    /**
     * Begins to show.
     *
     * @param tellProgress shows the progress of the moment on the display; called on the loop's thread at the display's
     *     interval
     */
    public void start(Runnable tellProgress) {
        thread = Thread.ofPlatform().daemon().name("display").start(() -> run(tellProgress));
    }

    @Override
    public void on(CloneEvent event) {
        messages.add(Optional.of(shown -> shown.event(event)));
    }

    /** Tells {@code sentence}, which is about this program and not about the clone. */
    public void notice(String sentence) {
        messages.add(Optional.of(shown -> shown.notice(sentence)));
    }

    /** Tells of a point of a running server that was taken. */
    public void point(CaptureReport report) {
        messages.add(Optional.of(shown -> shown.point(report)));
    }

    private void run(Runnable tellProgress) {
        long interval = display.interval().toNanos();
        long next = System.nanoTime() + interval;
        try {
            while (true) {
                long wait = next - System.nanoTime();
                if (wait <= 0) {
                    tellProgress.run();
                    next = System.nanoTime() + interval;
                    continue;
                }
                var message = messages.poll(wait, TimeUnit.NANOSECONDS);
                if (message == null) {
                    continue;
                }
                if (message.isEmpty()) {
                    tellProgress.run();
                    return;
                }
                message.get().accept(display);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows all events so far and the progress once more, and ends the thread; the display is the caller's then. */
    @Override
    public void close() {
        messages.add(Optional.empty());
        try {
            thread.join();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
