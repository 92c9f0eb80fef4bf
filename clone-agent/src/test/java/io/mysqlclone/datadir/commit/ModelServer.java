package io.mysqlclone.datadir.commit;

import io.mysqlclone.storage.Trees;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What mysqld 9.7 does with {@code #clone/} at its start, before it opens anything of InnoDB, and after its recovery; see
 * docs/concepts.md, "In place". It stands for the real one, which the integration tests of this package start, where
 * there are too many cases to start one in each.
 *
 * <p>Not a model of what a server says of its data: whoever starts it compares the files.
 */
final class ModelServer {
    private static final String SAVED = ".#clone_save";
    private static final String CLONED = ".#clone";

    private final Path root;

    ModelServer(StrictFileSystem disk, String dataDir) {
        this.root = disk.getPath(dataDir);
    }

    enum Start {
        /** "Incomplete cloned data directory": nothing is touched. */
        REFUSED,
        /** On what was there: no clone was swapped in, or it was swapped back. */
        AS_IT_WAS,
        /** On a clone, which is recovered. */
        ON_CLONE
    }

    /** A start that comes to its end. */
    Start start() throws IOException {
        if (exists("#status_in_progress")) {
            return Start.REFUSED;
        }
        if (exists("#status_error")) {
            goBack();
            return Start.AS_IT_WAS;
        }
        boolean clone = exists("#replace_files");
        swap();
        endRecovery();
        return clone ? Start.ON_CLONE : Start.AS_IT_WAS;
    }

    /** A start in which the process is killed during recovery. */
    void startAndDie() throws IOException {
        swap();
    }

    private void goBack() throws IOException {
        for (Path path : list("#old_files")) {
            putBack(path);
        }
        for (Path path : list("#replace_files")) {
            Trees.delete(with(path, CLONED));
            putBack(path);
        }
        for (Path path : list("#new_files")) {
            remove(path);
        }
        for (Path path : list("#ddl_files")) {
            remove(path);
        }
        forget("#old_files", "#new_files", "#replace_files", "#ddl_files", "#status_error");
    }

    private void putBack(Path path) throws IOException {
        if (Files.exists(with(path, SAVED))) {
            Trees.delete(path);
            Files.move(with(path, SAVED), path);
        }
    }

    private void swap() throws IOException {
        for (Path path : list("#old_files")) {
            if (Files.exists(path) && !Files.exists(with(path, CLONED))) {
                Files.move(path, with(path, SAVED));
            }
        }
        for (Path path : list("#replace_files")) {
            swap(path);
        }
    }

    /** A name must be in one of the states that lead to the next one, or mysqld ends with an assertion. */
    private static void swap(Path path) throws IOException {
        boolean data = Files.exists(path);
        boolean saved = Files.exists(with(path, SAVED));
        boolean cloned = Files.exists(with(path, CLONED));
        if ((data && saved && cloned) || (!data && !cloned)) {
            throw new AssertionError("Clone File Roll Forward: Invalid File State: " + path);
        }
        if (cloned) {
            if (data) {
                Files.move(path, with(path, SAVED));
            }
            Files.move(with(path, CLONED), path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void endRecovery() throws IOException {
        for (String list : List.of("#old_files", "#replace_files")) {
            for (Path path : list(list)) {
                Trees.delete(with(path, SAVED));
            }
        }
        forget("#old_files", "#new_files", "#status_fix", "#replace_files");
    }

    private List<Path> list(String name) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (exists(name)) {
            for (String line : Files.readAllLines(root.resolve("#clone").resolve(name))) {
                paths.add(root.resolve(line).normalize());
            }
        }
        return paths;
    }

    private boolean exists(String name) {
        return Files.exists(root.resolve("#clone").resolve(name));
    }

    private static Path with(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static void remove(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException inUse) {
            // mysqld leaves it.
        }
    }

    private void forget(String... names) throws IOException {
        for (String name : names) {
            Files.deleteIfExists(root.resolve("#clone").resolve(name));
        }
    }
}
