package io.mysqlclone.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Files that were written and are not yet known to be on the disk, each with a descriptor that is open since before the
 * first of these writes. The system tells a descriptor of a failed write-back only when it was open at that time: a file
 * that is closed, and opened again for its fdatasync, may have lost what was written and be called durable. May be used
 * by several threads.
 */
public final class UnsyncedFiles implements Closeable {
    /** As many are made durable at a time; the commits of the file system's journal are then shared. */
    private static final int AT_ONCE = 8;

    private final Map<Path, Held> held = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("clone-sync-", 0).factory());

    private static final class Held {
        final FileChannel channel;
        int writers = 1;
        /** Whether nobody has written it since {@link #markIdle}. */
        boolean idle;

        Held(FileChannel channel) {
            this.channel = channel;
        }
    }

    /** {@code file}, which exists, is going to be written; called before the first byte is. */
    public void writing(Path file) throws StorageException {
        synchronized (held) {
            Held known = held.get(file);
            if (known != null) {
                known.writers++;
                known.idle = false;
                return;
            }
            try {
                held.put(file, new Held(FileChannel.open(file, StandardOpenOption.WRITE)));
            } catch (IOException e) {
                throw StorageException.of(file, e);
            }
        }
    }

    /** One of those that were {@link #writing} the file writes no more. */
    public void written(Path file) {
        synchronized (held) {
            Held known = held.get(file);
            if (known != null) {
                known.writers--;
            }
        }
    }

    /** Number of descriptors that are held. */
    public int count() {
        synchronized (held) {
            return held.size();
        }
    }

    /**
     * Marks the files that nobody writes now; {@link #releaseIdle} gives those back that nobody writes until then, for
     * which all that was written before must be durable.
     */
    public void markIdle() {
        synchronized (held) {
            held.values().forEach(file -> file.idle = file.writers == 0);
        }
    }

    /**
     * Makes all durable that was written to {@code files}. A file that is not held, because it was written elsewhere, is
     * opened for it.
     *
     * @throws StorageException when that failed for any of them; what was written to them since the last success must be
     *     taken for lost, and another try would not say so again
     */
    public void sync(Collection<Path> files) throws StorageException {
        if (files.size() == 1) {
            syncOne(files.iterator().next());
            return;
        }
        CompletableFuture<?>[] syncs = files.stream()
                .map(file -> CompletableFuture.runAsync(() -> run(file), threads))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(syncs).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private void run(Path file) {
        try {
            syncOne(file);
        } catch (StorageException e) {
            throw new CompletionException(e);
        }
    }

    private void syncOne(Path file) throws StorageException {
        Held known;
        synchronized (held) {
            known = held.get(file);
        }
        if (known == null) {
            DirectorySync.file(file);
            return;
        }
        try {
            known.channel.force(false);
        } catch (IOException e) {
            throw StorageException.of(file, e);
        }
    }

    /** Closes the files that were not written since {@link #markIdle}. */
    public void releaseIdle() throws StorageException {
        Map<Path, Held> released;
        synchronized (held) {
            released = held.entrySet().stream()
                    .filter(file -> file.getValue().idle)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            held.keySet().removeAll(released.keySet());
        }
        for (var file : released.entrySet()) {
            try {
                file.getValue().channel.close();
            } catch (IOException e) {
                throw StorageException.of(file.getKey(), e);
            }
        }
    }

    /** Gives all descriptors back, whether what was written is durable or not. */
    @Override
    public void close() throws IOException {
        threads.close();
        synchronized (held) {
            for (Held file : held.values()) {
                file.channel.close();
            }
            held.clear();
        }
    }
}
