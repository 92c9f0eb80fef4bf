package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Copies ranges between files of this host in the cheapest way that their file systems have. Thread safe.
 */
public final class FileCopier {
    private static final int BUFFER = 1 << 20;

    private final Consumer<Way> onFirst;
    private final Set<Way> used = ConcurrentHashMap.newKeySet();
    /** Pairs of file systems that can't share blocks, or copy inside the kernel. */
    private final Set<Pair> unshared = ConcurrentHashMap.newKeySet();

    private final Set<Pair> outside = ConcurrentHashMap.newKeySet();

    /** How bytes came from one file to another. */
    public enum Way {
        /** Both files have the same blocks until one of them is written to (reflink). */
        SHARED,
        /** The kernel copied them (copy_file_range). */
        KERNEL,
        /** This program has read and written them. */
        BYTES
    }

    private record Pair(Object from, Object to) {}

    /** @param onFirst is told of each way when it is first gone */
    public FileCopier(Consumer<Way> onFirst) {
        this.onFirst = onFirst;
    }

    /**
     * Whether blocks may still turn out to be shareable.
     *
     * @param to an existing file or directory
     */
    public boolean mayShare(Path from, Path to) throws StorageException {
        return !unshared.contains(pair(from, to));
    }

    /**
     * Lets {@code to} share a range with {@code from}, at the same offset.
     *
     * @return false when that is not possible; then nothing has changed
     */
    public boolean share(Path from, Path to, long offset, long length) throws StorageException {
        Pair pair = pair(from, to);
        if (unshared.contains(pair)) {
            return false;
        }
        boolean shared = withBoth(from, to, (source, target) -> LinuxRanges.share(source, target, offset, length));
        if (shared) {
            went(Way.SHARED);
        } else if (used.stream().noneMatch(way -> way == Way.SHARED)) {
            unshared.add(pair);
        }
        return shared;
    }

    /** Copies a range to the same offset: shared, else by the kernel, else through this process. */
    public void copy(Path from, Path to, long offset, long length) throws StorageException {
        if (share(from, to, offset, length)) {
            return;
        }
        Pair pair = pair(from, to);
        long done = 0;
        while (done < length && !outside.contains(pair)) {
            long at = offset + done;
            long left = length - done;
            long[] copied = new long[1];
            withBoth(from, to, (source, target) -> {
                copied[0] = LinuxRanges.copy(source, target, at, left);
                return true;
            });
            if (copied[0] <= 0) {
                outside.add(pair);
            } else {
                went(Way.KERNEL);
                done += copied[0];
            }
        }
        if (done < length) {
            went(Way.BYTES);
            readAndWrite(from, to, offset + done, length - done);
        }
    }

    /** Bytes of a range were written by the caller. */
    public void written() {
        went(Way.BYTES);
    }

    private void went(Way way) {
        if (used.add(way)) {
            onFirst.accept(way);
        }
    }

    private interface Call {
        boolean on(LinuxFiles.Descriptor source, LinuxFiles.Descriptor target) throws StorageException;
    }

    private static boolean withBoth(Path from, Path to, Call call) throws StorageException {
        Optional<LinuxFiles.Descriptor> source = LinuxFiles.openFileToRead(from);
        if (source.isEmpty()) {
            return false;
        }
        try (LinuxFiles.Descriptor opened = source.get();
                LinuxFiles.Descriptor target = LinuxFiles.open(to).orElseThrow()) {
            return call.on(opened, target);
        }
    }

    private static void readAndWrite(Path from, Path to, long offset, long length) throws StorageException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel target = FileChannel.open(to, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER, length));
            for (long done = 0; done < length; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
                int read = source.read(buffer, offset + done);
                if (read < 0) {
                    throw new StorageException(from + " has become shorter");
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    target.write(buffer, offset + done + buffer.position());
                }
                done += read;
            }
        } catch (IOException e) {
            throw StorageException.of(to, e);
        }
    }

    private static Pair pair(Path from, Path to) throws StorageException {
        return new Pair(device(from), device(to));
    }

    private static Object device(Path path) throws StorageException {
        try {
            return Files.getAttribute(path, "unix:dev");
        } catch (IOException e) {
            throw StorageException.of(path, e);
        }
    }
}
