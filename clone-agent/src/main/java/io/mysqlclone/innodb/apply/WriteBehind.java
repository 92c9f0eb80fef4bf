package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Works on the disk in a thread of its own, in the order of what it is given, while its user receives what comes next.
 * After a step that fails no other is done. Used by one thread.
 */
final class WriteBehind implements Closeable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("clone-write-", 0).factory());
    private CompletableFuture<?> last = CompletableFuture.allOf();

    /** Something to do with the disk. */
    @FunctionalInterface
    interface Step {
        void run() throws EngineException;
    }

    /** Has it done after what was given before. */
    void then(Step step) {
        last = last.thenRunAsync(() -> run(step), thread);
    }

    /** Has it done after what was given before, whether that fails or not. */
    void always(Step step) {
        last = last.whenCompleteAsync((_, _) -> run(step), thread);
    }

    /**
     * Returns when all is done.
     *
     * @throws EngineException that of the step that failed, a new one each time
     */
    void await() throws EngineException {
        try {
            last.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case EngineException failed -> throw failed.copy();
                case RuntimeException bug -> throw bug;
                case null, default -> throw e;
            }
        }
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (EngineException e) {
            throw new CompletionException(e);
        }
    }

    /** Waits for what was given; says nothing of failures. */
    @Override
    public void close() {
        thread.close();
    }
}
