package io.mysqlclone.datadir;

import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.Trees;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Where incoming files wait, named by their index so that a rename or drop on the donor never touches a name on disk:
 * {@code #clone-agent/staging/data/000/000017} and {@code #clone-agent/staging/redo/0}. No name ends in {@code .ibd},
 * so that no mysqld picks one up.
 *
 * <p>Files whose final place is outside the data directory wait in {@code #clone-agent/ID/} of that directory, because the
 * last rename must stay on one file system; ID is the clone's own. May be used by several threads.
 */
public final class Staging implements Closeable {
    private static final int FILES_A_FOLDER = 1000;

    private final DataDirectory directory;
    private final Path root;
    /** Folder of the engine in {@link #root} and outside the data directory; empty for the first one. */
    private final String area;

    private final ExternalStaging elsewhere;
    private final Set<Path> folders = new HashSet<>();

    /** The staging area of {@code directory}; nothing is created yet. */
    public Staging(DataDirectory directory) {
        this(directory, "", new ExternalStaging(directory));
    }

    private Staging(DataDirectory directory, String area, ExternalStaging elsewhere) {
        this.directory = directory;
        this.area = area;
        this.root = directory.agentDirectory().resolve("staging").resolve(area);
        this.elsewhere = elsewhere;
    }

    /** A part of this area, which must have been created, for the files of another engine than the first; it exists. */
    public Staging forEngine(int engineType) throws IOException {
        var part = new Staging(directory, "engine-" + engineType, elsewhere);
        part.create();
        return part;
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

    /**
     * Takes over what an earlier process has staged outside the data directory, if it has.
     *
     * @throws TargetRefusedException when another process works with it
     */
    public void reopen() throws IOException {
        elsewhere.reopen();
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
     * @throws TargetRefusedException when another process works with the clone's files there
     */
    public Path external(Path targetDirectory, int index) throws IOException {
        Path own = createExternal(targetDirectory);
        return place(area.isEmpty() ? own : createPart(own), index);
    }

    private Path createPart(Path own) throws IOException {
        Path part = own.resolve(area);
        synchronized (folders) {
            if (folders.add(part)) {
                create(part);
            }
        }
        return part;
    }

    /**
     * Creates the clone's own area in a directory that is not under the data directory, or accepts it; its name is durable.
     *
     * @throws TargetRefusedException when another process works with it
     */
    public Path createExternal(Path targetDirectory) throws IOException {
        return elsewhere.folder(targetDirectory);
    }

    /** Whether an earlier process has made the area there. */
    public boolean hasExternal(Path targetDirectory) throws IOException {
        return elsewhere.holds(targetDirectory);
    }

    /** Removes all staged files, those outside the data directory too, whoever has made them for this clone. */
    public void remove() throws IOException {
        elsewhere.remove();
        Trees.delete(root);
        synchronized (folders) {
            folders.clear();
        }
    }

    /** Lets other processes work with what is staged outside the data directory. */
    @Override
    public void close() throws IOException {
        elsewhere.close();
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
