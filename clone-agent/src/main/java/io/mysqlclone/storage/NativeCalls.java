package io.mysqlclone.storage;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** How functions of the C library are called, and what is said when one fails. Numbers are those of 64-bit Linux. */
final class NativeCalls {
    static final int EINTR = 4;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;

    /** What a handle of {@link #call} or {@link #variadic} has as its first argument, for {@link #errno}. */
    static final StructLayout STATE = Linker.Option.captureStateLayout();

    /** {@code struct flock}: type, whence, start, length (0: to the end of the file), process. */
    static final StructLayout FLOCK = MemoryLayout.structLayout(
            JAVA_SHORT,
            JAVA_SHORT,
            MemoryLayout.paddingLayout(4),
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            MemoryLayout.paddingLayout(4));

    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private NativeCalls() {}

    /** @throws RuntimeException when there is no such function, or native access is denied; so does {@link #variadic} */
    static MethodHandle call(String name, FunctionDescriptor signature) {
        return handle(name, signature, Linker.Option.captureCallState("errno"));
    }

    /** A function of two fixed arguments, behind which C takes any. */
    static MethodHandle variadic(String name, FunctionDescriptor signature) {
        return handle(name, signature, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(2));
    }

    /** A function that does not fail. */
    static MethodHandle handle(String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** What to throw when {@code call} has failed. */
    static StorageException failure(String call, Path file, int errno) {
        String sentence = file + ": " + call + " failed: ";
        try {
            MemorySegment text = (MemorySegment)
                    handle("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT)).invokeExact(errno);
            return new StorageException(sentence + text.reinterpret(256).getString(0) + " (errno " + errno + ")");
        } catch (Throwable e) {
            return new StorageException(sentence + "errno " + errno, e);
        }
    }

    /** What to throw for what a handle has thrown. */
    static StorageException rethrown(Path file, Throwable e) {
        return switch (e) {
            case StorageException failed -> failed;
            case Error error -> throw error;
            case RuntimeException runtime -> throw runtime;
            case IOException io -> StorageException.of(file, io);
            default -> new StorageException(file + ": " + e, e);
        };
    }
}
