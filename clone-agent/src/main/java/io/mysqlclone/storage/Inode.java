package io.mysqlclone.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What lies under a name; symbolic links are not followed. Unlike {@link Files#exists} it makes no exception for itself
 * when there is nothing, which counts where there are thousands of names.
 *
 * <p>The number alone does not tell a file: file systems give the number of a deleted file to the next one. The time of
 * birth (that of the last change, where the file system keeps no other) and the size tell the two apart.
 *
 * @param device number of the file system; it may be another one after a reboot
 * @param number the file's number in it
 * @param born nanoseconds since 1970
 * @param size bytes
 */
public record Inode(long device, long number, long born, long size) {

    /** What is under a name; empty when there is nothing. */
    public static Optional<Inode> at(Path name) throws IOException {
        if (!exists(name)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> found =
                    Files.readAttributes(name, "unix:dev,ino,creationTime,size", LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Inode(
                    (Long) requireNonNull(found.get("dev")),
                    (Long) requireNonNull(found.get("ino")),
                    ((FileTime) requireNonNull(found.get("creationTime"))).to(TimeUnit.NANOSECONDS),
                    (Long) requireNonNull(found.get("size"))));
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    /** Whether two names lead to one file, at this moment. */
    public static boolean isOne(Path name, Path other) throws IOException {
        Optional<Inode> found = at(name);
        return found.isPresent()
                && at(other)
                        .filter(inode -> inode.device == found.get().device && inode.number == found.get().number)
                        .isPresent();
    }

    /** Whether this is a file that was seen earlier, before a reboot perhaps, and not written to since. */
    public boolean isUnchanged(Inode earlier) {
        return number == earlier.number && born == earlier.born && size == earlier.size;
    }

    /** Whether this can be a file that was seen earlier, whatever was written to it since. */
    public boolean maybe(Inode earlier) {
        return number == earlier.number;
    }

    /** Whether there is anything under a name. */
    public static boolean exists(Path name) throws IOException {
        return name.getFileSystem()
                        .provider()
                        .readAttributesIfExists(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                != null;
    }
}
