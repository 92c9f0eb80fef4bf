package io.mysqlclone.storage.strict;

import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A name in a {@link StrictFileSystem}, which behaves as the names of the system do. */
record StrictPath(StrictFileSystem system, Path plain) implements Path {
    /** The same name in the default file system. */
    static Path plain(Path path) {
        if (path instanceof StrictPath strict) {
            return strict.plain;
        }
        throw new ProviderMismatchException();
    }

    private StrictPath with(Path other) {
        return new StrictPath(system, other);
    }

    private @Nullable StrictPath orNull(@Nullable Path other) {
        return other == null ? null : with(other);
    }

    @Override
    public StrictFileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return plain.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return orNull(plain.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return orNull(plain.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return orNull(plain.getParent());
    }

    @Override
    public int getNameCount() {
        return plain.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return with(plain.getName(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return with(plain.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof StrictPath strict && system == strict.system && plain.startsWith(strict.plain);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof StrictPath strict && plain.endsWith(strict.plain);
    }

    @Override
    public Path normalize() {
        return with(plain.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return with(plain.resolve(plain(other)));
    }

    @Override
    public Path relativize(Path other) {
        return with(plain.relativize(plain(other)));
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path toAbsolutePath() {
        return with(Path.of("/").resolve(plain));
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return plain.compareTo(plain(other));
    }

    @Override
    public String toString() {
        return plain.toString();
    }
}
