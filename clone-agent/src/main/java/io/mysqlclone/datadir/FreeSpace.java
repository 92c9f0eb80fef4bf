package io.mysqlclone.datadir;

import io.mysqlclone.storage.BinarySize;
import java.io.IOException;
import java.util.Optional;

/** Compares what a clone will take with what the target has. */
public final class FreeSpace {
    private FreeSpace() {}

    /**
     * Why a clone of {@code bytes} does not fit; empty when it does.
     *
     * @throws IOException when the file system does not say how much is free
     */
    public static Optional<String> shortage(DataDirectory target, long bytes) throws IOException {
        long free = target.usableSpace();
        return bytes <= free
                ? Optional.empty()
                : Optional.of("the clone needs about " + BinarySize.of(bytes) + ", but " + target.root() + " has "
                        + BinarySize.of(free)
                        + " free; make the volume larger or free space (3873 ER_CLONE_DISK_SPACE)");
    }
}
