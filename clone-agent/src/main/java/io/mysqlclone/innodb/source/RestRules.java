package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CloneMarkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Refuses a directory that is not at rest between two servers, by what clones leave there. */
final class RestRules {
    private RestRules() {}

    static void require(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            throw refused(dataDir + " is not a directory: give the data directory of a server");
        }
        Path clone = dataDir.resolve(DataDirectory.CLONE_DIRECTORY);
        if (exists(clone.resolve(CloneMarkers.STATUS_IN_PROGRESS)) && exists(CloneMarkers.received(dataDir))) {
            throw refused(
                    dataDir + " holds nothing but a clone that was received and is not committed: give --received to"
                            + " have that, or commit it first");
        }
        if (exists(clone.resolve(CloneMarkers.STATUS_IN_PROGRESS))) {
            throw refused(dataDir + " holds an unfinished clone: finish it first");
        }
        if (exists(clone.resolve(CloneMarkers.STATUS_ERROR))) {
            throw refused(
                    dataDir + " holds a clone in place that is not finished, or is being taken back: finish it, or"
                            + " start mysqld there once, which goes back to the old data");
        }
        if (exists(clone.resolve(CloneMarkers.OLD_FILES)) || exists(CloneMarkers.rollback(dataDir))) {
            throw refused(
                    dataDir + " holds a clone in place that no mysqld has started on yet: start mysqld there once,"
                            + " which puts it in place, and stop it again");
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
