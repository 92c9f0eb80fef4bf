package io.mysqlclone.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How many bytes of files the kernel could keep in memory for this process at the moment: what it calls available, and in
 * each of its control groups the limit less what is no page cache. Formats as in proc(5) and the kernel's documents on
 * control groups of version 1 and 2.
 */
public final class PageCacheRoom {
    private static final long KIB = 1024;

    private final Path proc;
    private final Path groups;

    private PageCacheRoom(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** That of this system. */
    public static PageCacheRoom ofThisSystem() {
        return new PageCacheRoom(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** As {@link #ofThisSystem}, where {@code proc} and {@code groups} are mounted. */
    static PageCacheRoom at(Path proc, Path groups) {
        return new PageCacheRoom(proc, groups);
    }

    /** Bytes, as far as the system tells; {@link Long#MAX_VALUE} when it tells nothing. */
    public long bytes() {
        long room = number(proc.resolve("meminfo"), "MemAvailable:").orElse(Long.MAX_VALUE / KIB) * KIB;
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].equals("memory")) {
                room = Math.min(room, below(groups.resolve("memory"), parts[2], PageCacheRoom::first));
            } else if (parts.length == 3 && parts[1].isEmpty()) {
                room = Math.min(room, below(groups, parts[2], PageCacheRoom::second));
            }
        }
        return room;
    }

    private interface Group {
        long room(Path directory);
    }

    /** The least of a group and those above it, as far as they can be seen from here. */
    private static long below(Path root, String name, Group group) {
        long room = group.room(root);
        Path directory = root;
        for (Path part : Path.of(name)) {
            directory = directory.resolve(part);
            room = Math.min(room, group.room(directory));
        }
        return room;
    }

    private static long first(Path directory) {
        return room(
                number(directory.resolve("memory.limit_in_bytes")),
                number(directory.resolve("memory.usage_in_bytes")),
                directory.resolve("memory.stat"),
                "total_");
    }

    private static long second(Path directory) {
        long least = Long.MAX_VALUE;
        for (String limit : List.of("memory.max", "memory.high")) {
            least = Math.min(
                    least,
                    room(
                            number(directory.resolve(limit)),
                            number(directory.resolve("memory.current")),
                            directory.resolve("memory.stat"),
                            ""));
        }
        return least;
    }

    private static long room(OptionalLong limit, OptionalLong usage, Path statistics, String prefix) {
        if (limit.isEmpty() || usage.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long cache = number(statistics, prefix + "active_file ").orElse(0)
                + number(statistics, prefix + "inactive_file ").orElse(0);
        return Math.max(0, limit.getAsLong() - usage.getAsLong() + cache);
    }

    /** The number that a file consists of; empty for a word such as {@code max}. */
    private static OptionalLong number(Path file) {
        return lines(file).stream().findFirst().map(PageCacheRoom::parsed).orElse(OptionalLong.empty());
    }

    /** The number in the line that begins with {@code field}. */
    private static OptionalLong number(Path file, String field) {
        Optional<String> line =
                lines(file).stream().filter(each -> each.startsWith(field)).findFirst();
        return line.map(found -> parsed(found.substring(field.length()))).orElse(OptionalLong.empty());
    }

    private static OptionalLong parsed(String text) {
        String[] words = text.strip().split(" ", 2);
        try {
            return OptionalLong.of(Long.parseLong(words[0]));
        } catch (NumberFormatException word) {
            return OptionalLong.empty();
        }
    }

    private static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        } catch (IOException | java.io.UncheckedIOException unseen) {
            return List.of();
        }
    }
}
