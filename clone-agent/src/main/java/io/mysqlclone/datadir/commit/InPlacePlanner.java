package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.CommitPlan.Placement;
import io.mysqlclone.datadir.live.LiveDirectory;
import io.mysqlclone.engine.PlacedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides, file by file, how a clone takes the place of the old data. Reads the target and changes nothing. */
final class InPlacePlanner {
    /** What mysqld calls a file, or the redo directory, that is to replace another at its start. */
    private static final String CLONED = ".#clone";

    private final Path root;
    private final Path clonedMarker;
    private final Path manifest;
    private final Set<Path> directories = new LinkedHashSet<>();
    private final List<Placement> placements = new ArrayList<>();
    private final List<Path> stubs = new ArrayList<>();
    private final List<String> oldFiles = new ArrayList<>();
    private final Set<String> newFiles = new LinkedHashSet<>();
    private final Set<String> replaceFiles = new LinkedHashSet<>();

    private InPlacePlanner(DataDirectory directory) {
        this.root = directory.root();
        this.clonedMarker = CloneMarkers.cloned(root);
        this.manifest = OldData.manifest(directory);
    }

    /** @param stopEvents whether the clone's server gets persisted variables of its own */
    static CommitPlan plan(DataDirectory directory, LiveDirectory live, List<PlacedFile> files, boolean stopEvents)
            throws IOException {
        InPlacePlanner planner = new InPlacePlanner(directory);
        planner.checkSystemTablespace(live, files);
        for (PlacedFile file : files) {
            planner.place(file);
        }
        Set<Path> targets = files.stream().map(PlacedFile::target).collect(Collectors.toSet());
        List<Path> old = new ArrayList<>(live.tablespaces());
        old.removeAll(targets);
        old.addAll(live.otherEngines());
        old.forEach(planner::retire);
        live.tableDirectories().stream()
                .filter(schema -> targets.stream().noneMatch(target -> target.startsWith(schema)))
                .forEach(schema -> planner.retireDirectory(schema, old));
        live.relayLogs().forEach(planner::retire);
        for (Path log : live.binaryLogs()) {
            planner.replaceFiles.add(planner.listed(log));
            planner.stubs.add(cloned(log));
        }
        if (stopEvents) {
            planner.variables(PersistedVariables.file(directory));
        }
        planner.undoOnRollback();
        return new CommitPlan(
                List.copyOf(planner.directories),
                planner.placements,
                planner.stubs,
                List.copyOf(planner.oldFiles),
                List.copyOf(planner.newFiles),
                List.copyOf(planner.replaceFiles));
    }

    /** mysqld finds the files of the system tablespace by its own configuration, not by looking for them. */
    private void checkSystemTablespace(LiveDirectory live, List<PlacedFile> files) throws TargetRefusedException {
        Set<String> sent = files.stream()
                .map(PlacedFile::target)
                .filter(target -> root.equals(target.getParent()))
                .filter(LiveDirectory::isSystemTablespace)
                .map(target -> target.getFileName().toString())
                .collect(Collectors.toSet());
        checkSystemTablespace(live, sent);
    }

    static void checkSystemTablespace(LiveDirectory live, Set<String> sent) throws TargetRefusedException {
        Set<String> here = live.system().stream()
                .map(path -> path.getFileName().toString())
                .collect(Collectors.toSet());
        if (!here.equals(sent)) {
            throw new TargetRefusedException(
                    "The system tablespace of the donor is %s and here it is %s: give both servers the same innodb_data_file_path"
                            .formatted(
                                    sent.stream().sorted().toList(),
                                    here.stream().sorted().toList()));
        }
    }

    private void place(PlacedFile file) throws IOException {
        Path target = file.target();
        Path redo = root.resolve("#innodb_redo");
        if (redo.equals(target.getParent())) {
            Path placed = cloned(redo).resolve(target.getFileName());
            directories.add(cloned(redo));
            replaceFiles.add(listed(redo));
            placements.add(Placement.of(file.staged(), placed, target));
        } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new TargetRefusedException(target + " is not a regular file and can't be replaced");
            }
            replaceFiles.add(listed(target));
            placements.add(Placement.of(file.staged(), cloned(target), target));
        } else {
            Placer.addMissingDirectories(target, directories);
            newFiles.add(listed(target));
            placements.add(Placement.of(file.staged(), target, target));
        }
    }

    /** mysqld reads them before it swaps anything; listed for its way back, on which it goes by what it finds saved. */
    private void variables(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            replaceFiles.add(listed(file));
        } else {
            newFiles.add(listed(file));
        }
    }

    /**
     * What is new beside the files is listed as new too, so that a rollback removes it. That matters for {@code
     * #status_fix}: found on the old data, it would make mysqld replace every MyISAM and CSV table by an empty one.
     */
    private void undoOnRollback() {
        directories.stream().toList().reversed().stream()
                .filter(folder -> !folder.endsWith("#innodb_redo" + CLONED))
                .forEach(folder -> newFiles.add(listed(folder)));
        for (String marker : List.of(CloneMarkers.STATUS_FIX, CloneMarkers.VIEW_STATUS, CloneMarkers.VIEW_PROGRESS)) {
            newFiles.add("./" + DataDirectory.CLONE_DIRECTORY + "/" + marker);
        }
        newFiles.add(listed(clonedMarker));
        // Whoever goes back to the old data has it: what is kept of it is out of date from then on.
        newFiles.add(listed(manifest));
    }

    private void retire(Path old) {
        oldFiles.add(listed(old));
    }

    /**
     * Retires a schema directory that nothing of the clone goes to; left behind, it would make CREATE SCHEMA of that name
     * fail (error 3678).
     *
     * <p>Its files are listed before it and again behind it. mysqld goes through the list in the same order when it swaps
     * and when it rolls back, and skips lines that find nothing: so the files are renamed before the directory (a scan
     * would find {@code .ibd} files in it), and in a rollback they are renamed after it.
     */
    private void retireDirectory(Path schema, List<Path> old) {
        retire(schema);
        old.stream().filter(file -> file.startsWith(schema)).forEach(this::retire);
    }

    /** The file in whose place the one that {@link #cloned} names will come. */
    static Path replaced(Path cloned) {
        String name = cloned.getFileName().toString();
        return cloned.resolveSibling(name.substring(0, name.length() - CLONED.length()));
    }

    /** Where the clone of {@code path} waits for mysqld. */
    static Path cloned(Path path) {
        return path.resolveSibling(path.getFileName() + CLONED);
    }

    /** mysqld reads the lists from its data directory, so what is in there is listed as {@code ./name}. */
    private String listed(Path path) {
        return path.startsWith(root) ? "./" + root.relativize(path) : path.toString();
    }
}
