package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.datadir.ServerLocks;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.storage.ReadLock;
import io.mysqlclone.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps servers from starting on a data directory while it is read: a mysqld needs the exclusive lock on each file of its
 * system tablespace, tries for 100 seconds, and then ends without having changed anything.
 */
final class SourceLock implements Closeable {
    /** A mysqld at its start has none of its locks for about 100 microseconds. */
    private static final long GAP_MILLIS = 20;

    private final Optional<ReadLock> lock;

    private SourceLock(Optional<ReadLock> lock) {
        this.lock = lock;
    }

    /** @throws EngineException REFUSED when a server has the directory open */
    static SourceLock acquire(Path dataDir, Path systemTablespace) throws EngineException {
        try {
            Optional<ReadLock> held = lock(systemTablespace);
            boolean alone = false;
            try {
                if (held.isEmpty() && !isReadOnly(systemTablespace)) {
                    throw inUse(dataDir, systemTablespace);
                }
                requireNoServer(dataDir);
                Thread.sleep(GAP_MILLIS);
                requireNoServer(dataDir);
                alone = true;
                return new SourceLock(held);
            } finally {
                if (!alone) {
                    held.ifPresent(ReadLock::close);
                }
            }
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw EngineException.local("it can't be told whether a server has " + dataDir + " open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("interrupted while looking whether a server has " + dataDir + " open");
        }
    }

    private static Optional<ReadLock> lock(Path file) throws IOException {
        try {
            return ReadLock.tryAcquire(file);
        } catch (StorageException e) {
            if (isReadOnly(file)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** No server starts where nothing can be written, such as on a snapshot of a volume. */
    private static boolean isReadOnly(Path file) throws IOException {
        return Files.getFileStore(file).isReadOnly();
    }

    private static void requireNoServer(Path dataDir) throws IOException {
        Optional<Path> locked = ServerLocks.find(dataDir);
        if (locked.isPresent()) {
            throw inUse(dataDir, locked.get());
        }
    }

    private static EngineException inUse(Path dataDir, Path file) {
        return refused(
                "a server has " + dataDir + " open (" + file.getFileName()
                        + " is locked), so that its files change while they are read: stop the server, or clone from the server");
    }

    @Override
    public void close() {
        lock.ifPresent(ReadLock::close);
    }
}
