package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.DdlPolicy;
import io.mysqlclone.recipient.CloneRequest.Source;
import io.mysqlclone.recipient.CloneRequest.Target;
import io.mysqlclone.recipient.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that define a clone of a directory. */
public final class LocalFlags {
    @ArgGroup(heading = "%nSource%n", validate = false, order = 1)
    SourceFlags source = new SourceFlags();

    @ArgGroup(heading = "%nTarget%n", validate = false, order = 2)
    LocalTarget target = new LocalTarget();

    @ArgGroup(heading = "%nCopy%n", validate = false, order = 3)
    Copy copy = new Copy();

    /** Where the clone goes. */
    static final class LocalTarget {
        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "The data directory to create: an absolute path that does not exist, or is empty.")
        @Nullable
        Path dataDir;

        @Option(
                names = "--relocate",
                paramLabel = "FROM=TO",
                split = ";",
                hideParamSyntax = true,
                converter = Values.Moved.class,
                description = "Put tablespaces that lie below FROM, outside the directory that is cloned, below TO."
                        + " Repeat it, or separate several by ';'. mysqld must be told of TO by --innodb-directories.")
        List<Relocation> relocations = new ArrayList<>();
    }

    /** How it is copied. */
    static final class Copy {
        @Option(
                names = "--concurrency",
                paramLabel = "auto|N",
                defaultValue = "auto",
                converter = Values.Connections.class,
                description = "Threads that copy, 1 to 64; auto takes 4.")
        Concurrency concurrency = new Concurrency.Auto();

        @Option(
                names = "--buffer-size",
                paramLabel = "SIZE",
                defaultValue = "4M",
                converter = Values.Buffer.class,
                description = "Buffers of each thread, of which one half is written while the other one fills; 1M to"
                        + " 256M (K, M, G are powers of 1024).")
        int bufferSize;

        @Option(
                names = "--max-data-bandwidth",
                paramLabel = "SIZE/s",
                defaultValue = "0",
                converter = Values.BytesPerSecond.class,
                description = "Limit on what is copied, over all threads, such as 200M/s; 0 for none.")
        long maxDataBandwidth;

        @Option(
                names = "--verify-pages",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                converter = Values.Switch.class,
                description = "Check the checksum of every InnoDB page as it is copied, or do not.")
        boolean verifyPages = true;
    }

    /** The clone that is asked for. */
    public CloneRequest request() {
        var from = source.fromDir;
        var dataDir = target.dataDir;
        if (from == null || dataDir == null) {
            var missing = new ArrayList<String>();
            if (from == null) {
                missing.add("--from-dir DIR (or CLONE_AGENT_FROM_DIR)");
            }
            if (dataDir == null) {
                missing.add("--data-dir DIR (or CLONE_AGENT_DATA_DIR)");
            }
            throw new FailureException(Failure.usage("not given: " + String.join(", ", missing) + "."));
        }
        Path path = from.toAbsolutePath().normalize();
        return new CloneRequest(
                source.received ? new Source.Received(path) : new Source.Directory(path),
                new Target(dataDir, false, target.relocations),
                copy.concurrency,
                new Limits(copy.maxDataBandwidth, 0),
                new DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                copy.verifyPages,
                copy.bufferSize,
                Commit.IF_STOPPED);
    }

    /** What is cloned; after {@link #request}. */
    public DonorSource source() {
        return source.source(source.settings());
    }

    /** Which directory is cloned, for {@code local} and {@code serve}. */
    static final class SourceFlags extends ReceivedFlag {
        @Option(
                names = "--from-dir",
                paramLabel = "DIR",
                description = "The data directory to clone, which no server has open.")
        @Nullable
        Path fromDir;

        @Option(
                names = "--directories",
                paramLabel = "DIR",
                split = ";",
                hideParamSyntax = true,
                description =
                        "Where else its server has tablespaces (its innodb_directories and innodb_undo_directory),"
                                + " when they are not where the data dictionary says. Repeat it, or separate several by ';'.")
        List<Path> directories = new ArrayList<>();

        @Option(
                names = "--keyring",
                paramLabel = "FILE",
                description =
                        "The keys of its component_keyring_file, for encrypted tablespaces: what \"path\" names in"
                                + " component_keyring_file.cnf.")
        @Nullable
        Path keyring;

        Settings settings() {
            return new Settings(
                    java.util.Objects.requireNonNull(fromDir).toAbsolutePath().normalize(),
                    directories.stream()
                            .map(directory -> directory.toAbsolutePath().normalize())
                            .toList(),
                    Optional.ofNullable(keyring));
        }
    }
}
