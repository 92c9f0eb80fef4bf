package io.mysqlclone.agent.report;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A process that has no memory left: a little is kept back, so that the end can be told. */
public final class OutOfMemory {
    private static final int RESERVED = 256 << 10;

    private static final AtomicReference<byte @Nullable []> RESERVE = new AtomicReference<>(new byte[RESERVED]);

    private OutOfMemory() {}

    /** Whether {@code thrown} comes of a lack of memory; threads hand their failures on inside of others. */
    public static boolean isBehind(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** Gives the reserve back and says what is wrong. */
    static Failure failure(Throwable thrown) {
        RESERVE.set(null);
        Throwable error = thrown;
        while (!(error instanceof OutOfMemoryError) && error.getCause() != null) {
            error = error.getCause();
        }
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        return new Failure(
                ExitCode.BUG,
                "Bug",
                Optional.of("OutOfMemory"),
                OptionalInt.empty(),
                "out of memory (" + error.getMessage() + "; the heap may have " + heap + " MiB): give the process more"
                        + " with CLONE_AGENT_JAVA_OPTS=-Xmx" + 2 * heap + "m, or its container a larger memory limit;"
                        + " what a clone has received stays, and the same command goes on with it");
    }
}
