package io.mysqlclone.recipient;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A clone that is committed.
 *
 * @param dataDir where it is
 * @param donor the donor's address as the user of the clone gave it; empty where that is not noted any more
 * @param alreadyCommitted whether an earlier process had done it
 * @param takenOver whether mysqld has started on it and recovered it since
 * @param oldDataKept whether the data that it replaces is kept, to be gone back to
 * @param innodbDirectories directories that mysqld must be given by {@code innodb_directories}
 */
public record Committed(
        Path dataDir,
        Optional<String> donor,
        boolean alreadyCommitted,
        boolean takenOver,
        boolean oldDataKept,
        List<Path> innodbDirectories) {
    public Committed {
        innodbDirectories = List.copyOf(innodbDirectories);
    }
}
