package io.mysqlclone.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What this process has had read from storage: what came from the page cache is not among it. */
public final class StorageReads {
    private static final Path ACCOUNT = Path.of("/proc/self/io");
    private static final String FIELD = "read_bytes: ";

    private StorageReads() {}

    /** Bytes since the process began; empty where the kernel does not account for them. */
    public static OptionalLong bytes() {
        try (Stream<String> lines = Files.lines(ACCOUNT)) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.substring(FIELD.length())))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
