package io.mysqlclone.datadir.commit;

import static java.util.Objects.requireNonNull;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that lay in a data directory when a clone took its place, and outside of it what belonged to its server.
 *
 * @param entries directories before what is in them
 * @param added what the clone puts outside of the data directory, directories last
 */
record OldManifest(List<Entry> entries, List<Path> added) {
    static final String FILE = "manifest";
    private static final String COMPLETE = "end";
    private static final String ADDED = "added";

    /** What was done to have it later. */
    enum How {
        /** It is a directory: there is nothing to keep but its owner and mode. */
        DIRECTORY,
        /** A second name of the file. */
        LINK,
        /** A copy, of what mysqld writes in place. */
        COPY,
        /** Nothing: it is no data, or the server makes it anew at each start. */
        LEFT
    }

    /** @param kept the second name or the copy; the same as {@code path} where there is none */
    record Entry(How how, Path path, Path kept, int user, int group, int mode) {

        static Entry of(How how, Path path, Path kept) throws IOException {
            Map<String, Object> found = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
            return new Entry(
                    how,
                    path,
                    kept,
                    (Integer) requireNonNull(found.get("uid")),
                    (Integer) requireNonNull(found.get("gid")),
                    (Integer) requireNonNull(found.get("mode")) & 07777);
        }

        /** Gives a file or directory the owner and the mode that this one had. */
        void own(Path file) throws IOException {
            Entry now = of(how, file, kept);
            if (now.user != user || now.group != group) {
                Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            }
            if (of(how, file, kept).mode != mode) {
                Files.setAttribute(file, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /**
     * Writes it, all or nothing and durably. Paths in the data directory are written as seen from there: another container
     * may have mounted it elsewhere.
     */
    void save(DataDirectory directory) throws IOException {
        Path folder = OldData.folder(directory);
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            CommitPlan.line(
                    text,
                    entry.how().name().toLowerCase(Locale.ROOT),
                    Integer.toString(entry.user()),
                    Integer.toString(entry.group()),
                    Integer.toOctalString(entry.mode()),
                    written(directory, entry.path()),
                    written(directory, entry.kept()));
        }
        added.forEach(path -> CommitPlan.line(text, ADDED, path.toString()));
        CommitPlan.line(text, COMPLETE);
        Path next = folder.resolve(FILE + ".new");
        DirectorySync.write(next, text.toString());
        Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(folder);
    }

    /** Reads the one that {@link #save} has written. */
    static OldManifest load(DataDirectory directory) throws IOException {
        Path file = OldData.manifest(directory);
        OldManifest manifest = new OldManifest(new ArrayList<>(), new ArrayList<>());
        boolean complete = false;
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                complete = manifest.read(line.split("\t", -1), directory.root());
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(file);
        }
        if (!complete) {
            throw unreadable(file);
        }
        return manifest;
    }

    private boolean read(String[] fields, Path root) {
        if (fields.length == 1 && fields[0].equals(COMPLETE)) {
            return true;
        }
        if (fields.length == 2 && fields[0].equals(ADDED)) {
            return !added.add(root.resolve(fields[1]));
        }
        if (fields.length != 6) {
            throw new IllegalArgumentException("A line of " + fields.length + " fields");
        }
        return !entries.add(new Entry(
                How.valueOf(fields[0].toUpperCase(Locale.ROOT)),
                root.resolve(fields[4]).normalize(),
                root.resolve(fields[5]).normalize(),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3], 8)));
    }

    private static String written(DataDirectory directory, Path path) {
        return path.startsWith(directory.root()) ? "./" + directory.root().relativize(path) : path.toString();
    }

    private static IOException unreadable(Path file) {
        return new IOException(
                file + " is not readable as the list of the old data, which lies beside it under numbers:"
                        + " restore a backup, or put the files back by hand");
    }
}
