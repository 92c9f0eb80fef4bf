package io.mysqlclone.storage.form;

import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The small files in {@code #clone/} by which mysqld knows at its start what to do with a clone. */
final class CloneMarkers {
    static final String STATUS_IN_PROGRESS = "#status_in_progress";
    static final String STATUS_ERROR = "#status_error";
    static final String STATUS_FIX = "#status_fix";
    static final String OLD_FILES = "#old_files";
    static final String NEW_FILES = "#new_files";
    static final String REPLACE_FILES = "#replace_files";
    static final String DDL_FILES = "#ddl_files";
    static final String VIEW_STATUS = "#view_status";
    static final String VIEW_PROGRESS = "#view_progress";

    /** Any of these means that mysqld has not finished with a clone yet. */
    static final List<String> UNCONSUMED =
            List.of(STATUS_IN_PROGRESS, STATUS_ERROR, STATUS_FIX, OLD_FILES, NEW_FILES, REPLACE_FILES, DDL_FILES);

    private final DataDirectory directory;

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
        Files.writeString(
                staged,
                content,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        directory.adopt(staged);
        DirectorySync.file(staged);
        Files.move(staged, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync();
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

    private void sync() throws IOException {
        DirectorySync.directory(directory.cloneDirectory());
        DirectorySync.directory(directory.root());
    }

    private Path path(String name) {
        return directory.cloneDirectory().resolve(name);
    }
}
