package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Which recipients share which list of files. Who comes while the youngest is being made, or nobody has all files of it yet,
 * joins that. The server notes changed pages from the first recipient to the last, and not longer.
 */
final class Generations implements Closeable {
    private final Maker maker;
    private final Runnable onLast;
    /** Those that somebody needs; guarded by this. */
    private final List<Shared> all = new ArrayList<>();

    /** What new recipients join; guarded by this. */
    private Optional<Shared> young = Optional.empty();

    private boolean closed;

    /**
     * @param maker has the server note changed pages and lists its files; runs in a thread of its own, and for as long as
     *     the server needs for a checkpoint
     * @param onLast when nobody needs any of them any more; runs while nobody can come, so that it is over before the next
     *     one begins
     */
    Generations(Maker maker, Runnable onLast) {
        this.maker = maker;
        this.onLast = onLast;
    }

    /** Makes a list of files. */
    @FunctionalInterface
    interface Maker {
        Generation make() throws DonorException;
    }

    /** A generation that is there or being made, and how many need it: recipients, and the thread until it is made. */
    private final class Shared {
        private final CompletableFuture<Generation> generation = new CompletableFuture<>();
        private final Thread thread =
                Thread.ofPlatform().daemon().name("clone-files").unstarted(() -> make(this));
        private int users = 1;

        boolean is(Generation other) {
            return made().filter(mine -> mine.id() == other.id()).isPresent();
        }

        Optional<Generation> made() {
            return generation.isDone() && !generation.isCompletedExceptionally()
                    ? Optional.of(generation.join())
                    : Optional.empty();
        }
    }

    /** One more recipient begins to copy files. */
    Generation join() throws DonorException, InterruptedException {
        Shared joined;
        synchronized (this) {
            if (closed) {
                throw shutDown();
            }
            if (young.isEmpty()) {
                var begun = new Shared();
                all.add(begun);
                young = Optional.of(begun);
                begun.thread.start();
            }
            joined = young.get();
            joined.users++;
        }
        boolean had = false;
        try {
            Generation generation = joined.generation.get();
            had = true;
            return generation;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DonorException known
                    ? new DonorException(known.error(), String.valueOf(known.getMessage()), known)
                    : new DonorException(
                            DonorException.INTERNAL, "the server's files can't be listed: " + e.getCause(), e);
        } finally {
            if (!had) {
                left(joined);
            }
        }
    }

    private void make(Shared shared) {
        try {
            Generation made = maker.make();
            if (!shared.generation.complete(made)) {
                made.close();
            }
        } catch (DonorException | RuntimeException | Error e) {
            // The next one tries again.
            retire(shared);
            shared.generation.completeExceptionally(e);
        } finally {
            left(shared);
        }
    }

    /** Who comes from now on begins a new one. */
    void retire(Generation generation) {
        find(generation).ifPresent(this::retire);
    }

    /** Who comes from now on begins a new one, whatever is there. */
    synchronized void retireAll() {
        young = Optional.empty();
    }

    private synchronized void retire(Shared shared) {
        young = young.filter(other -> other != shared);
    }

    private synchronized Optional<Shared> find(Generation generation) {
        return all.stream().filter(shared -> shared.is(generation)).findFirst();
    }

    /** A recipient is done with. */
    void leave(Generation generation) {
        find(generation).ifPresent(this::left);
    }

    private synchronized void left(Shared shared) {
        if (--shared.users > 0 || !all.remove(shared)) {
            return;
        }
        retire(shared);
        shared.made().ifPresent(Generation::close);
        if (all.isEmpty()) {
            onLast.run();
        }
    }

    private static DonorException shutDown() {
        return new DonorException(DonorException.INTERRUPTED, "the donor is being shut down");
    }

    /** Gives up what is being made, and closes the rest. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Shared shared : all) {
            shared.generation.completeExceptionally(shutDown());
            shared.thread.interrupt();
            shared.made().ifPresent(Generation::close);
        }
        all.clear();
        young = Optional.empty();
        onLast.run();
    }
}
