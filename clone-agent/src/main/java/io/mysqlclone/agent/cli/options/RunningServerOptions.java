package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.live.CaptureLimits;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A running server beside which this program is a donor; behind a command's own options. */
abstract class RunningServerOptions {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** How long DDL that is under way may take before it is tried again. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    /** DDL waits for less than a second. */
    private static final Duration LOCK_HELD = Duration.ofMillis(600);

    private static final int ATTEMPTS = 30;

    @Option(
            names = "--server",
            order = 1,
            paramLabel = "SOCKET|HOST[:PORT]",
            converter = Values.Donor.class,
            description =
                    "Not a directory at rest, but a server that runs on this host, over SQL and its files; it needs no"
                            + " clone plugin. This program runs as the server's user.")
    @Nullable
    Endpoint server;

    @Option(
            names = "--install-component",
            order = 5,
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Install component_mysqlbackup in the server of --server, when it has not got it.")
    boolean installComponent;

    @Option(
            names = "--spool-dir",
            order = 6,
            paramLabel = "DIR",
            description =
                    "Where what the server of --server changes during a clone is kept, until each recipient has it."
                            + " Without it: the system's directory for temporary files. Nothing stays there.")
    @Nullable
    Path spoolDir;

    @Option(
            names = "--spool-size",
            order = 7,
            paramLabel = "SIZE",
            defaultValue = "8G",
            converter = Values.SpoolBytes.class,
            description = "How much that may be, of all clones together; a clone that needs more fails.")
    long spoolSize = 8L << 30;

    @Option(
            names = "--keyring",
            order = 3,
            paramLabel = "FILE",
            description = "The keys of its component_keyring_file, for encrypted tablespaces: what \"path\" names in"
                    + " component_keyring_file.cnf.")
    @Nullable
    Path keyring;

    /**
     * A running server.
     *
     * @param account of it
     * @param dataDir where its data directory is for this process; where the server has it when empty
     * @param besides what of it is given besides InnoDB's tables
     * @throws FailureException when there is no such directory
     */
    final DonorSource.Running beside(
            Endpoint endpoint, Credentials account, Optional<Path> dataDir, DonorSource.Besides besides) {
        var folder = spoolDir == null ? Path.of(System.getProperty("java.io.tmpdir")) : spoolDir;
        if (!Files.isDirectory(folder)) {
            throw ServeFlags.usage("--spool-dir is \"" + folder + "\"; it must be a directory that exists.");
        }
        boolean local = endpoint instanceof Endpoint.UnixSocket;
        return new DonorSource.Running(
                new ConnectionOptions(
                        endpoint,
                        account,
                        TlsOptions.of(local ? TlsMode.DISABLED : TlsMode.PREFERRED),
                        Compression.NONE,
                        CONNECT_TIMEOUT),
                dataDir,
                Optional.ofNullable(keyring),
                besides,
                installComponent,
                new CaptureLimits(folder, spoolSize, LOCK_WAIT, LOCK_HELD, ATTEMPTS));
    }
}
