package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The small files in {@code #clone/} by which mysqld knows at its start what to do with a clone, and the two of our own
 * by which we know afterwards what it did.
 */
public final class CloneMarkers {
    /** Written by mysqld at its start on a clone: when it began, when it was done, and the snapshot's position. */
    public static final String STATUS_RECOVERY = "#status_recovery";

    /** A fresh clone is not complete; mysqld does not start. */
    public static final String STATUS_IN_PROGRESS = "#status_in_progress";

    /** mysqld goes back to the old data at its next start. */
    public static final String STATUS_ERROR = "#status_error";

    /**
     * Has mysqld make the directories, and empty tables of MyISAM and CSV, that a clone of InnoDB alone lacks; those that it has
     * are emptied.
     */
    static final String STATUS_FIX = "#status_fix";

    /** What of the old data mysqld sets aside; there while a clone in place waits for it. */
    public static final String OLD_FILES = "#old_files";

    static final String NEW_FILES = "#new_files";

    /** What mysqld removes last when it has taken a clone over. */
    public static final String REPLACE_FILES = "#replace_files";

    static final String DDL_FILES = "#ddl_files";

    /** What {@code performance_schema.clone_status} shows; mysqld merges {@link #STATUS_RECOVERY} into it. */
    public static final String VIEW_STATUS = "#view_status";

    /** What {@code performance_schema.clone_progress} shows, a line a stage, of which recovery is the last one. */
    public static final String VIEW_PROGRESS = "#view_progress";

    /** Any of these means that mysqld has not finished with a clone yet. */
    public static final List<String> UNCONSUMED =
            List.of(STATUS_IN_PROGRESS, STATUS_ERROR, STATUS_FIX, OLD_FILES, NEW_FILES, REPLACE_FILES, DDL_FILES);

    private final DataDirectory directory;

    /** Where we note that a clone is received and verified, and waits for its commit. */
    public static Path received(Path dataDir) {
        return dataDir.resolve(DataDirectory.AGENT_DIRECTORY).resolve("received");
    }

    /** A file that is there while the data from before a clone is being put back. */
    public static Path rollback(Path dataDir) {
        return dataDir.resolve(DataDirectory.AGENT_DIRECTORY).resolve("rollback");
    }

    /** Where we note that a clone is committed, whatever becomes of it since. */
    public static Path complete(Path dataDir) {
        return dataDir.resolve(DataDirectory.AGENT_DIRECTORY).resolve("complete");
    }

    /**
     * A file that is there as long as the data beside it is that of the clone: it is listed among the clone's new files,
     * so that mysqld removes it when it goes back to the old data.
     */
    public static Path cloned(Path dataDir) {
        return dataDir.resolve(DataDirectory.AGENT_DIRECTORY).resolve("cloned");
    }

    /** Whether the complete clone that waits for mysqld replaces other data, or is being taken back. */
    public static boolean isInPlace(DataDirectory directory) {
        CloneMarkers markers = new CloneMarkers(directory);
        return markers.exists(NEW_FILES) || markers.exists(STATUS_ERROR);
    }

    /** Makes {@link #cloned}, durably. */
    void createCloned() throws IOException {
        Path cloned = cloned(directory.root());
        directory.createPrivate(directory.agentDirectory());
        if (!Files.exists(cloned, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(cloned);
        }
        directory.adopt(cloned);
        DirectorySync.directory(directory.agentDirectory());
    }

    CloneMarkers(DataDirectory directory) {
        this.directory = directory;
    }

    boolean exists(String name) {
        return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes an empty marker, durably; an existing one is left alone. */
    void create(String name) throws IOException {
        if (!exists(name)) {
            write(name, "");
        }
    }

    /** Writes a file all or nothing: mysqld deletes what a list names, so a half line could name the wrong file. */
    void write(String name, String content) throws IOException {
        directory.createShared(directory.cloneDirectory());
        Path staged = directory.agentDirectory().resolve("marker");
        DirectorySync.write(staged, content);
        directory.adopt(staged);
        DirectorySync.file(staged);
        Files.move(staged, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync();
    }

    /** The lines of a list; none when it is not there. */
    List<String> readList(String name) throws IOException {
        if (!exists(name)) {
            return List.of();
        }
        // mysqld's user may put a link there, to what only root may read.
        try (InputStream list = Files.newInputStream(path(name), LinkOption.NOFOLLOW_LINKS)) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    void writeList(String name, List<String> entries) throws IOException {
        write(name, entries.isEmpty() ? "" : String.join("\n", entries) + "\n");
    }

    /** Removes a marker that must be there, durably. */
    void removeExisting(String name) throws IOException {
        Files.delete(path(name));
        sync();
    }

    /** Removes markers, durably. */
    void remove(List<String> names) throws IOException {
        if (!Files.isDirectory(directory.cloneDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (String name : names) {
            Files.deleteIfExists(path(name));
        }
        sync();
    }

    /** Removes {@code #clone/} when nothing is left in it. */
    void removeDirectoryIfEmpty() throws IOException {
        try {
            Files.deleteIfExists(directory.cloneDirectory());
        } catch (DirectoryNotEmptyException keepsSomethingOfMysqld) {
            // Views of an earlier clone.
        }
    }

    /** Makes durable which markers are there; mysqld may have taken them all, and their directory. */
    void sync() throws IOException {
        if (Files.isDirectory(directory.cloneDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            DirectorySync.directory(directory.cloneDirectory());
        }
        DirectorySync.directory(directory.root());
    }

    private Path path(String name) {
        return directory.cloneDirectory().resolve(name);
    }
}
