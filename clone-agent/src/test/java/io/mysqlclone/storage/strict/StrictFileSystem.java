package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One state of the file system, from a start to the power failure that ends it. Thread safe. */
public final class StrictFileSystem extends FileSystem {
    final Node.Folder root;
    private final StrictProvider provider = new StrictProvider(this);
    private int operations;
    private int faulty = -1;
    private Fault fault = Fault.POWER_OFF;
    private boolean off;
    private boolean struck;

    /** An empty one, in which everything works. */
    public StrictFileSystem() {
        this(new Node.Folder());
    }

    private StrictFileSystem(Node.Folder root) {
        this.root = root;
    }

    /** Lets the {@code number}th operation that changes something, counted from 0 and from now, go wrong. */
    public synchronized void fail(int number, Fault how) {
        operations = 0;
        faulty = number;
        fault = how;
        struck = false;
    }

    /** Operations since {@link #fail}. */
    public synchronized int operations() {
        return operations;
    }

    /** Whether an operation has gone wrong since {@link #fail}. */
    public synchronized boolean hasStruck() {
        return struck;
    }

    /** What is there when the power is back: exactly what was made durable. */
    public synchronized StrictFileSystem afterPowerFailure() {
        return new StrictFileSystem(root.afterCrash(new Node.Crash(Optional.empty())));
    }

    /** What may be there when the power is back: {@code random} decides what else has reached the disk. */
    public synchronized StrictFileSystem afterPowerFailure(Random random) {
        return new StrictFileSystem(root.afterCrash(new Node.Crash(Optional.of(random))));
    }

    /** Makes durable all that is there, as sync(2) does. */
    public synchronized void sync() throws IOException {
        root.forceAll();
    }

    /** Called by each operation that changes something, before it does; true when a write is to be lost. */
    boolean operation(Path path, boolean write) throws IOException {
        check(path);
        if (operations++ != faulty) {
            return false;
        }
        switch (fault) {
            case POWER_OFF -> {
                struck = true;
                off = true;
                check(path);
            }
            case IO_ERROR -> {
                struck = true;
                throw new IOException("Input/output error");
            }
            case NO_SPACE -> {
                struck = true;
                throw new IOException("No space left on device");
            }
            case LOST_WRITE -> struck |= write;
        }
        return write;
    }

    void check(Path path) throws IOException {
        if (off) {
            throw new IOException(path + ": the power is off");
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new StrictPath(this, Path.of(first, more));
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix", "unix");
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
        return path -> matcher.matches(StrictPath.plain(path));
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
