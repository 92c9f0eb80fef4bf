package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.live.CaptureLimits;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data of the directory that is cloned, and what its server has outside it; behind a command's own options. */
abstract class DonorSourceOptions {
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
            names = "--with-binary-logs",
            order = 8,
            paramLabel = "none|current|all",
            defaultValue = "none",
            converter = Values.GivenLogs.class,
            completionCandidates = Candidates.GivenLogs.class,
            description =
                    "Which binary logs of the server of --server a clone has besides: the one that its point is in, or all,"
                            + " so that it can be a source and be rolled forward. Of serve: those that want them.")
    DonorSource.Logs logs = DonorSource.Logs.NONE;

    @Option(
            names = "--received",
            order = 1,
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Not the data that a server there has, but the clone that was received into the directory and is"
                            + " not committed. The server may run; commit, discard and another clone have to wait.")
    boolean received;

    @Option(
            names = "--directories",
            order = 2,
            paramLabel = "DIR",
            split = ";",
            hideParamSyntax = true,
            description =
                    "Where else its server has tablespaces (its innodb_directories and innodb_undo_directory), when they"
                            + " are not where the data dictionary says. Repeat it, or separate several by ';'.")
    List<Path> directories = new ArrayList<>();

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
     * @throws FailureException when options contradict each other
     */
    final DonorSource running(Endpoint endpoint, Credentials account, Optional<Path> dataDir) {
        if (received || !directories.isEmpty()) {
            throw ServeFlags.usage(
                    "--server goes with neither --received nor --directories: a server says itself where its"
                            + " files are.");
        }
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
                logs,
                installComponent,
                new CaptureLimits(folder, spoolSize, LOCK_WAIT, LOCK_HELD, ATTEMPTS));
    }

    /**
     * What is cloned, of a directory.
     *
     * @throws FailureException when options contradict each other
     */
    final DonorSource source(Path dataDir) {
        if (logs != DonorSource.Logs.NONE) {
            throw ServeFlags.usage("--with-binary-logs needs --server: of a directory, no binary logs are given.");
        }
        if (!received) {
            return new DonorSource.AtRest(new Settings(
                    dataDir,
                    directories.stream()
                            .map(directory -> directory.toAbsolutePath().normalize())
                            .toList(),
                    Optional.ofNullable(keyring)));
        }
        if (!directories.isEmpty() || keyring != null) {
            throw ServeFlags.usage(
                    "--received goes with neither --directories nor --keyring: where a received clone has"
                            + " its files is known, and its keys are its own.");
        }
        return new DonorSource.Received(dataDir);
    }
}
