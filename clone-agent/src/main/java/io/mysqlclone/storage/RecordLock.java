package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel's record locks (fcntl) on a file, seen from outside. */
public final class RecordLock {
    private RecordLock() {}

    /**
     * Whether another process has a lock on the file, of whatever kind; not when there is no such file. No lock is taken
     * for the answer where the system can be asked.
     *
     * <p>This opens the file and closes it again, which drops every POSIX lock of this process on it: not for files that
     * this process locks itself.
     */
    public static boolean isHeld(Path file) throws IOException {
        if (!Inode.exists(file)) {
            return false;
        }
        try {
            Optional<LinuxFiles.Descriptor> descriptor = LinuxFiles.openToRead(file);
            if (descriptor.isPresent()) {
                try (LinuxFiles.Descriptor open = descriptor.get()) {
                    return open.isLocked();
                }
            }
            return canNotBeLocked(file);
        } catch (IOException e) {
            if (!Inode.exists(file)) {
                return false; // Removed since.
            }
            throw e;
        }
    }

    /** Without native calls a lock is taken for an instant; a mysqld that starts just then tries again for 100 s. */
    private static boolean canNotBeLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
    }
}
