package io.mysqlclone.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The page cache of the whole machine. */
public final class PageCache {
    private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");
    private static final Path FINCORE = Path.of("/usr/bin/fincore");
    private static final int FILES_AT_ONCE = 500;
    private static final long SETTLED_BYTES = 4 << 20;
    private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

    private PageCache() {}

    /** Whether this process may drop it. */
    public static boolean canDrop() {
        return Files.isWritable(DROP);
    }

    /** Writes out what is dirty and waits until nothing is being written any more, at most a minute. */
    public static void settle() {
        Shell.output(List.of("sync"));
        long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (meminfo("Dirty:") + meminfo("Writeback:") > SETTLED_BYTES && System.nanoTime() < deadline) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Forgets every clean page, so that the next reader reads the disk. */
    public static void drop() {
        try {
            Files.writeString(DROP, "3");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + DROP, e);
        }
    }

    /** Bytes of the files below a directory that are in the page cache; absent without the program fincore. */
    public static OptionalLong residentBytes(Path directory) {
        if (!Files.isExecutable(FINCORE)) {
            return OptionalLong.empty();
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            List<String> files =
                    walk.filter(Files::isRegularFile).map(Path::toString).toList();
            long sum = 0;
            for (int from = 0; from < files.size(); from += FILES_AT_ONCE) {
                List<String> command =
                        new ArrayList<>(List.of(FINCORE.toString(), "--bytes", "--noheadings", "--output", "RES"));
                command.addAll(files.subList(from, Math.min(files.size(), from + FILES_AT_ONCE)));
                sum += Shell.output(command)
                        .lines()
                        .mapToLong(line -> Long.parseLong(line.strip()))
                        .sum();
            }
            return OptionalLong.of(sum);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static long meminfo(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/meminfo", e);
        }
    }
}
