package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Freshly initialised data directories. Initialising one takes mysqld seconds, so one is kept in the user's cache for each
 * set of options that matter at that time, and copied from there.
 */
final class PristineDataDirectory {

    /** Options that are fixed when a data directory is made; all others are not given to the initialising mysqld. */
    private static final List<String> FIXED_AT_INITIALISATION = List.of(
            "--innodb-page-size", "--lower-case-table-names", "--innodb-data-file-path", "--innodb-undo-directory=./");

    /** Accounts that reach the server over TCP without name resolution, as the tests do. */
    private static final String ACCOUNTS = """
            CREATE USER root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
            CREATE USER root@'::1'; GRANT ALL ON *.* TO root@'::1' WITH GRANT OPTION;
            """;

    private PristineDataDirectory() {}

    /** Fills an absent or empty directory with what an initialising mysqld would leave there. */
    static void copyTo(Path target, MysqlInstallation installation, List<String> options) {
        List<String> fixed = options.stream()
                .filter(option -> FIXED_AT_INITIALISATION.stream().anyMatch(option.replace('_', '-')::startsWith))
                .toList();
        Path source = cached(installation, fixed);
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            if (Files.exists(target)) {
                Files.delete(target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the new data directory " + target + " is not empty or not writable", e);
        }
        Shell.output(List.of("cp", "-a", "--reflink=auto", source.toString(), target.toString()));
    }

    private static synchronized Path cached(MysqlInstallation installation, List<String> fixed) {
        Path cache = MysqlInstallation.cache();
        Path entry = cache.resolve("datadir-" + key(installation, fixed));
        if (Files.isDirectory(entry)) {
            return entry;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel lock = FileChannel.open(
                            cache.resolve("datadir.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (held.isValid() && !Files.isDirectory(entry)) {
                    initialise(cache, entry, installation, fixed);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the pristine data directory " + entry, e);
        }
        return entry;
    }

    private static void initialise(Path cache, Path entry, MysqlInstallation installation, List<String> fixed)
            throws IOException {
        Path work = Files.createTempDirectory(cache, "datadir.making.");
        try {
            Path data = work.resolve("data");
            Path accounts = Files.writeString(work.resolve("accounts.sql"), ACCOUNTS);
            List<String> options = new ArrayList<>(List.of(
                    "--initialize-insecure",
                    "--datadir=" + data,
                    "--init-file=" + accounts,
                    // The smallest: mysqld resizes it at its first start, and until then there is less to copy.
                    "--innodb-redo-log-capacity=8M",
                    "--user=" + System.getProperty("user.name")));
            options.addAll(fixed);
            Shell.output(installation.serverCommand(installation.server(), installation.pluginDirectory(), options));
            // Two servers with one identity cannot replicate from each other; mysqld makes a new one at its first
            // start.
            Files.deleteIfExists(data.resolve("auto.cnf"));
            Files.move(data, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    private static String key(MysqlInstallation installation, List<String> fixed) {
        String text = installation.version() + ACCOUNTS + System.getProperty("user.name") + new TreeSet<>(fixed);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return installation.version() + "-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Deletes a directory with all it holds. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
