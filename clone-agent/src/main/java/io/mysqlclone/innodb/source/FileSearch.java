package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.datadir.live.PageOpener;
import io.mysqlclone.datadir.live.TablespacePlaces;
import io.mysqlclone.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the files of tablespaces as mysqld does at its start: below the data directory, below the directories it is told
 * of, and where the dictionary says that there are others.
 */
final class FileSearch {
    static final String BUFFER_POOL_DUMP = "ib_buffer_pool";

    private static final Pattern SYSTEM = Pattern.compile("ibdata\\d{1,9}");
    private static final Pattern TABLESPACE = Pattern.compile(".+\\.ib[du]|undo_\\d+");
    private static final String WAITING = ".#clone";
    private static final int MOST_NAMED = 5;

    private final Path dataDir;
    private final List<Path> directories;

    FileSearch(Path dataDir, List<Path> directories) {
        this.dataDir = dataDir;
        this.directories = directories;
    }

    /** Whether a file of this name is of the system tablespace. */
    static boolean isSystem(Path file) {
        return SYSTEM.matcher(name(file)).matches();
    }

    /** The order of the files of the system tablespace. */
    static Comparator<Path> systemOrder() {
        return Comparator.comparingInt((Path file) -> name(file).length()).thenComparing(FileSearch::name);
    }

    /** The files of the system tablespace, in their order. */
    List<Path> system() throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(dataDir)) {
            found = entries.filter(FileSearch::isSystem).sorted(systemOrder()).toList();
        }
        if (found.isEmpty()) {
            throw refused(dataDir + " has no ibdata1: give the data directory of a server (one that keeps its system"
                    + " tablespace elsewhere, by innodb_data_home_dir or under another name, can't be cloned without it"
                    + " running)");
        }
        for (Path file : found) {
            requireFile(file);
        }
        return found;
    }

    /** The list of pages that a server reads at its start, to be warm. */
    Optional<Path> dump() {
        return Optional.of(dataDir.resolve(BUFFER_POOL_DUMP))
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** All other tablespaces inside, and in the directories that were given. */
    Set<Path> tablespaces() throws IOException {
        Set<Path> found = new TreeSet<>();
        walk(dataDir, found);
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw refused(directory + " is not a directory: give one in which the server has tablespaces");
            }
            if (!directory.startsWith(dataDir)) {
                walk(directory, found);
            }
        }
        return found;
    }

    /**
     * Those that only the dictionary tells of.
     *
     * @param found what the search has found, in which they may be, under another directory: those of a clone are where
     *     they were relocated to, while its dictionary still tells of the donor's places
     * @param opener for an encrypted dictionary
     */
    Set<Path> named(Set<Path> found, Optional<PageOpener> opener) throws IOException {
        List<Path> named = TablespacePlaces.outside(dataDir, opener)
                .orElseThrow(() -> refused("the data dictionary in " + dataDir + "/mysql.ibd can't be read"));
        Set<Path> others = new TreeSet<>();
        Set<String> names = found.stream().map(FileSearch::name).collect(Collectors.toSet());
        List<Path> missing = new ArrayList<>();
        for (Path file : named) {
            if (found.contains(file)) {
                continue;
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                requireFile(file);
                others.add(file);
            } else if (!names.contains(name(file))) {
                missing.add(file);
            }
        }
        if (!missing.isEmpty()) {
            throw refused("the server has tablespaces outside " + dataDir + " that are not where its dictionary says: "
                    + missing.stream().limit(MOST_NAMED).map(Path::toString).collect(Collectors.joining(", "))
                    + (missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " others" : "")
                    + "; mount them there, or give the directory that they are in (--directories DIR)");
        }
        return others;
    }

    private static void walk(Path folder, Set<Path> found) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder)) {
            entries = all.sorted().toList();
        }
        for (Path entry : entries) {
            String name = name(entry);
            if (Files.isDirectory(entry)) {
                if (!name.startsWith("#") && !name.startsWith(".") && !name.equals("lost+found")) {
                    requireNoLink(entry);
                    walk(entry, found);
                }
            } else if (TABLESPACE.matcher(name).matches()) {
                requireFile(entry);
                found.add(entry);
            } else if (name.endsWith(WAITING)
                    && TABLESPACE
                            .matcher(name.substring(0, name.length() - WAITING.length()))
                            .matches()) {
                throw refused(
                        entry + " waits for a mysqld that puts it in place: start the server once, so that it does");
            }
        }
    }

    private static void requireFile(Path file) throws IOException {
        requireNoLink(file);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(file + " is not a file, though it has the name of a tablespace: move it away");
        }
    }

    /** Whoever may write in the directory could lead us to any file by one. */
    private static void requireNoLink(Path path) throws EngineException {
        if (Files.isSymbolicLink(path)) {
            throw refused(path + " is a symbolic link, which is not followed: move what it leads to here");
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
