package io.mysqlclone.recipient;

import static org.awaitility.Awaitility.await;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.recipient.run.CloneRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A clone that runs beside the test; closing cancels it and waits for its end. */
final class BackgroundClone implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RecordedEvents events = new RecordedEvents();
    private final CompletableFuture<CloneResult> result = new CompletableFuture<>();
    private final CloneRun run;

    private BackgroundClone(CloneRequest request) {
        run = new CloneRun(CloneEngines.standard(), request, events);
    }

    static BackgroundClone start(CloneRequest request) {
        BackgroundClone clone = new BackgroundClone(request);
        Thread.ofPlatform().daemon().name("background-clone").start(clone::work);
        return clone;
    }

    private void work() {
        try {
            result.complete(run.run());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    CloneRun run() {
        return run;
    }

    RecordedEvents events() {
        return events;
    }

    /** Waits until so many data connections are attached; fails when the clone ends before. */
    void awaitConnections(int count) {
        await("%d connections".formatted(count)).atMost(PATIENCE).until(() -> {
            requireUnfinished();
            return run.progress().connections() >= count;
        });
    }

    /** Waits until so many bytes are stored; fails when the clone ends before. */
    void awaitData(long bytes) {
        await("%d bytes".formatted(bytes)).atMost(PATIENCE).until(() -> {
            requireUnfinished();
            return run.progress().dataBytes() >= bytes;
        });
    }

    private void requireUnfinished() {
        if (result.isDone()) {
            throw new AssertionError("the clone ended too early: " + result);
        }
    }

    /** Waits for the end of the clone. */
    CloneResult result() throws Exception {
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CloneFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        run.cancel();
        result.handle((value, failure) -> true)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
