package io.mysqlclone.datadir;

import io.mysqlclone.storage.EffectiveUser;
import io.mysqlclone.storage.Trees;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The target directory: its root, who owns what is placed in it, and the guard that keeps a donor's names inside. */
public final class DataDirectory {
    /** Our own directory in the target; deleting it is all that an abort before the commit needs. */
    public static final String AGENT_DIRECTORY = "#clone-agent";

    /** mysqld's directory for clone state. */
    public static final String CLONE_DIRECTORY = "#clone";

    private static final int ROOT_USER = 0;
    private static final Set<String> NOT_CONTENT = Set.of("lost+found", AGENT_DIRECTORY);

    private final Path root;
    private final Ownership ownership;
    private final boolean made;

    private record Ownership(int user, int group, boolean foreign) {}

    private DataDirectory(Path root, Ownership ownership) {
        this(root, ownership, false);
    }

    private DataDirectory(Path root, Ownership ownership, boolean made) {
        this.root = root;
        this.ownership = ownership;
        this.made = made;
    }

    /**
     * Takes {@code directory} as the target. It is created (mode 0750) when its parent exists.
     *
     * @throws TargetRefusedException when it is no directory, not writable, or holds another user's data
     */
    public static DataDirectory open(Path directory) throws IOException {
        Path path = listable(directory.toAbsolutePath().normalize());
        boolean made = !Files.exists(path, LinkOption.NOFOLLOW_LINKS) && createTarget(path);
        DataDirectory there = existing(path);
        return new DataDirectory(there.root, there.ownership, made);
    }

    /**
     * As {@link #open}, but creates nothing: a directory that could be created is taken as an empty one.
     *
     * @throws TargetRefusedException when {@link #open} would refuse it
     */
    public static DataDirectory examine(Path directory) throws IOException {
        Path path = listable(directory.toAbsolutePath().normalize());
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return existing(path);
        }
        Path parent = requireParent(path);
        requireWritable(parent);
        return new DataDirectory(
                parent.toRealPath().resolve(path.getFileName()), new Ownership(EffectiveUser.id(), 0, false));
    }

    /** What is cloned is written down by its path, line by line. */
    private static Path listable(Path path) throws TargetRefusedException {
        if (path.toString().chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new TargetRefusedException("%s has a control character in its path: rename it"
                    .formatted(path.toString().replaceAll("\\p{Cntrl}", "?")));
        }
        return path;
    }

    private static DataDirectory existing(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new TargetRefusedException(
                    path + " is not a directory: give the data directory of the server to be made");
        }
        Path root = listable(path.toRealPath());
        if (root.getParent() == null) {
            throw new TargetRefusedException("The root directory can't be a data directory: give one below it");
        }
        requireWritable(root);
        return new DataDirectory(root, ownership(root));
    }

    private static void requireWritable(Path root) throws IOException {
        if (Files.getFileStore(root).isReadOnly()) {
            throw new TargetRefusedException(root + " is on a read-only file system: mount it writable");
        }
        if (!Files.isWritable(root) || !Files.isExecutable(root)) {
            throw new TargetRefusedException(
                    "User %d may not write to %s: run as the user that mysqld runs as, or give that user the directory"
                            .formatted(EffectiveUser.id(), root));
        }
    }

    private static Path requireParent(Path path) throws TargetRefusedException {
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new TargetRefusedException(
                    "%s can't be created because %s is not there: create it or mount the volume"
                            .formatted(path, parent));
        }
        return parent;
    }

    /** Whether it was this call that made it. */
    private static boolean createTarget(Path path) throws IOException {
        var _ = requireParent(path);
        try {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            return true;
        } catch (FileAlreadyExistsException raced) {
            // Somebody else has just made it.
            return false;
        } catch (IOException e) {
            throw new TargetRefusedException(path + " can't be created: " + e.getMessage(), e);
        }
    }

    /**
     * Files are owned like ibdata1 when there is one, else like the directory. A volume of Kubernetes belongs to root
     * with a writable group: then our own user is right, because mysqld runs as the same one.
     */
    private static Ownership ownership(Path root) throws IOException {
        int self = EffectiveUser.id();
        Path system = root.resolve("ibdata1");
        boolean inUse = Files.exists(system, LinkOption.NOFOLLOW_LINKS);
        Path model = inUse ? system : root;
        int user = (Integer) Files.getAttribute(model, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int group = (Integer) Files.getAttribute(model, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        if (inUse && user != self && self != ROOT_USER) {
            throw new TargetRefusedException(
                    "%s belongs to user %d but this is user %d: run as the user that mysqld runs as"
                            .formatted(system, user, self));
        }
        return new Ownership(user, group, self == ROOT_USER && user != self);
    }

    /** Removes the directory when {@link #open} has made it and nothing is in it: then nobody has a use for it. */
    public void removeIfUnused() throws IOException {
        if (made) {
            try {
                Files.deleteIfExists(root);
            } catch (DirectoryNotEmptyException used) {
                // It holds the clone, or what a later run goes on with.
            }
        }
    }

    /** The real path of the directory. */
    public Path root() {
        return root;
    }

    /** {@code #clone-agent/}, whether it exists or not. */
    public Path agentDirectory() {
        return root.resolve(AGENT_DIRECTORY);
    }

    /** {@code #clone/}, whether it exists or not. */
    public Path cloneDirectory() {
        return root.resolve(CLONE_DIRECTORY);
    }

    /**
     * The final place of a donor's file.
     *
     * @param donorName relative to the donor's data directory, like {@code ./d/t.ibd} or {@code ibdata1}
     * @throws UnsafePathException when the name leads, or might lead, to anything but a data file in this directory
     */
    public Path resolve(String donorName) throws UnsafePathException {
        return DonorNames.resolve(root, donorName);
    }

    /**
     * Names of what is in the directory, sorted, without {@code lost+found} and our own leftovers, and without names that
     * begin with a dot, such as {@code .snapshot}: mysqld takes no notice of them either.
     */
    public List<String> contents() throws IOException {
        List<String> names = new ArrayList<>();
        if (!exists()) {
            return names;
        }
        try (Stream<Path> entries = Files.list(root)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !NOT_CONTENT.contains(name) && !name.startsWith("."))
                    .forEach(names::add);
        }
        if (names.contains(CLONE_DIRECTORY) && holdsOnlyOurMarker()) {
            names.remove(CLONE_DIRECTORY);
        }
        Collections.sort(names);
        return names;
    }

    /** True when {@link #contents} is empty: a fresh clone may be made here. */
    public boolean isEmpty() throws IOException {
        return contents().isEmpty();
    }

    private boolean holdsOnlyOurMarker() throws IOException {
        if (!Files.isDirectory(agentDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(cloneDirectory())) {
            return entries.allMatch(entry -> entry.endsWith("#status_in_progress"));
        }
    }

    /** Bytes that may still be written to the file system. */
    public long usableSpace() throws IOException {
        return fileSystem().getUsableSpace();
    }

    /** Whether the directory is there; only after {@link #examine} it may not be. */
    public boolean exists() {
        return Files.isDirectory(root);
    }

    /** The file system that the directory is on, or will be. */
    public FileStore fileSystem() throws IOException {
        Path parent = root.getParent();
        return Files.getFileStore(exists() || parent == null ? root : parent);
    }

    /** Creates one directory for us alone (mode 0700); an existing one is accepted, a symbolic link is not. */
    public void createPrivate(Path directory) throws IOException {
        create(directory, "rwx------");
    }

    /** Creates one directory as mysqld makes them (mode 0750); an existing one is accepted and left as it is. */
    public void createShared(Path directory) throws IOException {
        create(directory, "rwxr-x---");
    }

    private void create(Path directory, String mode) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
            own(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new TargetRefusedException(directory + " is in the way: a directory is needed there", e);
            }
        }
    }

    /**
     * Removes all that we keep in the target except the lock, which its holder removes: the last step of a clone that is
     * committed or aborted. Staged files outside the data directory are {@link Staging#remove}'s.
     */
    public void forget() throws IOException {
        if (!Files.isDirectory(agentDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Trees.deleteContents(agentDirectory(), TargetLock.FILE);
    }

    /** Gives a file the mode (0640) and owner that mysqld's own files have. */
    public void adopt(Path file) throws IOException {
        permit(file, "rw-r-----");
        own(file);
    }

    /** Gives a file the owner that mysqld's own files have, and a mode that lets nobody else read it (0600). */
    public void adoptPrivate(Path file) throws IOException {
        permit(file, "rw-------");
        own(file);
    }

    private static void permit(Path file, String mode) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(file + " is a symbolic link, where a file that was received must be");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private void own(Path path) throws IOException {
        if (ownership.foreign()) {
            Files.setAttribute(path, "unix:uid", ownership.user(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", ownership.group(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
