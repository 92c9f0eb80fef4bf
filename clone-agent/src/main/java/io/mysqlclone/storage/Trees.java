package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole directory trees. */
public final class Trees {
    private Trees() {}

    /** Deletes all that is in a directory, except an entry of the name {@code kept}. */
    public static void deleteContents(Path folder, String kept) throws IOException {
        List<Path> removed;
        try (Stream<Path> entries = Files.list(folder)) {
            removed = entries.filter(entry -> !entry.endsWith(kept)).toList();
        }
        for (Path entry : removed) {
            delete(entry);
        }
    }

    /** Deletes a directory and all in it, or one file; symbolic links are removed and never followed. */
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
