package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.run.DonorLatency;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.DdlPolicy;
import io.mysqlclone.recipient.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that define a clone of a directory. */
public final class LocalFlags {
    @ArgGroup(heading = "%nSource%n", validate = false, order = 1)
    Source source = new Source();

    @ArgGroup(heading = "%nTarget%n", validate = false, order = 2)
    Target target = new Target();

    @ArgGroup(heading = "%nCopy%n", validate = false, order = 3)
    Copy copy = new Copy();

    @ArgGroup(heading = "%nAccount of --server%n", validate = false, order = 4)
    Account account = new Account();

    /** Who this program is on a running server. */
    static final class Account extends PasswordFileOption {
        @Option(
                names = "--user",
                paramLabel = "NAME",
                description = "An account of the server of --server, with the privileges that a donor beside it needs.")
        @Nullable
        String user;
    }

    /** What is cloned. */
    static final class Source extends DonorSourceOptions {
        @Option(
                names = "--from-dir",
                paramLabel = "DIR",
                description = "The data directory to clone, which no server has open. With --server: where its data"
                        + " directory is here, if that is not where the server has it.")
        @Nullable
        Path fromDir;
    }

    /** Where the clone goes. */
    static final class Target extends RelocateOption {
        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "The data directory to create: an absolute path that does not exist, or is empty.")
        @Nullable
        Path dataDir;
    }

    /** How it is copied. */
    static final class Copy extends CopyOptions {
        @Option(
                names = "--concurrency",
                paramLabel = "auto|N",
                defaultValue = "auto",
                converter = Values.Connections.class,
                description = "Threads that copy, 1 to 64; auto takes 4.")
        Concurrency concurrency = new Concurrency.Auto();
    }

    /** The clone that is asked for. */
    public CloneRequest request() {
        var dataDir = target.dataDir;
        var from = from();
        if (dataDir == null) {
            throw required().notGiven();
        }
        return new CloneRequest(
                from,
                new CloneRequest.Target(dataDir, false, target.relocations),
                copy.concurrency,
                new Limits(copy.maxDataBandwidth, 0),
                new DdlPolicy(Duration.ZERO, false),
                Duration.ZERO,
                Duration.ZERO,
                copy.verifyPages,
                copy.bufferSize,
                Commit.IF_STOPPED);
    }

    /** What is cloned. */
    public EngineSet<ClonePlace> engines() {
        return CloneEngines.with(source.logs != DonorSource.Logs.NONE, source.withUnloggedTables);
    }

    private CloneRequest.Source from() {
        if (source.server != null) {
            return new CloneRequest.Source.RunningServer(source.server);
        }
        var from = fromDir();
        return source.received ? new CloneRequest.Source.Received(from) : new CloneRequest.Source.Directory(from);
    }

    /** What is cloned. */
    public DonorSource source(Surroundings surroundings) {
        var server = source.server;
        if (server == null) {
            return source.source(fromDir());
        }
        var user = account.user;
        if (user == null) {
            throw new Required().option("--user NAME", null).notGiven();
        }
        var here = Optional.ofNullable(source.fromDir).map(Required::existingDataDir);
        return source.running(server, account.credentials(user, server.toString(), surroundings), here);
    }

    /** What the statements of its server may take. */
    public Optional<DonorLatency.Asked> latency(DonorSource from) {
        return source.latency(from);
    }

    private Path fromDir() {
        var from = source.fromDir;
        if (from == null) {
            throw required().notGiven();
        }
        return from.toAbsolutePath().normalize();
    }

    private Required required() {
        return new Required()
                .option("--from-dir DIR", source.server == null ? source.fromDir : source.server)
                .option("--data-dir DIR", target.dataDir);
    }
}
