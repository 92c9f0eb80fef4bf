package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of a {@link StrictFileSystem}, each of which may be made to fail. */
final class StrictProvider extends FileSystemProvider {
    private static final int OUR_USER = ourUser();

    private final StrictFileSystem system;

    private static int ourUser() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StrictProvider(StrictFileSystem system) {
        this.system = system;
    }

    private static StrictPath absolute(Path path) {
        return (StrictPath) path.toAbsolutePath().normalize();
    }

    private Optional<Node> find(Path path) throws IOException {
        system.check(path);
        Node node = system.root;
        for (Path name : StrictPath.plain(absolute(path))) {
            Node next = node instanceof Node.Folder folder ? folder.names.get(name.toString()) : null;
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node);
    }

    private Node require(Path path) throws IOException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private Node.Folder parent(Path path) throws IOException {
        Path parent = absolute(path).getParent();
        if (parent == null || !(require(parent) instanceof Node.Folder folder)) {
            throw new NotDirectoryException(path.toString());
        }
        return folder;
    }

    private static String name(Path path) {
        return String.valueOf(absolute(path).getFileName());
    }

    private void add(Path path, Node node) throws IOException {
        Node.Folder parent = parent(path);
        if (parent.names.containsKey(name(path))) {
            throw new FileAlreadyExistsException(path.toString());
        }
        boolean _ = system.operation(path, false);
        parent.names.put(name(path), node);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        synchronized (system) {
            if (!options.stream()
                    .allMatch(option -> option instanceof StandardOpenOption || option instanceof LinkOption)) {
                throw new UnsupportedOperationException("direct writes");
            }
            Optional<Node> found = find(path);
            boolean exclusive = options.contains(StandardOpenOption.CREATE_NEW);
            if (exclusive && found.isPresent()) {
                throw new FileAlreadyExistsException(path.toString());
            }
            if (found.isEmpty() && (exclusive || options.contains(StandardOpenOption.CREATE))) {
                found = Optional.of(new Node.Content());
                add(path, found.get());
            }
            StrictChannel channel = new StrictChannel(
                    absolute(path), found.orElseThrow(() -> new NoSuchFileException(path.toString())));
            if (options.contains(StandardOpenOption.TRUNCATE_EXISTING) && channel.size() > 0) {
                FileChannel _ = channel.truncate(0);
            }
            return options.contains(StandardOpenOption.APPEND) ? channel.position(channel.size()) : channel;
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> entries = new ArrayList<>();
        synchronized (system) {
            if (!(require(dir) instanceof Node.Folder folder)) {
                throw new NotDirectoryException(dir.toString());
            }
            for (String name : folder.names.keySet()) {
                Path entry = dir.resolve(name);
                if (filter.accept(entry)) {
                    entries.add(entry);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return entries.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        synchronized (system) {
            add(dir, new Node.Folder());
        }
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        synchronized (system) {
            add(link, require(existing));
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        synchronized (system) {
            if (require(path) instanceof Node.Folder folder && !folder.names.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            boolean _ = system.operation(path, false);
            parent(path).names.remove(name(path));
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        synchronized (system) {
            Node moved = require(source);
            boolean replaces = Set.of(options).contains(StandardCopyOption.REPLACE_EXISTING)
                    || Set.of(options).contains(StandardCopyOption.ATOMIC_MOVE);
            if (!replaces && find(target).isPresent()) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Node.Folder into = parent(target);
            boolean _ = system.operation(target, false);
            into.names.put(name(target), moved);
            parent(source).names.remove(name(source));
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Files.write(target, Files.readAllBytes(source), StandardOpenOption.CREATE_NEW);
    }

    @Override
    public boolean isSameFile(Path path, Path path2) throws IOException {
        synchronized (system) {
            return require(path) == require(path2);
        }
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new StrictStore();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        synchronized (system) {
            Node _ = require(path);
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type.isAssignableFrom(StrictView.class) ? type.cast(new StrictView(this, path)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        synchronized (system) {
            return type.cast(StrictAttributes.of(require(path)));
        }
    }

    @Override
    public <A extends BasicFileAttributes> @Nullable A readAttributesIfExists(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        synchronized (system) {
            return find(path).map(node -> type.cast(StrictAttributes.of(node))).orElse(null);
        }
    }

    @Override
    public boolean exists(Path path, LinkOption... options) {
        try {
            return readAttributesIfExists(path, BasicFileAttributes.class, options) != null;
        } catch (IOException off) {
            return false;
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        synchronized (system) {
            Node node = require(path);
            return Map.of(
                    "uid",
                    OUR_USER,
                    "gid",
                    0,
                    "dev",
                    1L,
                    "ino",
                    node.number,
                    "mode",
                    0750,
                    "nlink",
                    1,
                    "creationTime",
                    FileTime.fromMillis(0),
                    "size",
                    StrictAttributes.of(node).size());
        }
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        synchronized (system) {
            Node _ = require(path);
        }
    }

    @Override
    public String getScheme() {
        return "strict";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }
}
