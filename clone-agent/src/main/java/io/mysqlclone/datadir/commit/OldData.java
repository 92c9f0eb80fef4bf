package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.commit.OldManifest.Entry;
import io.mysqlclone.datadir.commit.OldManifest.How;
import io.mysqlclone.datadir.live.LiveDirectory;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a clone in place has replaced, kept in {@code #clone-agent/old} until the server is seen to serve the clone.
 *
 * <p>mysqld's own way back ends with its redo recovery: from then on, whatever else stops its start, it has deleted the old
 * data. So the commit gives every old file a second name first; that costs no space, and mysqld neither writes to those
 * files nor knows the names, none of which ends as a tablespace's. Small files that mysqld writes in place are copied.
 *
 * <p>The manifest is listed among the clone's new files. So it is gone when mysqld has gone back to the old data by
 * itself, and what is left in {@code old} is of no use then, nor in anybody's way.
 */
public final class OldData {
    private static final String KEPT = "old";
    private static final String ELSEWHERE = "elsewhere";
    private static final String GONE = "old.gone";

    private OldData() {}

    /** Whether the data from before the last clone in place is still there. */
    public static boolean isKept(DataDirectory directory) {
        return Files.exists(manifest(directory), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Puts the directory back exactly as it was at the commit. Nothing happens when no old data is kept. Must be repeated
     * when it was cut off; until then no mysqld starts there.
     *
     * @throws ServerRunningException when a mysqld runs there
     */
    public static void rollback(DataDirectory directory) throws IOException {
        rollback(directory, CommitSteps.UNDISTURBED);
    }

    static void rollback(DataDirectory directory, CommitSteps steps) throws IOException {
        new OldDataRollback(directory, steps).run();
    }

    /**
     * Lets the old data go. A mysqld may run there, and should: on the clone.
     *
     * @return bytes that the file system has back
     */
    public static long finish(DataDirectory directory) throws IOException {
        return finish(directory, CommitSteps.UNDISTURBED);
    }

    static long finish(DataDirectory directory, CommitSteps steps) throws IOException {
        Path gone = directory.agentDirectory().resolve(GONE);
        long freed = remove(gone, steps);
        if (!new CloneMarkers(directory).exists(CloneMarkers.STATUS_IN_PROGRESS)) {
            freed += remove(directory.agentDirectory().resolve(OldDataRollback.DONE), steps);
        }
        if (exists(folder(directory))) {
            steps.before("let go");
            rename(folder(directory), gone);
            freed += remove(gone, steps);
        }
        // Perhaps of another process, which could not make it durable.
        DirectorySync.names(List.of(gone));
        return freed;
    }

    static Path folder(DataDirectory directory) {
        return directory.agentDirectory().resolve(KEPT);
    }

    static Path manifest(DataDirectory directory) {
        return folder(directory).resolve(OldManifest.FILE);
    }

    /** Where something is kept that is not in the data directory: links and renames stay on one file system. */
    static Path folderBeside(Path file) {
        return file.resolveSibling(DataDirectory.AGENT_DIRECTORY).resolve(KEPT);
    }

    /**
     * Tells whether the file system of the data directory has hard links.
     *
     * @throws TargetRefusedException when it has not
     */
    static void requireLinks(DataDirectory directory) throws IOException {
        directory.createPrivate(directory.agentDirectory());
        Path probe = directory.agentDirectory().resolve("probe");
        Path second = directory.agentDirectory().resolve("probe.link");
        Files.deleteIfExists(second);
        Files.deleteIfExists(probe);
        Files.createFile(probe);
        try {
            Files.createLink(second, probe);
        } catch (UnsupportedOperationException | FileSystemException e) {
            throw noLinks(directory.root(), e);
        } finally {
            Files.deleteIfExists(second);
            Files.deleteIfExists(probe);
        }
    }

    private static TargetRefusedException noLinks(Path where, Exception e) {
        return new TargetRefusedException(
                "The file system of %s makes no hard links (%s), by which the old data is kept: clone into a fresh directory instead"
                        .formatted(where, e.getMessage()),
                e);
    }

    /** Keeps all that is there now; what an earlier clone has kept goes. */
    static void keep(
            DataDirectory directory, LiveDirectory live, List<Path> logIndexes, CommitPlan plan, CommitSteps steps)
            throws IOException {
        steps.before("forget what was kept");
        var _ = finish(directory);
        List<Entry> found = OldFiles.of(directory, live, logIndexes, plan);
        Set<Path> folders = new LinkedHashSet<>(List.of(folder(directory)));
        for (Entry entry : found) {
            if (entry.how() != How.LEFT && !entry.path().startsWith(directory.root())) {
                folders.add(folderBeside(entry.path()));
            }
        }
        create(directory, folders);
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : found) {
            boolean inside = entry.path().startsWith(directory.root());
            Path folder = inside ? folder(directory) : folderBeside(entry.path());
            Path name = folder.resolve("%06d".formatted(kept.size()));
            switch (entry.how()) {
                case DIRECTORY, LEFT -> kept.add(entry);
                case LINK -> {
                    steps.before("keep a file");
                    link(entry.path(), name);
                    kept.add(withName(entry, name));
                }
                case COPY -> {
                    steps.before("keep a file");
                    DirectorySync.copy(entry.path(), name);
                    kept.add(withName(entry, name));
                }
            }
        }
        for (Path folder : folders) {
            DirectorySync.directory(folder);
        }
        List<Path> added = plan.newFiles().stream()
                .filter(name -> !name.startsWith("./"))
                .map(directory.root()::resolve)
                .toList();
        steps.before("manifest");
        new OldManifest(kept, added).save(directory);
    }

    private static Entry withName(Entry entry, Path kept) {
        return new Entry(entry.how(), entry.path(), kept, entry.user(), entry.group(), entry.mode());
    }

    private static void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException e) {
            throw noLinks(file, e);
        } catch (FileSystemException e) {
            throw new IOException(
                    "%s can't be kept by a hard link (%s): run as the user that mysqld runs as"
                            .formatted(file, e.getReason()),
                    e);
        }
    }

    /** Makes the folders; those outside are noted before, so that they are found again whatever happens. */
    private static void create(DataDirectory directory, Set<Path> folders) throws IOException {
        Path main = folder(directory);
        directory.createPrivate(directory.agentDirectory());
        directory.createPrivate(main);
        StringBuilder elsewhere = new StringBuilder();
        folders.stream()
                .filter(folder -> !folder.equals(main))
                .forEach(folder -> CommitPlan.line(elsewhere, folder.toString()));
        Path next = main.resolve(ELSEWHERE + ".new");
        DirectorySync.write(next, elsewhere.toString());
        Files.move(next, main.resolve(ELSEWHERE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(main);
        DirectorySync.directory(directory.agentDirectory());
        for (Path folder : folders) {
            Path agent = folder.resolveSibling("").toAbsolutePath();
            directory.createPrivate(agent);
            directory.createPrivate(folder);
            DirectorySync.directory(agent.resolveSibling("").toAbsolutePath());
            DirectorySync.directory(agent);
        }
    }

    static void rename(Path folder, Path to) throws IOException {
        Files.move(folder, to, StandardCopyOption.ATOMIC_MOVE);
        DirectorySync.directory(to.resolveSibling("").toAbsolutePath());
    }

    /** Removes a folder and those that belong to it elsewhere; the list of those goes last. */
    static long remove(Path folder, CommitSteps steps) throws IOException {
        if (!exists(folder)) {
            return 0;
        }
        long freed = 0;
        Path list = folder.resolve(ELSEWHERE);
        if (exists(list)) {
            for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
                Path other = folder.resolve(line);
                if (other.endsWith(DataDirectory.AGENT_DIRECTORY + "/" + KEPT)) {
                    steps.before("remove what was kept elsewhere");
                    Path agent = other.resolveSibling("").toAbsolutePath();
                    freed += delete(other);
                    removeIfEmpty(agent);
                    DirectorySync.names(List.of(other, agent));
                }
            }
        }
        steps.before("remove what was kept");
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(path -> !path.equals(list)).toList()) {
                freed += delete(entry);
            }
        }
        steps.before("remove the list");
        return freed + delete(folder);
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException inUse) {
            // Files of a clone are staged there.
        }
    }

    /** Bytes of files with no other name. */
    private static long delete(Path tree) throws IOException {
        long freed = 0;
        if (exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.toList()) {
                    freed += onlyHere(file);
                }
            }
            Trees.delete(tree);
        }
        return freed;
    }

    private static long onlyHere(Path file) throws IOException {
        try {
            boolean only = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1;
            return only ? Files.size(file) : 0;
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        }
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
