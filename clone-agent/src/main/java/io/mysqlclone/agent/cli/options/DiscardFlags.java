package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;

/** The flags that say what is discarded, for {@code discard}. */
public final class DiscardFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @ArgGroup(heading = "%nTarget%n", validate = false, order = 1)
    Target target = new Target();

    @ArgGroup(heading = "%nDonor%n", validate = false, order = 2)
    DonorFlags donor = new DonorFlags();

    @ArgGroup(heading = "%nTLS%n", validate = false, order = 3)
    TlsFlags tls = new TlsFlags();

    /** What was cloned into. */
    static final class Target extends DataDirOption {}

    /** What was cloned into. */
    public Path dataDir() {
        return target.givenDataDir();
    }

    /** How the donor can be told, when it is given. */
    public Optional<ConnectionOptions> donor(Surroundings surroundings, PemVariables pem) {
        var endpoint = donor.donor;
        var user = donor.user;
        return endpoint == null || user == null
                ? Optional.empty()
                : Optional.of(new ConnectionOptions(
                        endpoint,
                        donor.credentials(user, String.valueOf(endpoint), surroundings),
                        tls.options(pem),
                        Compression.NONE,
                        CONNECT_TIMEOUT,
                        tls.publicKey()));
    }
}
