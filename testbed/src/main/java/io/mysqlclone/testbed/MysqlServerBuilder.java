package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What a {@link MysqlServer} shall be like. Not safe for use by several threads. */
public final class MysqlServerBuilder {

    private final Path scratch;
    private final List<String> options = new ArrayList<>();
    private MysqlInstallation installation = MysqlInstallation.find();
    private boolean persists;
    private Optional<Path> existing = Optional.empty();
    private Optional<Path> fresh = Optional.empty();
    private Optional<Keyring> keyring = Optional.empty();
    private boolean chosenPort;

    /**
     * What the Performance Schema makes room for at the start, whether it is used or not: two hundred MiB and half of the CPU
     * time that a start takes.
     */
    private static final List<String> LITTLE_HISTORY = List.of(
            "--performance-schema-events-statements-history-long-size=10",
            "--performance-schema-events-stages-history-long-size=10",
            "--performance-schema-events-transactions-history-long-size=10",
            "--performance-schema-events-waits-history-long-size=10",
            "--performance-schema-digests-size=200",
            "--performance-schema-error-size=10",
            "--performance-schema-accounts-size=20",
            "--performance-schema-hosts-size=20",
            "--performance-schema-users-size=20");

    MysqlServerBuilder(Path scratch) {
        this.scratch = scratch.toAbsolutePath();
        options.add("--mysqlx=OFF");
        options.add("--bind-address=127.0.0.1");
        options.add("--skip-name-resolve");
        options.add("--log-error-verbosity=3");
        // Small, so that many servers fit side by side. Nothing here weakens what mysqld writes durably.
        options.add("--innodb-buffer-pool-size=128M");
        options.add("--innodb-redo-log-capacity=64M");
        options.add("--performance-schema-max-table-instances=2000");
        options.addAll(LITTLE_HISTORY);
        // The machine has 65536 asynchronous requests for all its servers (fs.aio-max-nr), and each of these threads
        // takes 256.
        options.add("--innodb-read-io-threads=2");
        options.add("--innodb-write-io-threads=2");
    }

    /** Uses this data directory as it is, for example one that was just cloned; it is never initialised. */
    public MysqlServerBuilder dataDir(Path dataDir) {
        existing = Optional.of(dataDir.toAbsolutePath());
        return this;
    }

    /** Makes a new, initialised data directory at this place, instead of {@code scratch/data}. */
    public MysqlServerBuilder newDataDir(Path dataDir) {
        fresh = Optional.of(dataDir.toAbsolutePath());
        return this;
    }

    /** Adds a mysqld option, such as {@code --innodb-page-size=4k}; later ones win over earlier ones. */
    public MysqlServerBuilder option(String option) {
        chosenPort |= option.startsWith("--port=");
        options.add(option);
        return this;
    }

    /** Loads the clone plugin and writes a binary log with GTIDs: what a donor is in production. */
    public MysqlServerBuilder donor() {
        plugin("mysql_clone.so");
        return replicated();
    }

    /** Binary log with GTIDs and a server id of its own, without the clone plugin. */
    public MysqlServerBuilder replicated() {
        option("--gtid-mode=ON");
        option("--enforce-gtid-consistency=ON");
        option("--log-bin=binlog");
        option("--binlog-expire-logs-seconds=0");
        return option("--server-id=" + ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
    }

    /** Loads a plugin at start, by the name of its library. */
    public MysqlServerBuilder plugin(String library) {
        return option("--plugin-load-add=" + library);
    }

    /** Listens on 127.0.0.1 and ::1. */
    public MysqlServerBuilder ipv6() {
        return option("--bind-address=127.0.0.1,::1");
    }

    /** Serves this certificate, and trusts clients whose certificates the authority has issued. */
    public MysqlServerBuilder tls(CertificateAuthority authority, CertificateAuthority.Issued certificate) {
        option("--ssl-ca=" + authority.certificate());
        option("--ssl-cert=" + certificate.certificate());
        return option("--ssl-key=" + certificate.key());
    }

    /** Gives the server a keyring, so that tablespaces can be encrypted. */
    public MysqlServerBuilder keyring(Keyring value) {
        keyring = Optional.of(value);
        return this;
    }

    /** Has it read {@code mysqld-auto.cnf}, as a server with an option file does. */
    public MysqlServerBuilder readingPersistedVariables() {
        persists = true;
        return this;
    }

    /** Uses another MySQL than {@link MysqlInstallation#find()}. */
    public MysqlServerBuilder installation(MysqlInstallation value) {
        installation = value;
        return this;
    }

    /** Starts mysqld and waits until it answers. */
    public MysqlServer start() {
        Path dataDir = existing.orElseGet(() -> {
            Path target = fresh.orElseGet(() -> scratch.resolve("data"));
            PristineDataDirectory.copyTo(target, installation, options);
            return target;
        });
        keyring.ifPresent(ring -> ring.configure(dataDir));
        MysqlServer server = new MysqlServer(this, dataDir, runDirectory());
        try {
            server.launch();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    MysqlInstallation installation() {
        return installation;
    }

    List<String> serverOptions() {
        return options;
    }

    Path program(Path runDir) {
        return keyring.map(ring -> ring.program(installation, runDir)).orElseGet(installation::server);
    }

    Path plugins(Path runDir) {
        return keyring.map(ring -> ring.plugins(installation, runDir)).orElseGet(installation::pluginDirectory);
    }

    /** The option that tells which option files it reads. */
    String defaults(Path runDir) {
        if (!persists) {
            return "--no-defaults";
        }
        try {
            return "--defaults-file=" + Files.writeString(runDir.resolve("my.cnf"), "[mysqld]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the port may be changed when somebody else has it. */
    boolean portIsFree() {
        return !chosenPort;
    }

    /** Sockets, logs and process ids live in a short path: a Unix socket's path has at most 107 characters. */
    private static Path runDirectory() {
        Path configured = Path.of(System.getProperty("java.io.tmpdir"));
        Path parent = configured.toString().length() <= 70 ? configured : Path.of("/tmp");
        try {
            return Files.createTempDirectory(
                    parent,
                    "mysqld-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for mysqld's socket in " + parent, e);
        }
    }
}
