package io.mysqlclone.datadir.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies of whole data directories, so that each test damages its own. */
public final class DataDirectoryTrees {
    private DataDirectoryTrees() {}

    /** A copy with attributes at a place that is not there yet. */
    public static Path copy(Path from, Path to) throws IOException {
        for (Path path : walk(from)) {
            Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return to;
    }

    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            for (Path path : walk(tree).reversed()) {
                Files.delete(path);
            }
        }
    }

    private static List<Path> walk(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            return paths.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
