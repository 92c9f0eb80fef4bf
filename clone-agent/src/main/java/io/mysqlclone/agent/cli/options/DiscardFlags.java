package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that say what is discarded, for {@code discard}. */
public final class DiscardFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @ArgGroup(heading = "%nTarget%n", validate = false, order = 1)
    Target target = new Target();

    @ArgGroup(heading = "%nDonor%n", validate = false, order = 2)
    DonorFlags donor = new DonorFlags();

    @ArgGroup(heading = "%nTLS%n", validate = false, order = 3)
    TlsFlags tls = new TlsFlags();

    static final class Target {
        @Option(names = "--data-dir", paramLabel = "DIR", description = "The data directory that was cloned into.")
        @Nullable
        Path dataDir;
    }

    /** What was cloned into. */
    public Path dataDir() {
        var dataDir = target.dataDir;
        if (dataDir == null) {
            throw new FailureException(Failure.usage("not given: --data-dir DIR (or CLONE_AGENT_DATA_DIR)."));
        }
        return dataDir;
    }

    /** How the donor can be told, when it is given. */
    public Optional<ConnectionOptions> donor(Surroundings surroundings, PemVariables pem) {
        var endpoint = donor.donor;
        var user = donor.user;
        return endpoint == null || user == null
                ? Optional.empty()
                : Optional.of(new ConnectionOptions(
                        endpoint,
                        donor.credentials(user, surroundings),
                        tls.options(pem),
                        Compression.NONE,
                        CONNECT_TIMEOUT,
                        tls.publicKey()));
    }
}
