package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that say which servers are looked at, for {@code probe}. */
public final class ProbeFlags {
    /** As many as the result file has room for. */
    static final int MOST = 10;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @ArgGroup(heading = "%nServers%n", validate = false, order = 1)
    Servers servers = new Servers();

    @ArgGroup(heading = "%nTLS%n", validate = false, order = 2)
    TlsFlags tls = new TlsFlags();

    /** Which servers, and as whom. */
    static final class Servers extends PasswordFileOption {
        @Option(
                names = "--donor",
                paramLabel = "HOST[:PORT]",
                split = ";",
                hideParamSyntax = true,
                converter = Values.Donor.class,
                description = "A server to look at, as for clone. Repeat it, or separate several by ';'; at most 10.")
        List<Endpoint> donors = new ArrayList<>();

        @Option(
                names = "--user",
                paramLabel = "NAME",
                description = "An account of them with the privilege BACKUP_ADMIN; it needs no other.")
        @Nullable
        String user;
    }

    /** How each of them is reached. */
    public List<ConnectionOptions> servers(Surroundings surroundings, PemVariables pem) {
        var user = servers.user;
        if (servers.donors.isEmpty() || user == null) {
            throw new Required()
                    .option("--donor HOST[:PORT]", servers.donors.isEmpty() ? null : servers.donors)
                    .option("--user NAME", user)
                    .notGiven();
        }
        if (servers.donors.size() > MOST) {
            throw ServeFlags.usage(
                    "--donor names " + servers.donors.size() + " servers; at most " + MOST + " are looked at at once.");
        }
        var credentials = servers.credentials(user, String.valueOf(servers.donors.getFirst()), surroundings);
        var protection = tls.options(pem);
        return servers.donors.stream()
                .map(donor -> new ConnectionOptions(
                        donor, credentials, protection, Compression.NONE, CONNECT_TIMEOUT, tls.publicKey()))
                .toList();
    }
}
