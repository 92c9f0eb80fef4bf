package io.mysqlclone.agent.cli.options.replication;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.replica.ReplicationRequest;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;

/** The flags that define replication, for {@code replicate}. */
public final class ReplicateFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @ArgGroup(heading = "%nRecipient%n", validate = false, order = 1)
    RecipientFlags recipient = new RecipientFlags();

    @ArgGroup(heading = "%nReplication%n", validate = false, order = 2)
    ReplicationFlags replication = new ReplicationFlags();

    @ArgGroup(heading = "%nTLS of replication%n", validate = false, order = 3)
    ReplicationTlsFlags tls = new ReplicationTlsFlags();

    /** How long all of it may take. */
    public Duration limit() {
        return recipient.wait;
    }

    /** The replication that is asked for. */
    public ReplicationRequest request(Surroundings surroundings, PemVariables pem) {
        var endpoint = recipient.recipient;
        var source = replication.source;
        var user = replication.user;
        if (endpoint == null || source == null || user == null) {
            throw recipient
                    .missing()
                    .option("--replication-source HOST[:PORT]", source)
                    .option("--replication-user NAME", user)
                    .notGiven();
        }
        var dataDir = recipient.dataDir();
        var credentials = replication.credentials(user, surroundings);
        var connection = new ConnectionOptions(
                endpoint,
                recipient.credentials(credentials, surroundings),
                TlsOptions.of(TlsMode.PREFERRED),
                Compression.NONE,
                CONNECT_TIMEOUT,
                // On this host, where nobody is in the middle who could not read the memory of both as well.
                new ServerPublicKey.FromServer());
        try {
            return new ReplicationRequest(
                    connection,
                    dataDir,
                    new ReplicationRequest.Source(source, credentials, tls.options(pem), tls.getSourcePublicKey),
                    replication.channel,
                    Optional.ofNullable(replication.autoPosition),
                    replication.start);
        } catch (IllegalArgumentException wrong) {
            throw new FailureException(Failure.usage(wrong.getMessage() + "."));
        }
    }
}
