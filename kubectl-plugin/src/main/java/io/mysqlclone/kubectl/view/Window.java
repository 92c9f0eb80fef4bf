package io.mysqlclone.kubectl.view;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.Locale;

/**
 * The size of the terminal that standard output is, asked through {@code ioctl(2)}, as the JDK does not tell it.
 *
 * @param columns characters in a line
 * @param rows lines
 */
public record Window(int columns, int rows) {
    private static final int STDOUT = 1;
    private static final long TIOCGWINSZ =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac") ? 0x40087468L : 0x5413L;
    private static final int FIELDS = 4;

    /** What is taken when nobody knows. */
    public static final Window USUAL = new Window(80, 24);

    /** Its size now. */
    public static Window now() {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            var ioctl = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            // struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; }
            var winsize = arena.allocate(JAVA_SHORT, FIELDS);
            if ((int) ioctl.invokeExact(STDOUT, TIOCGWINSZ, winsize) != 0) {
                return USUAL;
            }
            int rows = Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 1));
            return rows == 0 || columns == 0 ? USUAL : new Window(columns, rows);
        } catch (Throwable noNativeAccess) {
            return USUAL;
        }
    }
}
