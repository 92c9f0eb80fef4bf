package io.mysqlclone.tablefiles.donor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * By what it is seen that a file was written to; a symbolic link is followed, as the server follows it.
 *
 * @param device number of its file system
 * @param inode its number there
 * @param size bytes
 * @param modified nanoseconds since 1970
 */
record FileState(long device, long inode, long size, long modified) {
    /** File systems do not tell apart what was written within such a time. */
    private static final long RESOLUTION = Duration.ofSeconds(2).toNanos();

    static FileState of(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime");
        return new FileState(
                (Long) Objects.requireNonNull(found.get("dev")),
                (Long) Objects.requireNonNull(found.get("ino")),
                (Long) Objects.requireNonNull(found.get("size")),
                ((FileTime) Objects.requireNonNull(found.get("lastModifiedTime"))).to(TimeUnit.NANOSECONDS));
    }

    /** Whether a later write is going to be seen, to who looks now. */
    boolean tellsOfWrites() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - modified > RESOLUTION;
    }
}
