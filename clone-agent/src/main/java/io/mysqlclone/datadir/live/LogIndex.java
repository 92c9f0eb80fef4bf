package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.TargetRefusedException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An index file of binary or relay logs, by which mysqld knows its logs.
 *
 * @param file the index file itself
 * @param binaryLogs the binary logs that it names and that are there, the oldest first
 * @param relayLogs the same of relay logs
 */
record LogIndex(Path file, List<Path> binaryLogs, List<Path> relayLogs) {
    private static final long LONGEST = 64L << 20;
    private static final String SUFFIX = ".index";

    LogIndex {
        binaryLogs = List.copyOf(binaryLogs);
        relayLogs = List.copyOf(relayLogs);
    }

    /**
     * All index files of a server with data in {@code root}: those in its data directory and one directory below it, and those that are known to lie
     * elsewhere.
     *
     * @throws TargetRefusedException LOGS_ELSEWHERE when one names logs that can't be found, or can't be read
     */
    static List<LogIndex> all(Path root, List<Path> elsewhere) throws IOException {
        Set<Path> files = new LinkedHashSet<>(in(root));
        for (Path entry : entries(root)) {
            if (isSchemaOrLogs(entry)) {
                files.addAll(in(entry));
            }
        }
        for (Path stated : elsewhere) {
            if (!Files.isRegularFile(stated)) {
                throw new TargetRefusedException(
                        Reason.LOGS_ELSEWHERE,
                        stated + ", which is to be an index of binary or relay logs, is not a file",
                        "give --log-index the path of the index file, which mysqld calls log_bin_index or"
                                + " relay_log_index");
            }
            files.add(stated.toRealPath());
        }
        List<LogIndex> read = new ArrayList<>();
        for (Path file : files) {
            read.add(read(root, file));
        }
        return read;
    }

    /**
     * Demands that the binary logs of a server are known: where none are found they may be anywhere, with the GTIDs of the
     * old data in them. Nothing in a data directory tells a server that writes none from one that writes them elsewhere.
     *
     * @param elsewhere index files that are known to lie outside the data directory
     * @param none whether somebody says that there are none
     * @throws TargetRefusedException LOGS_ELSEWHERE when they are not
     */
    static void requireKnown(DataDirectory directory, List<Path> elsewhere, boolean none) throws IOException {
        List<LogIndex> all = all(directory.root(), elsewhere);
        if (!none && all.stream().allMatch(index -> index.binaryLogs.isEmpty())) {
            throw new TargetRefusedException(
                    Reason.LOGS_ELSEWHERE,
                    "no binary logs of the server on " + directory
                            + " are found: they may lie elsewhere, with GTIDs that the clone must not have",
                    "give --log-index FILE (what SELECT @@log_bin_index says there), or --no-binary-logs if it writes"
                            + " none");
        }
    }

    private static boolean isSchemaOrLogs(Path entry) {
        String name = entry.getFileName().toString();
        return !name.startsWith("#") && !name.startsWith(".") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> in(Path folder) throws IOException {
        return entries(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                .toList();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static LogIndex read(Path root, Path index) throws IOException {
        if (Files.size(index) > LONGEST) {
            throw new TargetRefusedException(
                    Reason.LOGS_ELSEWHERE,
                    index
                            + " is larger than 64 MiB, so that it is not the index of a server's logs: remove it, or purge"
                            + " old logs");
        }
        List<Path> binary = new ArrayList<>();
        List<Path> relay = new ArrayList<>();
        for (String line :
                Files.readString(index, StandardCharsets.UTF_8).lines().toList()) {
            Optional<Path> log = line.isEmpty() ? Optional.empty() : find(root, index, line);
            if (log.isPresent()) {
                switch (BinaryLogFile.kind(log.get())) {
                    case RELAY -> relay.add(log.get());
                    case BINARY -> binary.add(log.get());
                    case NONE -> {}
                }
            }
        }
        return new LogIndex(index, binary, relay);
    }

    /**
     * The log that a line names. An absolute line is a path of mysqld's, which may see the data directory at another place
     * than we do: inside of it a log lies beside its index.
     *
     * @return empty for a log inside the data directory that is not there
     */
    private static Optional<Path> find(Path root, Path index, String line) throws IOException {
        Path named = root.resolve(line).normalize();
        if (named.startsWith(root)) {
            return Files.isRegularFile(named) ? Optional.of(named) : Optional.empty();
        }
        Path beside = index.resolveSibling(line.substring(line.lastIndexOf('/') + 1));
        boolean there = Files.isRegularFile(named);
        boolean mapped = index.startsWith(root) && Files.isRegularFile(beside);
        if (there && mapped && !Files.isSameFile(named, beside)) {
            throw new TargetRefusedException(
                    Reason.LOGS_ELSEWHERE,
                    index + " names the log " + named + ", and both that and " + beside + " are there: remove the one"
                            + " that is not the server's");
        }
        if (!there && !mapped) {
            throw new TargetRefusedException(
                    Reason.LOGS_ELSEWHERE,
                    index + " names the log " + named
                            + ", which is not to be seen from here: mount the directory of the"
                            + " logs at the same place as mysqld has it, or purge the logs that are gone");
        }
        return Optional.of(mapped ? beside : named);
    }
}
