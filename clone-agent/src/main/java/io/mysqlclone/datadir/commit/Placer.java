package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CommitPlan.Placement;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Inode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Carries out the file movements of a {@link CommitPlan}. Each one is skipped when it is found done. */
final class Placer {
    private final DataDirectory directory;
    private final CommitSteps steps;

    Placer(DataDirectory directory, CommitSteps steps) {
        this.directory = directory;
        this.steps = steps;
    }

    /** Makes the staged files durable and gives them mysqld's owner and mode. */
    void prepare(List<PlacedFile> files) throws IOException {
        List<Path> inside = new ArrayList<>();
        for (PlacedFile file : files) {
            directory.adopt(file.staged());
            if (file.staged().startsWith(directory.root())) {
                inside.add(file.staged());
            } else {
                DirectorySync.file(file.staged());
            }
        }
        DirectorySync.syncAll(directory.root(), inside);
    }

    /** The directories that are missing for {@code file}, parents first. */
    static void addMissingDirectories(Path file, Set<Path> missing) {
        List<Path> chain = new ArrayList<>();
        Path parent = file.getParent();
        while (parent != null && !Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
            chain.addFirst(parent);
            parent = parent.getParent();
        }
        missing.addAll(chain);
    }

    void createDirectories(CommitPlan plan) throws IOException {
        for (Path folder : plan.directories()) {
            steps.before("create directory");
            directory.createShared(folder);
        }
    }

    /** Gives every file its second name; the staged name stays until the commit is over. */
    void link(CommitPlan plan) throws IOException {
        for (Placement placement : plan.placements()) {
            if (!placement.isPlaced()) {
                steps.before("place file");
                checkStaged(placement);
                try {
                    Files.createLink(placement.placed(), placement.staged());
                } catch (FileAlreadyExistsException e) {
                    throw inTheWay(placement, e);
                }
            }
        }
    }

    /** Gives every file its name instead of the staged one. */
    void move(CommitPlan plan) throws IOException {
        for (Placement placement : plan.placements()) {
            if (!placement.isPlaced()) {
                steps.before("place file");
                checkStaged(placement);
                move(placement);
            }
        }
    }

    private static void move(Placement placement) throws IOException {
        // rename(2) replaces silently, and what is there was not there when the plan was made.
        if (Inode.exists(placement.placed())) {
            throw inTheWay(
                    placement, new FileAlreadyExistsException(placement.placed().toString()));
        }
        Files.move(placement.staged(), placement.placed(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void checkStaged(Placement placement) throws IOException {
        if (!placement.isStaged()) {
            throw new IOException("%s is neither staged (%s) nor placed: mysqld has undone the clone, start it over"
                    .formatted(placement.placed(), placement.staged()));
        }
    }

    private static IOException inTheWay(Placement placement, FileSystemException cause) {
        return new IOException(
                placement.placed() + " has appeared since the commit began: abort and start over", cause);
    }

    /** Makes all new names durable. */
    void sync(CommitPlan plan) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        plan.placements().forEach(placement -> folders.add(placement.placed().resolveSibling("")));
        plan.stubs().forEach(stub -> folders.add(stub.resolveSibling("")));
        for (Path folder : plan.directories()) {
            folders.add(folder);
            folders.add(folder.resolveSibling(""));
        }
        for (Path folder : folders) {
            DirectorySync.directory(folder.toAbsolutePath());
        }
    }

    /**
     * Takes back what was placed.
     *
     * @return names under which something else lies by now, or a file that can't be told from something else; they are
     *     left alone
     */
    List<Path> undo(CommitPlan plan) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Placement placement : plan.placements()) {
            if (placement.isPlaced()) {
                Files.delete(placement.placed());
            } else if (Inode.exists(placement.placed())) {
                left.add(placement.placed());
            }
        }
        for (Path stub : plan.stubs()) {
            Files.deleteIfExists(stub);
        }
        for (Path folder : plan.directories().reversed()) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException inUseByNow) {
                // mysqld, running on the old data, has put something there.
            }
        }
        DirectorySync.names(plan.placements().stream().map(Placement::placed).toList());
        DirectorySync.names(plan.stubs());
        DirectorySync.names(plan.directories());
        return left;
    }
}
