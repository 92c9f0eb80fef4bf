package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.CloneMarkers.DDL_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.NEW_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.OLD_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.REPLACE_FILES;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_ERROR;
import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_FIX;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_PROGRESS;
import static io.mysqlclone.datadir.commit.CloneMarkers.VIEW_STATUS;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Inode;
import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes back a commit in place that was complete and forgotten, from the lists that mysqld would follow. Only while no
 * mysqld has been started on it.
 */
public final class Withdrawal {
    private final DataDirectory directory;
    private final CommitSteps steps;
    private final CloneMarkers markers;

    /** @param directory the data directory that the clone is to replace */
    public Withdrawal(DataDirectory directory) {
        this(directory, CommitSteps.UNDISTURBED);
    }

    Withdrawal(DataDirectory directory, CommitSteps steps) {
        this.directory = directory;
        this.steps = steps;
        this.markers = new CloneMarkers(directory);
    }

    /** @throws ServerRunningException when a mysqld runs there */
    public void run() throws IOException {
        if (RunningServer.on(directory)) {
            throw new ServerRunningException(directory, "take the clone back");
        }
        List<Path> ours = new ArrayList<>();
        for (String name : markers.readList(REPLACE_FILES)) {
            ours.add(InPlacePlanner.cloned(listed(name)));
        }
        List<Path> added = new ArrayList<>();
        for (String name : markers.readList(NEW_FILES)) {
            added.add(listed(name));
        }
        // From here on a start leads to the old data.
        steps.before("withdraw status_error");
        markers.create(STATUS_ERROR);
        for (Path path : ours) {
            steps.before("withdraw a file");
            Trees.delete(path);
        }
        PersistedVariables.putBack(directory);
        for (Path path : added) {
            try {
                if (!path.equals(OldData.manifest(directory))) {
                    Files.deleteIfExists(path);
                }
            } catch (DirectoryNotEmptyException inUseByNow) {
                // mysqld, running on the old data, has put something there.
            }
        }
        steps.before("withdraw markers");
        DirectorySync.names(ours);
        DirectorySync.names(added);
        forget();
    }

    /** A path from a list, which mysqld's user may have written: nothing is removed that is not in the data directory. */
    private Path listed(String name) throws IOException {
        Path root = directory.root();
        Path path = root.resolve(name).normalize();
        Path parent = path.getParent();
        boolean inside = path.startsWith(root)
                && parent != null
                && (!Inode.exists(parent) || parent.toRealPath().startsWith(root));
        if (!inside && !isAddedElsewhere(path)) {
            throw new TargetRefusedException(
                    "A list in %s names %s, which is not in the data directory and not the clone's: start mysqld there, or remove the line"
                            .formatted(directory.cloneDirectory(), name.replaceAll("\\p{Cntrl}", "?")));
        }
        return path;
    }

    private boolean isAddedElsewhere(Path path) throws IOException {
        if (!OldData.isKept(directory)) {
            return false;
        }
        OldManifest manifest = OldManifest.load(directory);
        return manifest.added().contains(path)
                || manifest.entries().stream().anyMatch(entry -> entry.path().equals(path));
    }

    private void removeMarkers() throws IOException {
        markers.remove(List.of(OLD_FILES, NEW_FILES, REPLACE_FILES, DDL_FILES, STATUS_FIX, VIEW_STATUS, VIEW_PROGRESS));
        Files.deleteIfExists(CloneMarkers.cloned(directory.root()));
        markers.remove(List.of(STATUS_ERROR));
        markers.removeDirectoryIfEmpty();
    }

    /** The old data is where it was: what was kept of it goes too. */
    void forget() throws IOException {
        removeMarkers();
        CommitPlan.delete(directory);
        var _ = OldData.finish(directory);
    }
}
