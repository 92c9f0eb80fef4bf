package io.mysqlclone.innodb.verify;

import io.mysqlclone.datadir.ServerLocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses a data directory whose pages change, or have not all arrived. */
final class IdleDirectory {
    private IdleDirectory() {}

    /** @throws VerificationRefusedException when a server or an unfinished clone is at work on it */
    static void require(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            throw new VerificationRefusedException(
                    dataDir + " is not a directory: give the data directory of a server");
        }
        if (Files.exists(dataDir.resolve("#clone/#status_in_progress"))) {
            throw new VerificationRefusedException(dataDir
                    + " holds an unfinished clone (#clone/#status_in_progress is there): finish the clone first");
        }
        Path system = dataDir.resolve("ibdata1");
        if (Files.isRegularFile(system) && isLocked(system)) {
            throw open(system);
        }
        Optional<Path> locked = ServerLocks.find(dataDir);
        if (locked.isPresent()) {
            throw open(locked.get());
        }
    }

    private static VerificationRefusedException open(Path file) {
        return new VerificationRefusedException("mysqld has " + file
                + " open, so that pages change while they are read: stop the server, or verify a copy");
    }

    /**
     * mysqld holds an exclusive fcntl lock on each file of the system tablespace. A shared one, given back at once, does
     * not keep a server from starting: it tries again for a while.
     */
    private static boolean isLocked(Path system) throws IOException {
        try (FileChannel channel = FileChannel.open(system, StandardOpenOption.READ)) {
            @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        }
    }
}
