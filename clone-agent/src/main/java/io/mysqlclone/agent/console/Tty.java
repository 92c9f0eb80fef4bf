package io.mysqlclone.agent.console;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * A terminal device behind a file descriptor, asked through {@code isatty(3)} and {@code ioctl(2)}. The JDK only tells
 * whether standard input <em>and</em> output are terminals, and never the size.
 */
final class Tty {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final long TIOCGWINSZ = macOs() ? 0x40087468L : 0x5413L;

    private final int descriptor;
    private final MethodHandle ioctl;

    private Tty(int descriptor, MethodHandle ioctl) {
        this.descriptor = descriptor;
        this.ioctl = ioctl;
    }

    /** Standard output, when it is a terminal. */
    static Optional<Tty> standardOutput() {
        return of(STDOUT);
    }

    /** Standard error, when it is a terminal. */
    static Optional<Tty> standardError() {
        return of(STDERR);
    }

    private static Optional<Tty> of(int descriptor) {
        try {
            var linker = Linker.nativeLinker();
            var libc = linker.defaultLookup();
            var isatty = linker.downcallHandle(libc.findOrThrow("isatty"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
            if ((int) isatty.invokeExact(descriptor) != 1) {
                return Optional.empty();
            }
            return Optional.of(new Tty(
                    descriptor,
                    linker.downcallHandle(
                            libc.findOrThrow("ioctl"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                            Linker.Option.firstVariadicArg(2))));
        } catch (Throwable noNativeAccess) {
            return Optional.empty();
        }
    }

    /** The window's size now; empty when the device does not know. */
    Optional<Terminal.Size> size() {
        try (var arena = Arena.ofConfined()) {
            // struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; }
            var winsize = arena.allocate(JAVA_SHORT, 4);
            if ((int) ioctl.invokeExact(descriptor, TIOCGWINSZ, winsize) != 0) {
                return Optional.empty();
            }
            return Optional.of(new Terminal.Size(
                    Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 1)),
                    Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 0))));
        } catch (Throwable noNativeAccess) {
            return Optional.empty();
        }
    }

    private static boolean macOs() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }
}
