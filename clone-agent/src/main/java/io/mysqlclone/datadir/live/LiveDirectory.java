package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.release.CloneRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the data directory of an existing server holds, as far as a clone has to do with it.
 *
 * @param system files of the system tablespace
 * @param tablespaces all other files of InnoDB that belong to user data: {@code .ibd}, {@code .ibu}, undo tablespaces
 *     and their truncation logs
 * @param otherEngines files of MyISAM, CSV, ARCHIVE and MERGE tables in user schemas, which a clone never carries
 * @param tableDirectories directories of user schemas that hold nothing else than the files above
 * @param binaryLogs binary logs that hold the old data's GTIDs
 * @param relayLogs relay logs and their index files
 */
public record LiveDirectory(
        List<Path> system,
        List<Path> tablespaces,
        List<Path> otherEngines,
        List<Path> tableDirectories,
        List<Path> binaryLogs,
        List<Path> relayLogs) {

    private static final Pattern SYSTEM = Pattern.compile("ibdata\\d+");
    private static final Pattern TABLESPACE = Pattern.compile(".+\\.ib[du]|undo_\\d+|undo_.+_trunc\\.log");
    private static final Pattern OTHER_ENGINE = Pattern.compile(".+\\.(MYD|MYI|CSV|CSM|ARZ|ARN|MRG|sdi)");
    static final Set<String> SYSTEM_SCHEMAS = Set.of("mysql", "sys", "performance_schema", "lost+found");
    /** What mysqld adds to a file name when it keeps the old file until the clone has recovered. */
    private static final String SAVED = ".#clone_save";

    private static final int LONGEST_NAME = 255 - SAVED.length();

    /**
     * Looks at the directory as it is now; a server may be running there.
     *
     * @throws TargetRefusedException when the server keeps its files in a way that can't be replaced from outside
     */
    public static LiveDirectory scan(DataDirectory directory, List<Path> logIndexes) throws IOException {
        LiveDirectory found = new LiveDirectory(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (Path entry : entries(directory.root())) {
            String name = entry.getFileName().toString();
            if (name.startsWith("#innodb_redo")
                    || SYSTEM.matcher(name).matches()
                    || TABLESPACE.matcher(name).matches()) {
                refuseLink(entry);
            }
            if (SYSTEM.matcher(name).matches()) {
                found.system.add(entry);
            } else if (TABLESPACE.matcher(name).matches()) {
                found.tablespaces.add(entry);
            } else if (!name.startsWith("#") && !name.startsWith(".") && Files.isDirectory(entry)) {
                refuseLink(entry);
                found.addSchema(entry);
            }
        }
        for (LogIndex index : LogIndex.all(directory.root(), logIndexes)) {
            found.addLogs(index);
        }
        found.checkLayout(directory);
        found.checkNames(directory);
        return found;
    }

    /**
     * Demands that the binary logs of a server are known: where none are found they may be anywhere, with GTIDs of the old
     * data that would survive it.
     *
     * @param logIndexes index files that are known to lie outside the data directory
     * @param none whether somebody says that there are no others
     * @throws TargetRefusedException LOGS_ELSEWHERE when they are not
     */
    public static void requireKnownLogs(DataDirectory directory, List<Path> logIndexes, boolean none)
            throws IOException {
        LogIndex.requireKnown(directory, logIndexes, none);
    }

    /** Whether a file of that name belongs to the system tablespace. */
    public static boolean isSystemTablespace(Path file) {
        return SYSTEM.matcher(file.getFileName().toString()).matches();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static void refuseLink(Path path) throws TargetRefusedException {
        if (Files.isSymbolicLink(path)) {
            throw new TargetRefusedException(
                    path + " is a symbolic link: clone into a fresh directory, or move it into the data directory");
        }
    }

    private void checkLayout(DataDirectory directory) throws TargetRefusedException {
        if (system.isEmpty()) {
            throw new TargetRefusedException(
                    directory
                            + " has no ibdata1: if the server keeps its system tablespace elsewhere (innodb_data_home_dir), clone into a fresh directory");
        }
        if (Files.exists(directory.root().resolve("ib_logfile0"), LinkOption.NOFOLLOW_LINKS)) {
            throw new TargetRefusedException(
                    directory + " has an ib_logfile0, the redo log of a server before MySQL " + CloneRules.OLDEST_DONOR
                            + ", which does not find the log of a clone: upgrade that server first, or clone into a fresh"
                            + " directory");
        }
        if (!Files.isDirectory(directory.root().resolve("#innodb_redo"), LinkOption.NOFOLLOW_LINKS)) {
            throw new TargetRefusedException(
                    directory
                            + " has no #innodb_redo: if the server keeps its redo log elsewhere (innodb_log_group_home_dir), clone into a fresh directory");
        }
        boolean undo = tablespaces.stream()
                .anyMatch(path -> path.getFileName().toString().matches("undo_\\d+"));
        if (!undo) {
            throw new TargetRefusedException(
                    directory
                            + " has no undo tablespaces: if the server keeps them elsewhere (innodb_undo_directory), clone into a fresh directory");
        }
    }

    /**
     * mysqld renames every file that is replaced or that the clone does not have; when the longer name is none that the
     * file system takes it ends, at that start and at each one after it (seen on 9.7).
     */
    private void checkNames(DataDirectory directory) throws TargetRefusedException {
        List<String> tooLong = Stream.of(tablespaces, otherEngines, tableDirectories)
                .flatMap(List::stream)
                .filter(path -> path.getFileName().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME)
                .map(path -> TableNames.decoded(directory.root().relativize(path)))
                .toList();
        if (!tooLong.isEmpty()) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.NAME_TOO_LONG,
                    "the server on " + directory + " has tables whose file names are longer than " + LONGEST_NAME
                            + " bytes, so that mysqld can't add \"" + SAVED
                            + "\" to them and would not start on the clone: "
                            + TableNames.some(tooLong) + "; give them shorter names, or clone into an empty directory");
        }
    }

    private void addSchema(Path schema) throws IOException {
        boolean user = !SYSTEM_SCHEMAS.contains(schema.getFileName().toString());
        boolean onlyTables = user;
        for (Path file : entries(schema)) {
            String name = file.getFileName().toString();
            if (TABLESPACE.matcher(name).matches()) {
                refuseLink(file);
                tablespaces.add(file);
            } else if (user && OTHER_ENGINE.matcher(name).matches()) {
                refuseLink(file);
                otherEngines.add(file);
            } else {
                onlyTables = false;
            }
        }
        if (onlyTables) {
            tableDirectories.add(schema);
        }
    }

    private void addLogs(LogIndex index) {
        binaryLogs.addAll(index.binaryLogs());
        relayLogs.addAll(index.relayLogs());
        if (!index.relayLogs().isEmpty()) {
            relayLogs.add(index.file());
        }
    }
}
