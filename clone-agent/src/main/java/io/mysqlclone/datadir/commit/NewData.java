package io.mysqlclone.datadir.commit;

import static io.mysqlclone.datadir.commit.CloneMarkers.STATUS_IN_PROGRESS;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.OldManifest.Entry;
import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the clone and its mysqld have made in the place of the old data. */
final class NewData {
    private static final Pattern NUMBERED_LOG = Pattern.compile(".+\\.\\d{6,}");

    private final DataDirectory directory;
    private final CommitSteps steps;
    private final Path root;

    NewData(DataDirectory directory, CommitSteps steps) {
        this.directory = directory;
        this.steps = steps;
        this.root = directory.root();
    }

    /** What mysqld calls a file or directory that it has put aside. */
    static Path saved(Path path) {
        return path.resolveSibling(path.getFileName() + ".#clone_save");
    }

    /** Removes all that is not in the manifest of the old data. */
    void remove(OldManifest manifest) throws IOException {
        Set<Path> known = new HashSet<>();
        manifest.entries().forEach(entry -> known.add(entry.path()));
        removeFrom(root, known);
        for (Path path : manifest.added()) {
            steps.before("remove what was added elsewhere");
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || isEmpty(path)) {
                Files.deleteIfExists(path);
            }
        }
        for (Entry entry : manifest.entries()) {
            if (!entry.path().startsWith(root)) {
                steps.before("remove what is new elsewhere");
                Files.deleteIfExists(InPlacePlanner.cloned(entry.path()));
                Files.deleteIfExists(saved(entry.path()));
                removeNewLogs(entry.path(), known);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private void removeFrom(Path folder, Set<Path> known) throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(folder)) {
            entries = list.toList();
        }
        for (Path entry : entries) {
            boolean isFolder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
            if (OldFiles.isPassedOver(directory, entry)
                    || entry.equals(directory.cloneDirectory().resolve(STATUS_IN_PROGRESS))
                    || (!isFolder && OldFiles.isNoData(entry))) {
                continue;
            }
            if (isFolder && (known.contains(entry) || entry.equals(directory.cloneDirectory()))) {
                removeFrom(entry, known);
            } else if (!known.contains(entry)) {
                steps.before("remove what is new");
                Trees.delete(entry);
            }
        }
    }

    /** Logs that the clone's server has begun beside the old ones, as the index tells that it wrote. */
    private void removeNewLogs(Path index, Set<Path> known) throws IOException {
        if (!index.getFileName().toString().endsWith(".index") || !Files.isRegularFile(index)) {
            return;
        }
        for (String line : Files.readAllLines(index, StandardCharsets.UTF_8)) {
            Path log = root.resolve(line).normalize();
            boolean beside = index.resolveSibling("").equals(log.resolveSibling(""));
            if (beside
                    && !known.contains(log)
                    && NUMBERED_LOG.matcher(log.toString()).matches()) {
                Files.deleteIfExists(log);
            }
        }
    }
}
