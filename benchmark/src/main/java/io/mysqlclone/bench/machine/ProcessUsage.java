package io.mysqlclone.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What a process has used, from {@code /proc} (proc(5)). */
public final class ProcessUsage {
    /** {@code USER_HZ}, which is 100 on every Linux that runs MySQL. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code stat}, counted from the one behind the name in parentheses. */
    private static final int UTIME = 11;

    private static final int CUTIME = 13;

    private ProcessUsage() {}

    /** User and system time of a process with all its threads, in seconds. */
    public static double cpuSeconds(long pid) {
        return ticks(Path.of("/proc", Long.toString(pid), "stat"), UTIME);
    }

    /** User and system time of all children of this JVM that have ended, with their own ended children, in seconds. */
    public static double endedChildrenCpuSeconds() {
        return ticks(Path.of("/proc/self/stat"), CUTIME);
    }

    /** Resident bytes now; absent when the process is gone. */
    public static OptionalLong residentBytes(long pid) {
        return status(pid, "VmRSS:");
    }

    /** The most resident bytes since the process started; absent when it is gone. */
    public static OptionalLong peakResidentBytes(long pid) {
        return status(pid, "VmHWM:");
    }

    /** Bytes that a process has had read from storage since it started, page cache hits left out; absent when it is gone. */
    public static OptionalLong storageReadBytes(long pid) {
        return field(Path.of("/proc", Long.toString(pid), "io"), "read_bytes:");
    }

    /** Bytes that a process has had written to storage since it started; absent when it is gone. */
    public static OptionalLong storageWrittenBytes(long pid) {
        return field(Path.of("/proc", Long.toString(pid), "io"), "write_bytes:");
    }

    private static double ticks(Path stat, int first) {
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + stat, e);
        }
    }

    private static OptionalLong status(long pid, String field) {
        OptionalLong kibibytes = field(Path.of("/proc", Long.toString(pid), "status"), field);
        return kibibytes.isPresent() ? OptionalLong.of(kibibytes.getAsLong() << 10) : kibibytes;
    }

    private static OptionalLong field(Path file, String field) {
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }
}
