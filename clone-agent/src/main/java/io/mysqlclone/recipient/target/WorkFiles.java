package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.commit.CloneMarkers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a clone keeps in {@code #clone-agent/} on its way: staged files, journal, and the note that it is received. Each is
 * removed by its name: what another version of this program, or an earlier clone, keeps there is not ours to remove.
 */
final class WorkFiles {
    private WorkFiles() {}

    /** Removes them, the journal after what it tells of. Only under the target's lock; can be repeated. */
    static void remove(DataDirectory directory, Staging staging) throws IOException {
        Path received = CloneMarkers.received(directory.root());
        Path complete = CloneMarkers.complete(directory.root());
        // First, so that nothing is taken for received of which files are missing already.
        Files.deleteIfExists(received);
        staging.remove();
        Path journal = CloneTarget.journalFile(directory);
        for (Path file : List.of(received, complete, journal)) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".new"));
        }
        for (String leftByAKill : List.of("marker", "commit.new", "probe-*")) {
            removeMatching(directory.agentDirectory(), leftByAKill);
        }
        Files.deleteIfExists(journal);
    }

    private static void removeMatching(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            for (Path file : found) {
                Files.deleteIfExists(file);
            }
        }
    }
}
