package io.mysqlclone.storage;

import static io.mysqlclone.storage.NativeCalls.EINTR;
import static io.mysqlclone.storage.NativeCalls.EINVAL;
import static io.mysqlclone.storage.NativeCalls.ENOSYS;
import static io.mysqlclone.storage.NativeCalls.EOPNOTSUPP;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Linux calls for files that are read to be copied: ranges that are shared or copied by the kernel, locks that end with
 * their holder only, and how much of a file is on disk. Where one is missing there is a plain way.
 *
 * <p>Constants are those of {@code <linux/fs.h>}, {@code <linux/stat.h>} and {@code <fcntl.h>} on 64-bit Linux.
 */
final class LinuxRanges {
    private static final long FICLONERANGE = 0x4020940dL;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BLOCKS = 0x400;
    private static final int STATX_SIZE = 256;
    private static final int STX_MASK_AT = 0;
    private static final int STX_BLOCKS_AT = 48;
    private static final int BLOCK = 512;

    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EXDEV = 18;
    private static final int ENOTTY = 25;
    private static final int ETXTBSY = 26;
    private static final int EPERM = 1;
    private static final int EBADF = 9;
    private static final int ENOLCK = 37;

    /** {@code struct file_clone_range}: source descriptor, source offset, length, offset. */
    private static final StructLayout CLONE_RANGE =
            MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final Optional<Calls> CALLS = Calls.load();

    private LinuxRanges() {}

    private record Calls(MethodHandle ioctl, MethodHandle copyFileRange, MethodHandle fcntl, MethodHandle statx) {
        static Optional<Calls> load() {
            try {
                return Optional.of(new Calls(
                        NativeCalls.variadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS)),
                        NativeCalls.call(
                                "copy_file_range",
                                FunctionDescriptor.of(
                                        JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)),
                        NativeCalls.variadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS)),
                        NativeCalls.call(
                                "statx",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS))));
            } catch (Throwable unavailable) {
                return Optional.empty();
            }
        }
    }

    /** What came of a lock that was asked for. */
    enum Lock {
        HELD,
        REFUSED,
        UNKNOWN_TO_THE_SYSTEM
    }

    /** A shared lock of the open file description, on all of the file; never waits. */
    static Lock lockToRead(LinuxFiles.Descriptor descriptor) throws StorageException {
        if (CALLS.isEmpty()) {
            return Lock.UNKNOWN_TO_THE_SYSTEM;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NativeCalls.STATE);
            MemorySegment lock = arena.allocate(NativeCalls.FLOCK);
            lock.set(JAVA_SHORT, 0, F_RDLCK);
            while ((int) CALLS.get().fcntl().invokeExact(state, descriptor.number(), F_OFD_SETLK, lock) != 0) {
                int errno = NativeCalls.errno(state);
                switch (errno) {
                    case EINTR -> {}
                    case EAGAIN, EACCES -> {
                        return Lock.REFUSED;
                    }
                    case EINVAL, ENOSYS, EOPNOTSUPP, ENOLCK -> {
                        return Lock.UNKNOWN_TO_THE_SYSTEM;
                    }
                    default -> throw NativeCalls.failure("fcntl", descriptor.file(), errno);
                }
            }
            return Lock.HELD;
        } catch (Throwable e) {
            throw NativeCalls.rethrown(descriptor.file(), e);
        }
    }

    /**
     * Lets {@code to} share the blocks of {@code from} (FICLONERANGE).
     *
     * @return false when these file systems, or this range, can't
     */
    static boolean share(LinuxFiles.Descriptor from, LinuxFiles.Descriptor to, long offset, long length)
            throws StorageException {
        if (CALLS.isEmpty()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NativeCalls.STATE);
            MemorySegment range = arena.allocate(CLONE_RANGE);
            range.set(JAVA_LONG, 0, from.number());
            range.set(JAVA_LONG, 8, offset);
            range.set(JAVA_LONG, 16, length);
            range.set(JAVA_LONG, 24, offset);
            while ((int) CALLS.get().ioctl().invokeExact(state, to.number(), FICLONERANGE, range) != 0) {
                int errno = NativeCalls.errno(state);
                switch (errno) {
                    case EINTR -> {}
                    case EXDEV, EINVAL, EOPNOTSUPP, ENOSYS, ENOTTY, ETXTBSY, EPERM, EBADF -> {
                        return false;
                    }
                    default -> throw NativeCalls.failure("ioctl(FICLONERANGE)", to.file(), errno);
                }
            }
            return true;
        } catch (Throwable e) {
            throw NativeCalls.rethrown(to.file(), e);
        }
    }

    /**
     * Copies inside the kernel (copy_file_range).
     *
     * @return bytes copied, 0 at the end of {@code from}; -1 when these file systems can't
     */
    static long copy(LinuxFiles.Descriptor from, LinuxFiles.Descriptor to, long offset, long length)
            throws StorageException {
        if (CALLS.isEmpty()) {
            return -1;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NativeCalls.STATE);
            MemorySegment source = arena.allocate(JAVA_LONG);
            MemorySegment target = arena.allocate(JAVA_LONG);
            while (true) {
                source.set(JAVA_LONG, 0, offset);
                target.set(JAVA_LONG, 0, offset);
                long copied = (long) CALLS.get()
                        .copyFileRange()
                        .invokeExact(state, from.number(), source, to.number(), target, length, 0);
                if (copied >= 0) {
                    return copied;
                }
                int errno = NativeCalls.errno(state);
                switch (errno) {
                    case EINTR -> {}
                    case EXDEV, EINVAL, EOPNOTSUPP, ENOSYS, EPERM, ETXTBSY -> {
                        return -1;
                    }
                    default -> throw NativeCalls.failure("copy_file_range", to.file(), errno);
                }
            }
        } catch (Throwable e) {
            throw NativeCalls.rethrown(to.file(), e);
        }
    }

    /** Bytes that a file takes on disk; empty when the system can't be asked. Symbolic links are not followed. */
    static OptionalLong allocated(Path file) throws StorageException {
        if (CALLS.isEmpty() || !file.getFileSystem().equals(FileSystems.getDefault())) {
            return OptionalLong.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NativeCalls.STATE);
            MemorySegment found = arena.allocate(STATX_SIZE, Long.BYTES);
            MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            int result = (int)
                    CALLS.get().statx().invokeExact(state, AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_BLOCKS, found);
            if (result != 0 || (found.get(JAVA_INT, STX_MASK_AT) & STATX_BLOCKS) == 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(found.get(JAVA_LONG, STX_BLOCKS_AT) * BLOCK);
        } catch (Throwable e) {
            throw NativeCalls.rethrown(file, e);
        }
    }
}
