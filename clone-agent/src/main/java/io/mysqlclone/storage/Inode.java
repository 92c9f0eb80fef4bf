package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;

/**
 * What lies under a name; symbolic links are not followed. Unlike {@link Files#exists} it makes no exception for itself
 * when there is nothing, which counts where there are thousands of names.
 */
public final class Inode {
    private Inode() {}

    /** The number of the inode under a name; empty when there is nothing. */
    public static OptionalLong at(Path name) throws IOException {
        if (!exists(name)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of((Long) Files.getAttribute(name, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException removedMeanwhile) {
            return OptionalLong.empty();
        }
    }

    /** Whether there is anything under a name. */
    public static boolean exists(Path name) throws IOException {
        return name.getFileSystem()
                        .provider()
                        .readAttributesIfExists(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                != null;
    }
}
