package io.mysqlclone.innodb.staging;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.Staging;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.UnsafePathException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.engine.FileDemand.AnnouncedFile;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.storage.BlockSink;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where the files of a snapshot are staged and where they will go. Thread safe. */
public final class StagedFiles {
    private final DataDirectory directory;
    private final Staging staging;
    private final BlockSinks sinks;
    private final Relocations relocations;
    private final Map<Path, BlockSinks> externalSinks = new ConcurrentHashMap<>();
    /** The directories that relocations lead to, by their names in the relocation. */
    private final Map<Path, DataDirectory> relocated = new ConcurrentHashMap<>();

    private final Map<Integer, Path> externalFiles = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final BitSet atHome = new BitSet();
    /** Data files that this process has opened. Guarded by itself, as the next one. */
    private final BitSet openedData = new BitSet();

    private final BitSet openedRedo = new BitSet();
    /** Folders with names in them that a power failure may take away. */
    private final Set<Path> unsyncedFolders = ConcurrentHashMap.newKeySet();

    private FileDemand demand = FileDemand.NONE;

    /** Files staged in {@code staging}, or behind {@code relocations}, and bound for {@code directory}. */
    public StagedFiles(DataDirectory directory, Staging staging, BlockSinks sinks, List<Relocation> relocations) {
        this.directory = directory;
        this.staging = staging;
        this.sinks = sinks;
        this.relocations = new Relocations(relocations);
    }

    /** Demands something of each file from here on. */
    public void demand(FileDemand demanded) {
        demand = demanded;
    }

    /** The directory that all files are below which are not relocated. */
    public Path root() {
        return directory.root();
    }

    /**
     * Checks the names of files and decides where they are staged; directories outside the target are made.
     *
     * @throws EngineException DONOR_VIOLATION when a name leads out of the target; REFUSED, with all of them, when
     *     files lie outside the donor's data directory and no relocation maps them, or when what is {@link #demand
     *     demanded} is not met
     */
    public void place(List<FileDescriptor> files) throws EngineException {
        place(files, true);
    }

    /**
     * As {@link #place}, of files that an earlier process has placed: nothing is made, for a directory that is missing now
     * is one whose volume is not mounted.
     *
     * @throws EngineException also TARGET_MISSING, when the staging area of a relocated file is not there
     */
    public void placeAgain(List<FileDescriptor> files) throws EngineException {
        place(files, false);
    }

    private void place(List<FileDescriptor> files, boolean fresh) throws EngineException {
        var unmapped = new ArrayList<FileDescriptor>();
        for (FileDescriptor file : files) {
            String name = name(file);
            if (file.flags().isDeleted()) {
                continue;
            }
            demand.check(new AnnouncedFile(name, file.flags().isEncrypted()));
            if (!Relocations.isExternal(name)) {
                target(name);
                synchronized (atHome) {
                    atHome.set(file.fileIndex());
                }
            } else {
                Optional<Relocation> relocation = relocations.of(name);
                if (isPlacedAtHome(file.fileIndex())) {
                    throw movedOut(name);
                } else if (relocation.isEmpty()) {
                    unmapped.add(file);
                } else {
                    Path place = fresh
                            ? open(relocation.get().to())
                            : reopen(relocation.get().to());
                    external(relocation.get(), name);
                    if (!place.equals(directory.root())) {
                        externalFiles.putIfAbsent(file.fileIndex(), place);
                    }
                }
            }
        }
        if (!unmapped.isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.REFUSED,
                    Relocations.refusal(unmapped),
                    Optional.of(Relocations.advice(unmapped)),
                    null);
        }
    }

    private Path open(Path to) throws EngineException {
        try {
            DataDirectory opened = DataDirectory.open(to);
            if (relocated.putIfAbsent(to, opened) == null && !opened.root().equals(directory.root())) {
                // Its presence tells a later process that it looks at the same volume.
                staging.createExternal(opened.root());
            }
            return opened.root();
        } catch (IOException e) {
            throw unusable(to, e);
        }
    }

    private Path reopen(Path to) throws EngineException {
        try {
            DataDirectory found = DataDirectory.examine(to);
            if (found.root().equals(directory.root()) || staging.hasExternal(found.root())) {
                relocated.put(to, found);
                return found.root();
            }
        } catch (TargetRefusedException e) {
            throw missing(to, e);
        } catch (IOException e) {
            throw unusable(to, e);
        }
        throw missing(to, null);
    }

    private static EngineException missing(Path to, @Nullable IOException cause) {
        return new EngineException(
                EngineException.Kind.TARGET_MISSING,
                "the tablespaces that wait in " + to + " for this clone are not there: its volume is not mounted",
                Optional.of(
                        "mount it and run the same command again to go on, or run clone-agent discard to start over"),
                cause);
    }

    private static EngineException unusable(Path place, IOException e) {
        return e instanceof TargetRefusedException refused
                ? new EngineException(EngineException.Kind.REFUSED, refused.problem(), refused.hint(), e)
                : EngineException.local(place + " can't be used", e);
    }

    /** @throws EngineException REFUSED when there is something already where an external file is to go */
    public void requireAbsent(List<FileDescriptor> files) throws EngineException {
        for (FileDescriptor file : files) {
            Optional<Relocation> relocation = relocations.of(name(file));
            if (relocation.isPresent() && !file.flags().isDeleted()) {
                Path target = external(relocation.get(), name(file));
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw new EngineException(
                            EngineException.Kind.REFUSED,
                            target + " exists already, but " + name(file)
                                    + " of the donor is to go there (1086 ER_FILE_EXISTS_ERROR)",
                            Optional.of("remove it, or map that directory to another one with --relocate FROM=TO"),
                            null);
                }
            }
        }
    }

    /** @throws EngineException DONOR_VIOLATION when the name leads out of the target, or might */
    public void checkName(FileDescriptor file) throws EngineException {
        String name = name(file);
        if (!Relocations.isExternal(name) && !file.flags().isDeleted()) {
            target(name);
        }
    }

    private static String name(FileDescriptor file) throws EngineException {
        return file.name()
                .orElseThrow(() -> EngineException.violation(
                        "the donor names no path for file " + file.fileIndex() + " of tablespace " + file.spaceId()));
    }

    private Path external(Relocation relocation, String name) throws EngineException {
        DataDirectory place = relocated.get(relocation.to());
        if (place == null) {
            throw new IllegalStateException(name + " was not placed");
        }
        return resolve(place, Relocations.rest(relocation, name));
    }

    private Path target(String name) throws EngineException {
        return resolve(directory, name);
    }

    private static Path resolve(DataDirectory directory, String name) throws EngineException {
        try {
            return directory.resolve(name);
        } catch (UnsafePathException e) {
            throw new EngineException(EngineException.Kind.DONOR_VIOLATION, String.valueOf(e.getMessage()), e);
        }
    }

    /** The final place of a data file. */
    public Path target(DataFile file) throws EngineException {
        String name = name(file.descriptor());
        if (!Relocations.isExternal(name)) {
            return target(name);
        }
        Optional<Relocation> relocation = relocations.of(name);
        if (relocation.isEmpty()) {
            throw movedOut(name);
        }
        return external(relocation.get(), name);
    }

    private static EngineException movedOut(String name) {
        return EngineException.violation("the donor moved " + name + " out of its data directory during the clone");
    }

    /** Directories that mysqld must be told of: those of relocated files that are outside the data directory. */
    public List<Path> innodbDirectories() {
        return externalFiles.values().stream().distinct().sorted().toList();
    }

    /** Where a data file is staged. */
    public Path data(int index) throws EngineException {
        Path external = externalFiles.get(index);
        try {
            return external == null ? staging.data(index) : staging.external(external, index);
        } catch (IOException e) {
            throw unusable(external == null ? directory.root() : external, e);
        }
    }

    private boolean isPlacedAtHome(int index) {
        synchronized (atHome) {
            return atHome.get(index);
        }
    }

    /** Whether a data file is staged on the file system of the data directory. */
    public boolean isAtHome(int index) {
        return !externalFiles.containsKey(index);
    }

    /** Where a redo file is staged. */
    public Path redo(int index) {
        return staging.redo(index);
    }

    /** Opens a data file for writing; it is created when there is none. */
    public BlockSink openData(int index) throws EngineException, StorageException {
        Path external = externalFiles.get(index);
        if (external == null) {
            return open(sinks, data(index), openedData, index);
        }
        BlockSinks there = externalSinks.get(external);
        if (there == null) {
            there = BlockSinks.probe(external);
            externalSinks.put(external, there);
        }
        return open(there, data(index), openedData, index);
    }

    private BlockSink open(BlockSinks kind, Path file, BitSet opened, int index) throws StorageException {
        BlockSink sink = kind.open(file, true);
        boolean first;
        synchronized (opened) {
            first = !opened.get(index);
            opened.set(index);
        }
        if (first) {
            unsyncedFolders.add(file.resolveSibling(".").normalize());
        }
        return sink;
    }

    /**
     * Makes the names of all files durable that were opened so far.
     *
     * @throws StorageException when that failed; another try would not say so again
     */
    public void syncNewEntries() throws StorageException {
        for (Path folder : List.copyOf(unsyncedFolders)) {
            unsyncedFolders.remove(folder);
            DirectorySync.directory(folder);
        }
    }

    /** Opens a redo file for writing; it is created when there is none. */
    public BlockSink openRedo(int index) throws StorageException {
        return open(sinks, redo(index), openedRedo, index);
    }

    /** What the file system of the target can do. */
    public BlockSinks.Capabilities capabilities() {
        return sinks.capabilities();
    }
}
