package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.agent.run.ServeRequest;
import io.mysqlclone.donor.DonorPlugin;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.accept.Accounts;
import io.mysqlclone.mysql.accept.OneAccount;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code serve} gives away, to whom, and how much of it at once. */
public final class ServeFlags {
    @ArgGroup(heading = "%nDonor%n", validate = false, order = 1)
    DonorDirectory donor = new DonorDirectory();

    @ArgGroup(heading = "%nRecipients%n", validate = false, order = 2)
    Recipients recipients = new Recipients();

    @ArgGroup(heading = "%nTLS%n", validate = false, order = 3)
    ServeTlsFlags tls = new ServeTlsFlags();

    @ArgGroup(heading = "%nLimits%n", validate = false, order = 4)
    ServeLimitFlags limits = new ServeLimitFlags();

    /** What is asked for. */
    public ServeRequest request(Surroundings surroundings) {
        var address = recipients.listen;
        var account = recipients.user;
        var server = donor.server;
        if (address == null || (donor.dataDir == null && server == null) || account == null) {
            throw new Required()
                    .option("--listen ADDR:PORT", address)
                    .option("--data-dir DIR", server == null ? donor.dataDir : server)
                    .option("--user NAME", account)
                    .notGiven();
        }
        return server == null
                ? ofDirectory(address, Required.existingDataDir(donor.dataDir), account, surroundings)
                : ofServer(address, server, account, surroundings);
    }

    private ServeRequest ofDirectory(
            InetSocketAddress address, Path directory, String account, Surroundings surroundings) {
        var credentials = recipients.credentials(account, "this donor", surroundings);
        if (credentials.password().isEmpty()) {
            throw usage("the password of --user is empty, with which anybody gets all data: set one.");
        }
        return request(address, donor.source(directory), Optional.of(new OneAccount(credentials)));
    }

    private ServeRequest ofServer(
            InetSocketAddress address, Endpoint server, String account, Surroundings surroundings) {
        var credentials = recipients.credentials(account, server.toString(), surroundings);
        var here = Optional.ofNullable(donor.dataDir).map(Required::existingDataDir);
        return request(address, donor.running(server, credentials, here), Optional.empty());
    }

    private ServeRequest request(InetSocketAddress address, DonorSource source, Optional<Accounts> accounts) {
        return new ServeRequest(
                address,
                source,
                donor.latency(source),
                donor.plugins,
                accounts,
                tls.choice(),
                limits.limits(),
                limits.once,
                Optional.ofNullable(limits.endWhenIdle));
    }

    static FailureException usage(String sentence) {
        return new FailureException(Failure.usage(sentence));
    }

    /** What is given. */
    static final class DonorDirectory extends DonorSourceOptions {
        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description =
                        "The data directory to give: of a server that is stopped, or a clone that was not started yet."
                                + " No server can start on it meanwhile. With --server: where its data directory is"
                                + " here, if that is not where the server has it.")
        @Nullable
        Path dataDir;

        @Option(
                names = "--plugins",
                order = 4,
                paramLabel = "LIST",
                split = ",",
                hideParamSyntax = true,
                converter = Values.Plugin.class,
                description = "Plugins that a recipient's server must have, NAME or NAME=LIBRARY; separated by commas.")
        List<DonorPlugin> plugins = new ArrayList<>();
    }

    /** To whom. */
    static final class Recipients extends PasswordFileOption {
        @Option(
                names = "--listen",
                paramLabel = "ADDR:PORT",
                converter = Values.ListenAddress.class,
                description = "Where recipients connect; port 0 takes a free one.")
        @Nullable
        InetSocketAddress listen;

        @Option(
                names = "--user",
                paramLabel = "NAME",
                description =
                        "The account that recipients log in with; there is no other. With --server: the account of"
                                + " this program on that server, where recipients log in with any that has BACKUP_ADMIN.")
        @Nullable
        String user;
    }

    /** How much at once, and for how long. */
    static final class ServeLimitFlags {
        @Option(
                names = "--max-clones",
                paramLabel = "N",
                defaultValue = "8",
                converter = Values.Clones.class,
                description =
                        "Recipients at once, 1 to 64; one more is refused with 3634, as mysqld refuses its second."
                                + " One that waits for its recipient to come back gives way to a new one.")
        int maxClones = 8;

        @Option(
                names = "--max-tasks",
                paramLabel = "N",
                defaultValue = "32",
                converter = Values.Tasks.class,
                description = "Data connections of one recipient, 1 to 64; a recipient does without those that are"
                        + " refused.")
        int maxTasks = 32;

        @Option(
                names = "--max-data-bandwidth",
                paramLabel = "SIZE/s",
                defaultValue = "0",
                converter = Values.ServedBytesPerSecond.class,
                description = "Bytes of data a second over all recipients, such as 200M/s; 0 is no limit.")
        long maxDataBandwidth;

        @Option(
                names = "--idle-timeout",
                paramLabel = "TIME",
                defaultValue = "30m",
                converter = Values.PositiveTime.class,
                description = "How long a clone whose connections were lost waits for its recipient.")
        Duration idleTimeout = Duration.ofMinutes(30);

        @Option(
                names = "--once",
                defaultValue = "false",
                converter = Values.Switch.class,
                description = "End when the first clone has ended.")
        boolean once;

        @Option(
                names = "--end-when-idle",
                paramLabel = "TIME",
                converter = Values.PositiveTime.class,
                description =
                        "End when nobody has had a clone, waits for one or is connected for so long; exit code 0.")
        @Nullable
        Duration endWhenIdle;

        ServeLimits limits() {
            return ServeLimits.of(maxClones, maxTasks, maxDataBandwidth, idleTimeout);
        }
    }
}
