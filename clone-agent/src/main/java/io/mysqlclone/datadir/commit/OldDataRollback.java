package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_IN_PROGRESS;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.OldManifest.Entry;
import io.mysqlclone.datadir.commit.OldManifest.How;
import io.mysqlclone.datadir.live.RunningServer;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Inode;
import io.mysqlclone.storage.RecordLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts back the data that a clone in place has replaced. Each step is repeated, or skipped, when it is found done.
 *
 * <p>In between the directory is a mixture, on which no mysqld may start. One that is started later reads {@code
 * #clone/#status_in_progress} and refuses. One that has read {@code #clone/} before, and has not locked {@code ibdata1}
 * yet, finds an empty file of that name, and refuses too ("is of a different size"); it has written nothing by then. One
 * that has opened {@code ibdata1} before that is seen by its lock, on the file under its second name, and is left alone:
 * nothing else is changed until then.
 */
final class OldDataRollback {
    /** mysqld was seen to lock {@code ibdata1} 30 us after it opens it. */
    private static final Duration SETTLE = Duration.ofMillis(200);

    private static final String SYSTEM_TABLESPACE = "ibdata1";

    /** What {@code ibdata1} was when the rollback began. */
    private static final String DISPLACED = "displaced";

    /** From here on the directory is a mixture. */
    private static final String MIXED = "mixed";

    /** Everything is back. */
    static final String DONE = "old.back";

    private final DataDirectory directory;
    private final CommitSteps steps;
    private final CloneMarkers markers;
    private final Path root;
    private final Path old;
    private final Path done;
    private final Path system;

    OldDataRollback(DataDirectory directory, CommitSteps steps) {
        this.directory = directory;
        this.steps = steps;
        this.markers = new CloneMarkers(directory);
        this.root = directory.root();
        this.old = OldData.folder(directory);
        this.done = directory.agentDirectory().resolve(DONE);
        this.system = root.resolve(SYSTEM_TABLESPACE);
    }

    void run() throws IOException {
        if (OldData.exists(done)) {
            open();
            return;
        }
        if (!OldData.isKept(directory)) {
            return;
        }
        requireNoServer();
        OldManifest manifest = OldManifest.load(directory);
        if (markers.exists(STATUS_IN_PROGRESS)) {
            restore(manifest);
        } else if (isSwapped(manifest)) {
            restore(manifest);
        } else {
            // mysqld has not taken anything over. Whatever there is now is the old data, newer than what was kept
            // perhaps, if a mysqld ran on it in spite of the lists.
            steps.before("withdraw");
            new Withdrawal(directory).run();
        }
    }

    private void requireNoServer() throws IOException {
        if (RunningServer.on(directory)) {
            throw new ServerRunningException(directory, "roll the clone back");
        }
    }

    /**
     * Whether mysqld has begun to swap files. It puts the old ones aside under names of its own; a file that is only
     * missing was dropped by a server that ran on the old data.
     */
    private boolean isSwapped(OldManifest manifest) throws IOException {
        for (Entry entry : manifest.entries()) {
            Path path = entry.path();
            if (path.equals(PersistedVariables.file(directory))) {
                // Saved by the commit, not by mysqld.
                continue;
            }
            if ((path.equals(system) && !Inode.isOne(path, entry.kept())) || Inode.exists(NewData.saved(path))) {
                return true;
            }
        }
        return false;
    }

    private void restore(OldManifest manifest) throws IOException {
        steps.before("status_in_progress");
        markers.create(STATUS_IN_PROGRESS);
        takeAwaySystemTablespace();
        steps.before("mixed");
        directory.createPrivate(old.resolve(MIXED));
        DirectorySync.directory(old);
        new NewData(directory, steps).remove(manifest);
        for (Entry entry : manifest.entries()) {
            if (!entry.path().equals(system)) {
                putBack(entry);
            }
        }
        sync(manifest);
        for (Entry entry : manifest.entries()) {
            if (entry.path().equals(system)) {
                putBack(entry);
            }
        }
        DirectorySync.directory(root);
        Files.deleteIfExists(CloneMarkers.cloned(root));
        CommitPlan.delete(directory);
        steps.before("all is back");
        OldData.rename(old, done);
        open();
    }

    private void takeAwaySystemTablespace() throws IOException {
        Path displaced = old.resolve(DISPLACED);
        if (!isEmptyFile()) {
            if (OldData.exists(system)) {
                steps.before("second name of ibdata1");
                Files.deleteIfExists(displaced);
                Files.createLink(displaced, system);
            }
            steps.before("take ibdata1 away");
            Path empty = old.resolve("empty");
            Files.deleteIfExists(empty);
            Files.createFile(empty);
            directory.adopt(empty);
            Files.move(empty, system, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.directory(root);
        }
        long begin = System.nanoTime();
        long settle = steps.watch(SETTLE).toNanos();
        while (System.nanoTime() - begin < settle) {
            if (RunningServer.on(directory) || RecordLock.isHeld(displaced)) {
                leaveItToServer(displaced);
            }
            pause();
        }
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while rolling back " + directory);
        }
    }

    private boolean isEmptyFile() throws IOException {
        return OldData.exists(system) && Files.size(system) == 0;
    }

    /** A mysqld was quicker. When the directory is still what it was, it gets its file back under the name. */
    private void leaveItToServer(Path displaced) throws IOException {
        if (!OldData.exists(old.resolve(MIXED)) && OldData.exists(displaced)) {
            Files.move(displaced, system, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DirectorySync.directory(root);
            markers.remove(List.of(STATUS_IN_PROGRESS));
        }
        throw new ServerRunningException(directory, "roll the clone back");
    }

    private void putBack(Entry entry) throws IOException {
        Path path = entry.path();
        switch (entry.how()) {
            case LEFT -> {}
            case DIRECTORY -> {
                if (!OldFiles.isPassedOver(directory, path) && !OldData.exists(path)) {
                    steps.before("put a file back");
                    directory.createShared(path);
                }
                if (OldData.exists(path)) {
                    entry.own(path);
                }
            }
            case LINK -> {
                if (!Inode.isOne(path, entry.kept())) {
                    steps.before("put a file back");
                    Path next = fresh(entry);
                    Files.createLink(next, entry.kept());
                    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            case COPY -> {
                steps.before("put a file back");
                Path next = fresh(entry);
                DirectorySync.copy(entry.kept(), next);
                entry.own(next);
                Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** A name beside what is kept, for the step from which a rename leads to the right place at once. */
    private static Path fresh(Entry entry) throws IOException {
        Path next = entry.kept().resolveSibling("next");
        Files.deleteIfExists(next);
        return next;
    }

    private void sync(OldManifest manifest) throws IOException {
        Set<Path> folders = new HashSet<>();
        for (Entry entry : manifest.entries()) {
            folders.add(
                    entry.how() == How.DIRECTORY
                            ? entry.path()
                            : entry.path().resolveSibling("").toAbsolutePath());
        }
        for (Path path : manifest.added()) {
            folders.add(path.resolveSibling("").toAbsolutePath());
        }
        for (Path folder : new ArrayList<>(folders)) {
            if (OldData.exists(folder)) {
                DirectorySync.directory(folder);
            }
        }
    }

    /** Lets mysqld in, on the old data. */
    private void open() throws IOException {
        steps.before("remove status_in_progress");
        markers.remove(List.of(STATUS_IN_PROGRESS));
        markers.removeDirectoryIfEmpty();
        OldData.remove(done, steps);
        DirectorySync.names(List.of(done));
    }
}
