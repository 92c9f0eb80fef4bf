package io.mysqlclone.recipient.faults;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** What a data directory holds, to be compared with what it held before. */
final class DirectoryListing {
    private DirectoryListing() {}

    /** Every file and directory, with what tells one content from another; of a server that does not run. */
    static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.filter(path -> !path.equals(root)).toList()) {
                var crc = new CRC32C();
                if (Files.isRegularFile(path)) {
                    crc.update(Files.readAllBytes(path));
                }
                contents.put(
                        root.relativize(path).toString(),
                        crc.getValue() + " " + Files.getAttribute(path, "unix:ino") + " "
                                + Files.getAttribute(path, "unix:mode"));
            }
        }
        return contents;
    }

    /** All names with their inodes, but those in which a running server makes and removes files of its own. */
    static Map<String, String> names(Path dataDir) throws IOException {
        Map<String, String> names = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(dataDir)) {
            for (Path path : tree.toList()) {
                if (!path.toString().contains("/#innodb_")) {
                    names.put(
                            dataDir.relativize(path).toString(),
                            Files.getAttribute(path, "unix:ino").toString());
                }
            }
        }
        return names;
    }

    /** As {@link #names}, without what is ours alone. */
    static Map<String, String> serversNames(Path dataDir) throws IOException {
        Map<String, String> names = names(dataDir);
        names.keySet().removeIf(name -> name.startsWith("#clone-agent"));
        return names;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Names of a data directory that a clone or mysqld should have cleared away, and did not. */
    static List<String> leftovers(Path data) throws IOException {
        try (Stream<Path> tree = Files.walk(data)) {
            return tree.map(path -> data.relativize(path).toString())
                    .filter(DirectoryListing::isLeftover)
                    .toList();
        }
    }

    private static boolean isLeftover(String name) {
        return name.endsWith(".#clone")
                || name.contains("#clone_save")
                || (name.startsWith("#clone-agent/") && !name.matches("#clone-agent/(complete|cloned|old(/.*)?)"))
                // What mysqld keeps for performance_schema.clone_status.
                || (name.startsWith("#clone/") && !name.matches("#clone/#(view_.*|status_recovery)"));
    }
}
