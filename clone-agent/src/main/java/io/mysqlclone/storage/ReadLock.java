package io.mysqlclone.storage;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A shared lock of the kernel (fcntl) on a file that others write only under a lock of their own, as mysqld does with the
 * system tablespace: who holds it reads what nobody changes.
 *
 * <p>The lock is one of the open file (F_OFD_SETLK). A lock of the process, as Java takes it, would end as soon as the
 * process closes any other descriptor of the file.
 */
public final class ReadLock implements Closeable {
    private final LinuxFiles.Descriptor descriptor;

    private ReadLock(LinuxFiles.Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes the lock, and never waits.
     *
     * @return empty when somebody has a lock that excludes it
     * @throws StorageException when the file can't be opened, or its file system has no such locks
     */
    public static Optional<ReadLock> tryAcquire(Path file) throws StorageException {
        LinuxFiles.Descriptor descriptor =
                LinuxFiles.openToRead(file).orElseThrow(() -> new StorageException(file + " can't be locked here"));
        boolean held = false;
        try {
            return switch (LinuxRanges.lockToRead(descriptor)) {
                case HELD -> {
                    held = true;
                    yield Optional.of(new ReadLock(descriptor));
                }
                case REFUSED -> Optional.empty();
                case UNKNOWN_TO_THE_SYSTEM ->
                    throw new StorageException(file + " is on a file system that has no locks of open files");
            };
        } finally {
            if (!held) {
                descriptor.close();
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
