package io.mysqlclone.storage;

import java.nio.file.Path;

/** How much of a file is on disk, which is less than its size where it has holes. */
public final class AllocatedSize {
    private AllocatedSize() {}

    /**
     * Bytes that a file takes on disk, or {@code size} where the system can't be asked.
     *
     * @param size of the file
     */
    public static long of(Path file, long size) throws StorageException {
        return LinuxRanges.allocated(file).orElse(size);
    }
}
