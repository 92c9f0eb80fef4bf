package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/** Makes files, and the directory entries that name them, survive a power failure. */
public final class DirectorySync {
    /** From this many files on, one syncfs of the whole file system is cheaper than a sync of each. */
    private static final int MANY = 64;

    private DirectorySync() {}

    /** fdatasync of one file's content. */
    public static void file(Path file) throws StorageException {
        sync(file, StandardOpenOption.WRITE, false);
    }

    /** fsync of a directory: names created, renamed or removed in it are durable afterwards. */
    public static void directory(Path directory) throws StorageException {
        sync(directory, StandardOpenOption.READ, true);
    }

    private static void sync(Path path, OpenOption option, boolean metadata) throws StorageException {
        try (FileChannel channel = FileChannel.open(path, option)) {
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
