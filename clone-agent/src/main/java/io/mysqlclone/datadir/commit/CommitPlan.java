package io.mysqlclone.datadir.commit;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Inode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a commit is going to do, written down before its first change ({@code #clone-agent/commit}), so that another
 * process can finish or undo it without looking at a directory that is half changed.
 *
 * @param directories directories to be made, parents first
 * @param placements files to be placed
 * @param stubs names of the empty binary logs to be made
 * @param oldFiles lines of {@code #old_files}
 * @param newFiles lines of {@code #new_files}
 * @param replaceFiles lines of {@code #replace_files}
 */
record CommitPlan(
        List<Path> directories,
        List<Placement> placements,
        List<Path> stubs,
        List<String> oldFiles,
        List<String> newFiles,
        List<String> replaceFiles) {

    private static final String COMPLETE = "end";

    /**
     * One file on its way.
     *
     * @param file the staged file, by which it is known again under any name
     * @param staged where it was received
     * @param placed where the commit puts it
     * @param ends where mysqld will have it after its start; the same as {@code placed} unless it replaces a file
     */
    record Placement(Inode file, Path staged, Path placed, Path ends) {

        static Placement of(Path staged, Path placed, Path ends) throws IOException {
            return new Placement(
                    Inode.at(staged).orElseThrow(() -> new NoSuchFileException(staged.toString())),
                    staged,
                    placed,
                    ends);
        }

        boolean isStaged() throws IOException {
            return isUnchanged(staged);
        }

        /** Certain as long as the staged name is there too: nobody else can get the number of the inode then. */
        boolean isPlaced() throws IOException {
            return Inode.isOne(staged, placed) || isUnchanged(placed);
        }

        /** Whether mysqld has it, and has perhaps written to it since. */
        boolean isTakenOver() throws IOException {
            return Inode.at(ends).filter(found -> found.maybe(file)).isPresent();
        }

        private boolean isUnchanged(Path name) throws IOException {
            return Inode.at(name).filter(found -> found.isUnchanged(file)).isPresent();
        }
    }

    static Path file(DataDirectory directory) {
        return directory.agentDirectory().resolve("commit");
    }

    static boolean exists(DataDirectory directory) {
        return Files.exists(file(directory), LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes the plan, all or nothing and durably. */
    void save(DataDirectory directory) throws IOException {
        StringBuilder text = new StringBuilder();
        directories.forEach(path -> line(text, "directory", path.toString()));
        placements.forEach(p -> line(
                text,
                "place",
                Long.toString(p.file().number()),
                Long.toString(p.file().born()),
                Long.toString(p.file().size()),
                p.staged().toString(),
                p.placed().toString(),
                p.ends().toString()));
        stubs.forEach(path -> line(text, "stub", path.toString()));
        oldFiles.forEach(name -> line(text, "old", name));
        newFiles.forEach(name -> line(text, "new", name));
        replaceFiles.forEach(name -> line(text, "replace", name));
        line(text, COMPLETE);
        directory.createPrivate(directory.agentDirectory());
        Path next = file(directory).resolveSibling("commit.new");
        DirectorySync.write(next, text.toString());
        Files.move(next, file(directory), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.agentDirectory());
    }

    /** Adds a line of fields, which may hold no control characters. */
    static void line(StringBuilder text, String... fields) {
        for (String field : fields) {
            if (field.chars().anyMatch(c -> c < 0x20)) {
                throw new IllegalArgumentException(
                        "A file name with a control character can't be listed: " + field.replaceAll("\\p{Cntrl}", "?"));
            }
        }
        text.append(String.join("\t", fields)).append('\n');
    }

    /** The plan of a commit that was begun; empty when none was. */
    static Optional<CommitPlan> load(DataDirectory directory) throws IOException {
        if (!exists(directory)) {
            return Optional.empty();
        }
        CommitPlan plan = new CommitPlan(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        boolean complete = false;
        for (String line : Files.readAllLines(file(directory), StandardCharsets.UTF_8)) {
            complete = plan.read(line.split("\t", -1), directory);
        }
        if (!complete) {
            throw unreadable(directory);
        }
        return Optional.of(plan);
    }

    /** What is listed is absolute, and on the file system of the directory. */
    private static Path path(String listed, DataDirectory directory) {
        return directory.root().resolve(listed);
    }

    private boolean read(String[] fields, DataDirectory directory) throws IOException {
        if (fields[0].equals("place") && fields.length == 7) {
            Inode file = new Inode(0, Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[3]));
            return !placements.add(new Placement(
                    file, path(fields[4], directory), path(fields[5], directory), path(fields[6], directory)));
        }
        if (fields[0].equals(COMPLETE)) {
            return true;
        }
        if (fields.length != 2) {
            throw unreadable(directory);
        }
        return !switch (fields[0]) {
            case "directory" -> directories.add(path(fields[1], directory));
            case "stub" -> stubs.add(path(fields[1], directory));
            case "old" -> oldFiles.add(fields[1]);
            case "new" -> newFiles.add(fields[1]);
            case "replace" -> replaceFiles.add(fields[1]);
            default -> throw unreadable(directory);
        };
    }

    private static IOException unreadable(DataDirectory directory) {
        return new IOException(
                file(directory) + " is not readable as the plan of a commit: if mysqld has not started on " + directory
                        + " since, remove " + directory.agentDirectory() + " and start the clone over");
    }

    static void delete(DataDirectory directory) throws IOException {
        Files.deleteIfExists(file(directory));
    }
}
