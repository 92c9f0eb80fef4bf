package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.OldManifest.Entry;
import io.mysqlclone.datadir.commit.OldManifest.How;
import io.mysqlclone.datadir.live.LiveDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks through a data directory without a server, and says of each file how it is kept while a clone takes its place.
 * Changes nothing.
 *
 * <p>mysqld renames and deletes the names of files that a clone replaces, and writes to the new files only; so a second
 * name keeps them. What it does write in place are small files: those are copied.
 */
final class OldFiles {
    /** Files of InnoDB, which a clone replaces as a whole. */
    private static final Pattern INNODB =
            Pattern.compile("ibdata\\d+|.+\\.ib[du]|undo_\\d+|undo_.+_trunc\\.log|#ib_redo\\d+(_tmp)?");

    /** Written in place: by InnoDB's doublewrite buffer, and by whoever writes binary and relay logs. */
    private static final Pattern IN_PLACE = Pattern.compile("#ib_.+\\.b?dblwr|.+\\.index");

    /** No data, or made anew at each start. */
    private static final Pattern NO_DATA = Pattern.compile(".+\\.(err|log|pid|sock|lock)|ibtmp1|core(\\.\\d+)?");

    private static final String TEMPORARY = "#innodb_temp";
    private static final String LOST = "lost+found";
    private static final Set<String> SYSTEM_SCHEMAS = Set.of("mysql", "sys", "performance_schema");

    /** Other files up to this size are copied, because nobody knows who writes them. */
    private static final long SMALL = 1 << 20;

    private final DataDirectory directory;
    private final Set<Path> replaced = new HashSet<>();
    private final Set<Path> elsewhere = new LinkedHashSet<>();
    private final List<Entry> entries = new ArrayList<>();

    private OldFiles(DataDirectory directory) {
        this.directory = directory;
    }

    /** All of it, {@link Entry#kept} still to be decided. */
    static List<Entry> of(DataDirectory directory, LiveDirectory live, List<Path> logIndexes, CommitPlan plan)
            throws IOException {
        OldFiles files = new OldFiles(directory);
        List.of(live.system(), live.tablespaces(), live.otherEngines(), live.binaryLogs(), live.relayLogs())
                .forEach(files.replaced::addAll);
        files.lookThrough();
        files.elsewhere.addAll(files.replaced);
        files.elsewhere.addAll(logIndexes);
        plan.placements().forEach(placement -> files.elsewhere.add(placement.ends()));
        for (Path path : files.elsewhere) {
            if (!path.startsWith(directory.root()) && Files.isRegularFile(path)) {
                files.add(path, Files.size(path));
            }
        }
        return files.entries;
    }

    /** Whether something that was not there may stay when the old data is put back. */
    static boolean isNoData(Path file) {
        String name = file.getFileName().toString();
        return NO_DATA.matcher(name).matches() && !INNODB.matcher(name).matches();
    }

    /** Whether a directory of the data directory holds nothing that is kept. */
    static boolean isPassedOver(DataDirectory directory, Path folder) {
        Path root = directory.root();
        return folder.equals(directory.agentDirectory())
                || folder.equals(root.resolve(TEMPORARY))
                || folder.equals(root.resolve(LOST));
    }

    private void lookThrough() throws IOException {
        Files.walkFileTree(directory.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(directory.agentDirectory())) {
                    entries.add(Entry.of(How.DIRECTORY, folder, folder));
                }
                return isPassedOver(directory, folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!isOurMarker(file)) {
                    if (attributes.isRegularFile()) {
                        add(file, attributes.size());
                    } else {
                        entries.add(Entry.of(How.LEFT, file, file));
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private boolean isOurMarker(Path file) {
        return directory.cloneDirectory().equals(file.getParent())
                && CloneMarkers.UNCONSUMED.contains(file.getFileName().toString());
    }

    private void add(Path file, long size) throws IOException {
        entries.add(Entry.of(how(file, size), file, file));
    }

    private How how(Path file, long size) {
        String name = file.getFileName().toString();
        if (IN_PLACE.matcher(name).matches()) {
            return How.COPY;
        }
        if (INNODB.matcher(name).matches() || replaced.contains(file)) {
            return How.LINK;
        }
        if (isNoData(file)) {
            return How.LEFT;
        }
        Path folder = directory.root().relativize(file.resolveSibling(""));
        // The logs of a server that logs to tables are CSV files of the schema mysql, and are emptied in place.
        boolean system = SYSTEM_SCHEMAS.contains(folder.toString());
        return system || size <= SMALL ? How.COPY : How.LINK;
    }
}
