package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Makes files, and the directory entries that name them, survive a power failure. */
public final class DirectorySync {
    /** From this many files on, one syncfs of the whole file system is cheaper than a sync of each. */
    private static final int MANY = 64;

    private static final int BUFFER = 64 << 10;

    private DirectorySync() {}

    /** fdatasync of one file's content. */
    public static void file(Path file) throws StorageException {
        sync(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), false);
    }

    /** fsync of a directory: names created, renamed or removed in it are durable afterwards. */
    public static void directory(Path directory) throws StorageException {
        sync(directory, Set.of(StandardOpenOption.READ), true);
    }

    /**
     * Writes a whole file, which is created or replaced, and makes its content durable. With one descriptor for both: one
     * that is opened afterwards is not told what was lost in between.
     */
    public static void write(Path file, String content) throws StorageException {
        write(file, StandardCharsets.UTF_8.encode(content));
    }

    /** As {@link #write(Path, String)}. */
    public static void write(Path file, ByteBuffer content) throws StorageException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        } catch (IOException e) {
            throw StorageException.of(file, e);
        }
    }

    /** Copies a file's content and mode to a name that must be free, and makes it durable, with one descriptor too. */
    public static void copy(Path file, Path to) throws StorageException {
        FileAttribute<?>[] unreadable = {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel copy = FileChannel.open(
                        to,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                        unreadable)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (source.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    copy.write(buffer);
                }
                buffer.clear();
            }
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
            Files.setLastModifiedTime(to, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
            copy.force(true);
        } catch (IOException e) {
            throw StorageException.of(to, e);
        }
    }

    /** Makes durable which of the names are there, wherever their directories still are. */
    public static void names(Collection<Path> names) throws StorageException {
        Set<Path> folders = new LinkedHashSet<>();
        names.forEach(name -> folders.add(name.resolveSibling("").toAbsolutePath()));
        for (Path folder : folders) {
            if (exists(folder)) {
                directory(folder);
            }
        }
    }

    private static boolean exists(Path folder) throws StorageException {
        try {
            return Inode.exists(folder);
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    private static void sync(Path path, Set<OpenOption> options, boolean metadata) throws StorageException {
        try (FileChannel channel = FileChannel.open(path, options)) {
            channel.force(metadata);
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }

    /**
     * Makes the content of all {@code files} durable; they must lie on the file system of {@code root}. More than 64
     * files are made durable by one syncfs where the system has it, which writes out what others have on that file system
     * too: not for what is done again and again.
     */
    public static void syncAll(Path root, Collection<Path> files) throws StorageException {
        if (files.size() > MANY && LinuxFiles.syncFileSystem(root)) {
            return;
        }
        for (Path file : files) {
            file(file);
        }
    }
}
