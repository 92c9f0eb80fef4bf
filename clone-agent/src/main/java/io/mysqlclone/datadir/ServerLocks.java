package io.mysqlclone.datadir;

import io.mysqlclone.storage.RecordLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The locks that a mysqld has on files of its data directory besides the one on its system tablespace. That one is not
 * enough: a server that has served a clone has opened and closed each file that it sent, and a process that closes a file
 * loses its fcntl locks on it (seen with 9.7.4). It never sends doublewrite files and temporary tablespaces, so that their
 * locks last until it ends; a server with {@code innodb_doublewrite=OFF} has only the latter.
 */
public final class ServerLocks {
    private static final String TEMPORARY_DIRECTORY = "#innodb_temp";

    private ServerLocks() {}

    /** A file, other than those of the system tablespace, that a server of {@code dataDir} has locked now. */
    public static Optional<Path> find(Path dataDir) throws IOException {
        Optional<Path> locked = locked(dataDir, "{#ib_*.dblwr,#ib_*.bdblwr,ibtmp1}");
        Path temporary = dataDir.resolve(TEMPORARY_DIRECTORY);
        return locked.isPresent() || !Files.isDirectory(temporary) ? locked : locked(temporary, "*.ibt");
    }

    private static Optional<Path> locked(Path directory, String names) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
            for (Path file : files) {
                if (RecordLock.isHeld(file)) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        }
    }
}
