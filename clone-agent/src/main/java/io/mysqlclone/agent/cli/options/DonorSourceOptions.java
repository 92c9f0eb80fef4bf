package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorLatency;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data of the directory that is cloned, and what its server has outside it; behind a command's own options. */
abstract class DonorSourceOptions extends RunningServerOptions {
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
            names = "--with-unlogged-tables",
            order = 8,
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Give the tables of the server of --server that have files and no log too, those of MyISAM, MERGE, CSV"
                            + " and ARCHIVE; they are locked for reading for a moment. Of serve: to those that want them."
                            + " The account needs SELECT and LOCK TABLES on them.")
    boolean withUnloggedTables;

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
            names = "--donor-p99",
            order = 9,
            paramLabel = "DURATION",
            converter = Values.PositiveMillis.class,
            description = "Slow clones down while the 99th percentile of the times of the statements of the server of"
                    + " --server is above this, such as 20ms. Without it they are not.")
    @Nullable
    Duration donorP99;

    /**
     * What the server's own statements may take.
     *
     * @throws FailureException without a server
     */
    final Optional<DonorLatency.Asked> latency(DonorSource source) {
        var target = donorP99;
        if (target == null) {
            return Optional.empty();
        }
        if (source instanceof DonorSource.Running running) {
            return Optional.of(new DonorLatency.Asked(running.server(), target));
        }
        throw ServeFlags.usage("--donor-p99 goes with --server: a directory at rest has no statements.");
    }

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
        return beside(endpoint, account, dataDir, new DonorSource.Besides(logs, withUnloggedTables));
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
        if (withUnloggedTables) {
            throw ServeFlags.usage(
                    "--with-unlogged-tables needs --server: of a directory, InnoDB's tables alone are given.");
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
