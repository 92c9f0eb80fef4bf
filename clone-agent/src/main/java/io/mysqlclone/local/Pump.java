package io.mysqlclone.local;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientTask;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One round of a clone in this process: a master task and workers, each a thread that is both donor and recipient. The
 * first failure ends all of them and is the one that is reported.
 */
public final class Pump {
    private final DonorSnapshot donor;
    private final RecipientEngine recipient;
    private final int most;
    private final Pace pace;
    private final IntConsumer tasksChanged;
    private final AtomicInteger tasks = new AtomicInteger();
    private final Set<DonorTask> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * A round that is not begun.
     *
     * @param donor begun or resumed
     * @param recipient that has taken the donor's locator
     * @param most tasks, 1 or more
     * @param tasksChanged is told how many there are
     */
    public Pump(DonorSnapshot donor, RecipientEngine recipient, int most, Pace pace, IntConsumer tasksChanged) {
        this.donor = donor;
        this.recipient = recipient;
        this.most = most;
        this.pace = pace;
        this.tasksChanged = tasksChanged;
    }

    /**
     * Copies until the recipient has everything.
     *
     * @throws IOException the first failure of any task
     */
    public void run() throws IOException, InterruptedException {
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("clone-task-", 0).factory())) {
            try {
                // Before there are workers: a round without a master takes none in.
                DonorTask from = donor.openMaster();
                open.add(from);
                RecipientTask master = recipient.openMaster(this::fail);
                start(threads, () -> copy(from, master));
                for (int i = 1; i < most; i++) {
                    start(threads, this::work);
                }
            } catch (IOException | RuntimeException | Error e) {
                // Here, because the end of the executor waits for its tasks.
                fail(e);
                throw e;
            }
        } finally {
            tasksChanged.accept(0);
        }
        rethrow();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void start(Executor threads, Step step) {
        tasksChanged.accept(tasks.incrementAndGet());
        threads.execute(() -> {
            try {
                step.run();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                fail(e);
            } finally {
                tasksChanged.accept(tasks.decrementAndGet());
            }
        });
    }

    private void work() throws IOException, InterruptedException {
        do {
            if (!recipient.awaitWelcome()) {
                return;
            }
        } while (!recipient.attaching());
        Optional<DonorTask> worker = attach();
        if (worker.isPresent()) {
            copy(worker.get(), recipient.attached(worker.get().locator()));
        }
    }

    /** A worker that is refused costs speed, and nothing else. */
    private Optional<DonorTask> attach() throws IOException, InterruptedException {
        try {
            return Optional.of(donor.openWorker());
        } catch (DonorException refused) {
            recipient.attachRefused();
            return Optional.empty();
        } catch (IOException | InterruptedException | RuntimeException e) {
            recipient.attachFailed();
            throw e;
        }
    }

    private void copy(DonorTask from, RecipientTask to) throws IOException, InterruptedException {
        open.add(from);
        try (var sink = new PumpSink(donor, to, pace);
                from;
                to) {
            try {
                if (failure.get() == null) {
                    to.awaitReady();
                    from.copy(sink);
                    to.complete();
                }
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                // Before the tasks are closed, so that this is the failure that is reported.
                fail(e);
                throw e;
            }
        } finally {
            open.remove(from);
        }
    }

    /** Ends the round, from any thread. */
    public void fail(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            recipient.abandonRound();
            open.forEach(DonorTask::close);
        }
    }

    private void rethrow() throws IOException, InterruptedException {
        Throwable first = failure.get();
        switch (first) {
            case null -> {}
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }
}
