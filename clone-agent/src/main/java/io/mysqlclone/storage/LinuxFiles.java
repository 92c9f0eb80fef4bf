package io.mysqlclone.storage;

import static io.mysqlclone.storage.NativeCalls.EINTR;
import static io.mysqlclone.storage.NativeCalls.EINVAL;
import static io.mysqlclone.storage.NativeCalls.ENOSYS;
import static io.mysqlclone.storage.NativeCalls.EOPNOTSUPP;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Linux calls that Java has no name for. Where one of them is missing (another libc, native access denied) the
 * callers do the same with plain Java, slower or with more page cache.
 *
 * <p>Constants are those of {@code <fcntl.h>}, {@code <linux/falloc.h>} and {@code <linux/fs.h>} on 64-bit Linux.
 */
final class LinuxFiles {
    static final int SYNC_FILE_RANGE_WAIT_BEFORE = 1;
    static final int SYNC_FILE_RANGE_WRITE = 2;
    static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;
    private static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0100000 : 0400000;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int POSIX_FADV_WILLNEED = 3;
    private static final int POSIX_FADV_DONTNEED = 4;
    private static final int SEEK_HOLE = 4;
    private static final int F_GETLK = 5;
    private static final int F_OFD_GETLK = 36;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private static final Optional<Calls> CALLS = Calls.load();

    private LinuxFiles() {}

    private record Calls(
            MethodHandle open,
            MethodHandle close,
            MethodHandle fallocate,
            MethodHandle fadvise,
            MethodHandle syncFileRange,
            MethodHandle syncfs,
            MethodHandle lseek,
            MethodHandle fcntl,
            int pageSize,
            int effectiveUser) {

        static Optional<Calls> load() {
            try {
                return Optional.of(new Calls(
                        // Without O_CREAT it takes no third argument.
                        NativeCalls.variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)),
                        NativeCalls.call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
                        NativeCalls.call(
                                "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)),
                        NativeCalls.call(
                                "posix_fadvise",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)),
                        NativeCalls.call(
                                "sync_file_range",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)),
                        NativeCalls.call("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
                        NativeCalls.call("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT)),
                        NativeCalls.variadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS)),
                        number("getpagesize"),
                        number("geteuid")));
            } catch (Throwable unavailable) {
                return Optional.empty();
            }
        }

        private static int number(String function) throws Throwable {
            return (int) NativeCalls.handle(function, FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
        }
    }

    /** Bytes of a memory page; 4096 when the system can't be asked. */
    static int pageSize() {
        return CALLS.map(Calls::pageSize).orElse(4096);
    }

    /** The effective user id of this process. */
    static int effectiveUser() throws IOException {
        return CALLS.isPresent()
                ? CALLS.get().effectiveUser()
                : (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** syncfs(2) of the file system that {@code path} is on; false when the system has no such call. */
    static boolean syncFileSystem(Path path) throws StorageException {
        Optional<Descriptor> directory = open(path, O_RDONLY);
        if (directory.isEmpty()) {
            return false;
        }
        try (Descriptor descriptor = directory.get()) {
            return descriptor.syncFileSystem();
        }
    }

    /** Opens an existing file, and no symbolic link, for the calls below; empty when there are no native calls for it. */
    static Optional<Descriptor> open(Path file) throws StorageException {
        return open(file, O_RDWR | O_NOFOLLOW);
    }

    /** As {@link #open(Path)}, for files that may only be read. */
    static Optional<Descriptor> openToRead(Path file) throws StorageException {
        return open(file, O_RDONLY);
    }

    /** As {@link #openToRead}, but no symbolic link. */
    static Optional<Descriptor> openFileToRead(Path file) throws StorageException {
        return open(file, O_RDONLY | O_NOFOLLOW);
    }

    private static Optional<Descriptor> open(Path file, int flags) throws StorageException {
        // A path of another file system of Java means nothing to the system.
        if (CALLS.isEmpty() || !file.getFileSystem().equals(FileSystems.getDefault())) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NativeCalls.STATE);
            int fd = (int) CALLS.get()
                    .open()
                    .invokeExact(
                            state,
                            arena.allocateFrom(file.toAbsolutePath().toString(), StandardCharsets.UTF_8),
                            flags | O_CLOEXEC);
            if (fd < 0) {
                throw NativeCalls.failure("open", file, NativeCalls.errno(state));
            }
            return Optional.of(new Descriptor(CALLS.get(), file, fd));
        } catch (Throwable e) {
            throw NativeCalls.rethrown(file, e);
        }
    }

    @FunctionalInterface
    private interface Call {
        int result() throws Throwable;
    }

    /** A file descriptor of our own; used by one thread. */
    static final class Descriptor implements AutoCloseable {
        private final Calls calls;
        private final Path file;
        private final MemorySegment state = Arena.ofAuto().allocate(NativeCalls.STATE);
        private int fd;

        private Descriptor(Calls calls, Path file, int fd) {
            this.calls = calls;
            this.file = file;
            this.fd = fd;
        }

        /** For the calls of {@link LinuxRanges}. */
        int number() {
            return fd;
        }

        Path file() {
            return file;
        }

        /** Reserves blocks and leaves the size alone; false when the file system can't. */
        boolean reserve(long length) throws StorageException {
            return allocate(FALLOC_FL_KEEP_SIZE, 0, length);
        }

        /** Gives blocks back; false when the file system can't. */
        boolean punchHole(long offset, long length) throws StorageException {
            return allocate(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset, length);
        }

        private boolean allocate(int mode, long offset, long length) throws StorageException {
            return succeeded("fallocate", () -> (int) calls.fallocate.invokeExact(state, fd, mode, offset, length));
        }

        /** sync_file_range(2); false when the file system can't. */
        boolean syncRange(long offset, long length, int flags) throws StorageException {
            return succeeded(
                    "sync_file_range", () -> (int) calls.syncFileRange.invokeExact(state, fd, offset, length, flags));
        }

        private boolean syncFileSystem() throws StorageException {
            return succeeded("syncfs", () -> (int) calls.syncfs.invokeExact(state, fd));
        }

        /** Drops clean pages from the page cache; a hint, its failure means nothing. */
        void dropFromCache(long offset, long length) {
            advise(offset, length, POSIX_FADV_DONTNEED);
        }

        /** Begins to read the range into the page cache; a hint, for at most what a device reads at once. */
        void willNeed(long offset, long length) {
            advise(offset, length, POSIX_FADV_WILLNEED);
        }

        private void advise(long offset, long length, int advice) {
            try {
                int _ = (int) calls.fadvise.invokeExact(state, fd, offset, length, advice);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        /** Offset of the first hole at or after {@code offset}, or the size; -1 when the system can't say. */
        long firstHole(long offset) {
            try {
                return (long) calls.lseek.invokeExact(state, fd, offset, SEEK_HOLE);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        /**
         * Whether anybody else has a record lock (fcntl) on any part of the file. Takes no lock, so that it is in nobody's
         * way.
         */
        boolean isLocked() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment lock = arena.allocate(NativeCalls.FLOCK);
                // Both commands must find an unused process id in it. The older one does not see locks of this process.
                for (int command : new int[] {F_OFD_GETLK, F_GETLK}) {
                    lock.fill((byte) 0).set(JAVA_SHORT, 0, F_WRLCK);
                    if (succeeded("fcntl", () -> (int) calls.fcntl.invokeExact(state, fd, command, lock))) {
                        return lock.get(JAVA_SHORT, 0) != F_UNLCK;
                    }
                }
                throw new IOException(file + " is on a file system that does not tell of locks");
            }
        }

        private boolean succeeded(String name, Call call) throws StorageException {
            try {
                while (call.result() != 0) {
                    int errno = NativeCalls.errno(state);
                    if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL) {
                        return false;
                    }
                    if (errno != EINTR) {
                        throw NativeCalls.failure(name, file, errno);
                    }
                }
                return true;
            } catch (Throwable e) {
                throw NativeCalls.rethrown(file, e);
            }
        }

        @Override
        public void close() {
            if (fd >= 0) {
                try {
                    int _ = (int) calls.close.invokeExact(state, fd);
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
                fd = -1;
            }
        }
    }
}
