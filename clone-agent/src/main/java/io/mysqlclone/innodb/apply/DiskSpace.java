package io.mysqlclone.innodb.apply;

import io.mysqlclone.innodb.StateDescriptor;
import io.mysqlclone.storage.DataDirectory;
import java.io.IOException;
import java.util.Optional;

/** Compares what a clone will take with what the target has. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Why a clone does not fit.
     *
     * @param start the donor's announcement of FILE COPY
     * @return empty when it fits
     */
    public static Optional<String> shortage(DataDirectory target, StateDescriptor start) throws IOException {
        return shortage(target, start.estimateDiskBytes());
    }

    static Optional<String> shortage(DataDirectory target, long bytes) throws IOException {
        long free = target.usableSpace();
        return bytes <= free
                ? Optional.empty()
                : Optional.of("the clone needs about " + (bytes >> 20) + " MiB, but "
                        + target.root() + " has " + (free >> 20)
                        + " MiB free; make the volume larger or free space (3873 ER_CLONE_DISK_SPACE)");
    }
}
