package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Where recipients meet that have all files, so that one point does for all who are there before it is taken: the server is
 * asked once. One point is taken at a time.
 */
final class Rendezvous implements Closeable {
    private final Taker taker;
    private final Consumer<CaptureReport> onPoint;
    /** What is being taken or is next to be; guarded by this. */
    private Optional<Meeting> open = Optional.empty();

    private Optional<Meeting> running = Optional.empty();
    private boolean closed;

    /** @param onPoint is told of each point */
    Rendezvous(Taker taker, Consumer<CaptureReport> onPoint) {
        this.taker = taker;
        this.onPoint = onPoint;
    }

    /** Takes a point. */
    @FunctionalInterface
    interface Taker {
        Capture.Taken take(Generation generation, Capture.Gate gate) throws DonorException, InterruptedException;
    }

    /** Recipients of one generation that wait for one point. */
    private final class Meeting implements Capture.Gate {
        private final Generation generation;
        private final CompletableFuture<CapturedPoint> point = new CompletableFuture<>();
        private final Thread thread;
        /** Recipients that wait, and the thread itself until it is done. */
        private int members = 1;

        Meeting(Generation generation) {
            this.generation = generation;
            this.thread = Thread.ofPlatform().daemon().name("clone-point").unstarted(() -> take(this));
        }

        @Override
        public void shut() {
            synchronized (Rendezvous.this) {
                if (isOpen()) {
                    open = Optional.empty();
                }
            }
        }

        @Override
        public void open() {
            synchronized (Rendezvous.this) {
                if (open.isEmpty()) {
                    open = Optional.of(this);
                }
            }
        }

        private boolean isOpen() {
            return open.isPresent() && open.get() == this;
        }
    }

    /** A point for a recipient that has all files; it closes that. */
    CapturedPoint take(Generation generation) throws DonorException, InterruptedException {
        Meeting joined;
        synchronized (this) {
            if (closed) {
                throw shutDown();
            }
            if (open.isEmpty() || open.get().generation.id() != generation.id()) {
                open = Optional.of(new Meeting(generation));
                open.get().thread.start();
            }
            joined = open.get();
            joined.members++;
        }
        try {
            return joined.point.get().shared();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DonorException known
                    ? new DonorException(known.error(), String.valueOf(known.getMessage()), known)
                    : new DonorException(DonorException.INTERNAL, "no point could be taken: " + e.getCause(), e);
        } finally {
            left(joined);
        }
    }

    private static DonorException shutDown() {
        return new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
    }

    /** The meeting itself holds the point until all its members have it, or have given up. */
    private void left(Meeting meeting) {
        boolean last;
        synchronized (this) {
            last = --meeting.members == 0;
        }
        if (last && meeting.point.isDone() && !meeting.point.isCompletedExceptionally()) {
            meeting.point.join().close();
        }
    }

    private void take(Meeting meeting) {
        try {
            begin(meeting);
            Capture.Taken taken = taker.take(meeting.generation, meeting);
            meeting.shut();
            int recipients;
            synchronized (this) {
                recipients = meeting.members - 1;
            }
            CaptureReport report = taken.report();
            onPoint.accept(new CaptureReport(
                    recipients,
                    report.attempts(),
                    report.lockHeld(),
                    report.lockHeldLongest(),
                    report.pages(),
                    report.spooledBytes(),
                    report.redoBytes(),
                    report.point()));
            meeting.point.complete(taken.point());
        } catch (InterruptedException e) {
            meeting.point.completeExceptionally(shutDown());
        } catch (DonorException | RuntimeException | Error e) {
            meeting.point.completeExceptionally(e);
        } finally {
            meeting.shut();
            left(meeting);
            end(meeting);
        }
    }

    private synchronized void begin(Meeting meeting) throws InterruptedException {
        while (running.isPresent() && !closed) {
            wait(Duration.ofSeconds(1).toMillis());
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
        running = Optional.of(meeting);
    }

    private synchronized void end(Meeting meeting) {
        running = running.filter(other -> other != meeting);
        notifyAll();
    }

    /** Gives up what is being taken. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        running.ifPresent(meeting -> meeting.thread.interrupt());
        open.ifPresent(meeting -> meeting.thread.interrupt());
    }
}
