package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where incoming files wait, named by their index so that a rename or drop on the donor never touches a name on disk:
 * {@code #clone-agent/staging/data/000/000017} and {@code #clone-agent/staging/redo/0}. No name ends in {@code .ibd},
 * so that no mysqld picks one up.
 *
 * <p>Files whose final place is outside the data directory wait in {@code #clone-agent/staging} of that directory,
 * because the last rename must stay on one file system. May be used by several threads.
 */
public final class Staging {
    private static final int FILES_A_FOLDER = 1000;

    private final DataDirectory directory;
    private final Path root;
    private final Set<Path> externalRoots = new LinkedHashSet<>();
    private final Set<Path> folders = new HashSet<>();

    /** The staging area of {@code directory}; nothing is created yet. */
    public Staging(DataDirectory directory) {
        this.directory = directory;
        this.root = directory.agentDirectory().resolve("staging");
    }

    /** Creates the area, or accepts the one that an earlier process has left. */
    public void create() throws IOException {
        create(directory.agentDirectory());
        create(root);
        create(root.resolve("data"));
        create(root.resolve("redo"));
    }

    /** Creates a directory, or accepts it, and makes its name durable. */
    private void create(Path folder) throws IOException {
        directory.createPrivate(folder);
        DirectorySync.directory(folder.resolveSibling(".").normalize());
    }

    /** Place of data file {@code index}; its folder exists afterwards. */
    public Path data(int index) throws IOException {
        return place(root.resolve("data"), index);
    }

    /** Place of redo file {@code index}. */
    public Path redo(int index) {
        return root.resolve("redo").resolve(Integer.toString(checked(index)));
    }

    /**
     * Place of data file {@code index} whose final directory is not under the data directory.
     *
     * @param targetDirectory the final directory, which exists; it may be on another file system
     */
    public Path external(Path targetDirectory, int index) throws IOException {
        return place(createExternal(targetDirectory), index);
    }

    /** Creates the area in a directory that is not under the data directory, or accepts it; what is in it is durable. */
    public Path createExternal(Path targetDirectory) throws IOException {
        Path external = externalArea(targetDirectory);
        synchronized (externalRoots) {
            if (externalRoots.add(externalRoot(targetDirectory))) {
                create(externalRoot(targetDirectory));
                create(external);
            }
        }
        return external;
    }

    /** Whether an earlier process has made the area there. */
    public boolean hasExternal(Path targetDirectory) {
        return Files.isDirectory(externalArea(targetDirectory), LinkOption.NOFOLLOW_LINKS);
    }

    private static Path externalRoot(Path targetDirectory) {
        return targetDirectory.resolve(DataDirectory.AGENT_DIRECTORY);
    }

    private static Path externalArea(Path targetDirectory) {
        return externalRoot(targetDirectory).resolve("staging");
    }

    /** Removes all staged files, those outside the data directory too when this object has named them. */
    public void remove() throws IOException {
        Trees.delete(root);
        synchronized (externalRoots) {
            for (Path external : externalRoots) {
                Trees.delete(external);
            }
            externalRoots.clear();
        }
        synchronized (folders) {
            folders.clear();
        }
    }

    /** True when an earlier process has left an area here. */
    public boolean exists() {
        return Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
    }

    private Path place(Path area, int index) throws IOException {
        Path folder = area.resolve(padded(checked(index) / FILES_A_FOLDER, 3));
        synchronized (folders) {
            if (!folders.contains(folder)) {
                create(folder);
                folders.add(folder);
            }
        }
        return folder.resolve(padded(index, 6));
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static int checked(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("File index " + index);
        }
        return index;
    }
}
