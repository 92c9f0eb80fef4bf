package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A memory control group for one program, below that of this process: what a pod would be charged. Works with either
 * version of control groups, where this process may make one.
 */
public final class MemoryGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path directory;
    private final boolean second;

    private MemoryGroup(Path directory, boolean second) {
        this.directory = directory;
        this.second = second;
    }

    /** Makes a group; absent when the system or this process's rights do not allow it. */
    public static Optional<MemoryGroup> create(String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] parts = line.split(":", 3);
                if (parts[1].equals("memory")) {
                    return at(ROOT.resolve("memory" + parts[2]).resolve(name), false);
                }
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                if (line.startsWith("0::")) {
                    return at(Path.of(ROOT + line.substring(3)).resolve(name), true);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<MemoryGroup> at(Path directory, boolean second) throws IOException {
        Files.createDirectory(directory);
        // For the case that this process is told to end.
        directory.toFile().deleteOnExit();
        MemoryGroup group = new MemoryGroup(directory, second);
        // Version 2 makes the files only where the parent passes the memory controller on.
        if (Files.exists(group.peakFile()) && Files.isWritable(group.members())) {
            return Optional.of(group);
        }
        group.close();
        return Optional.empty();
    }

    /** Lets the group have so many bytes of memory, page cache among them, and not more. */
    public MemoryGroup limit(long bytes) {
        Path file = directory.resolve(second ? "memory.max" : "memory.limit_in_bytes");
        try {
            Files.writeString(file, Long.toString(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return this;
    }

    /** Moves a process here; what it uses from now on is charged to the group. */
    public void add(long pid) {
        try {
            Files.writeString(members(), Long.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move process " + pid + " to " + directory, e);
        }
    }

    /** The command that first moves itself here and then becomes {@code command}. */
    public List<String> inside(List<String> command) {
        List<String> moved = new ArrayList<>(List.of("/bin/sh", "-c", "echo $$ >\"$0\" && exec \"$@\""));
        moved.add(members().toString());
        moved.addAll(command);
        return moved;
    }

    /** The most bytes that were charged at a time: anonymous memory, page cache and the kernel's. */
    public long peakBytes() {
        return Long.parseLong(read(peakFile()).strip());
    }

    /** Bytes of page cache that are charged now, also those that ended processes have left. */
    public long cacheBytes() {
        String field = second ? "file " : "cache ";
        return read(directory.resolve("memory.stat"))
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(directory + "/memory.stat has no " + field));
    }

    /** Removes the group, whose processes must have ended. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory + "; a process is still in it", e);
        }
    }

    private Path members() {
        return directory.resolve("cgroup.procs");
    }

    private Path peakFile() {
        return directory.resolve(second ? "memory.peak" : "memory.max_usage_in_bytes");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
