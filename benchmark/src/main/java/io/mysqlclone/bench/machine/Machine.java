package io.mysqlclone.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine a benchmark ran on.
 *
 * @param processor model name
 * @param cores logical processors
 * @param memoryBytes of the machine
 * @param disk device and file system below the data
 * @param kernel release
 * @param java runtime version
 * @param mysql version of mysqld, donor and recipient
 * @param dropsCaches whether the page cache is dropped before each clone, so that the donor reads the disk
 * @param loadAverage of the last minute before the first clone; 0 is a quiet machine
 */
public record Machine(
        String processor,
        int cores,
        long memoryBytes,
        String disk,
        String kernel,
        String java,
        String mysql,
        boolean dropsCaches,
        double loadAverage) {

    /**
     * This machine.
     *
     * @param work a directory on the disk that is measured
     */
    public static Machine of(Path work, String mysql, boolean dropsCaches) {
        try {
            FileStore store = Files.getFileStore(work);
            return new Machine(
                    field("/proc/cpuinfo", "model name").replaceFirst("^\\s*:\\s*", ""),
                    Runtime.getRuntime().availableProcessors(),
                    Long.parseLong(field("/proc/meminfo", "MemTotal:").replaceAll("\\D", "")) << 10,
                    store.name() + ", " + store.type(),
                    System.getProperty("os.version"),
                    System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                    mysql,
                    dropsCaches,
                    Double.parseDouble(
                            Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell what machine this is", e);
        }
    }

    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
