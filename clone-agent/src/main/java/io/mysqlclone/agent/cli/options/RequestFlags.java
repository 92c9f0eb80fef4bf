package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.options.replication.ReplicationVariables;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.recipient.CloneRequest;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** The flags that define a clone, for {@code clone} and {@code preflight}. */
public final class RequestFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @ArgGroup(heading = "%nDonor%n", validate = false, order = 1)
    DonorFlags donor = new DonorFlags();

    @ArgGroup(heading = "%nTLS%n", validate = false, order = 2)
    TlsFlags tls = new TlsFlags();

    @ArgGroup(heading = "%nTarget%n", validate = false, order = 3)
    TargetFlags target = new TargetFlags();

    @ArgGroup(heading = "%nTransfer%n", validate = false, order = 4)
    TransferFlags transfer = new TransferFlags();

    /** The clone that is asked for. */
    public CloneRequest request(Surroundings surroundings, PemVariables pem) {
        var endpoint = donor.donor;
        var user = donor.user;
        var dataDir = target.dataDir;
        if (endpoint == null || user == null || dataDir == null) {
            throw missing(endpoint, user, dataDir);
        }
        ReplicationVariables.check(surroundings.environment());
        var connection = new ConnectionOptions(
                endpoint,
                donor.credentials(user, surroundings),
                tls.options(pem),
                transfer.compression,
                CONNECT_TIMEOUT);
        return new CloneRequest(
                connection,
                target.target(dataDir),
                transfer.concurrency,
                transfer.limits(),
                transfer.ddl(),
                transfer.stallTimeout,
                transfer.reconnectTimeout,
                transfer.verifyPages,
                transfer.bufferSize,
                target.commit());
    }

    private static FailureException missing(@Nullable Object donor, @Nullable Object user, @Nullable Object dataDir) {
        var missing = new ArrayList<String>();
        if (donor == null) {
            missing.add("--donor HOST[:PORT] (or CLONE_AGENT_DONOR)");
        }
        if (user == null) {
            missing.add("--user NAME (or CLONE_AGENT_USER)");
        }
        if (dataDir == null) {
            missing.add("--data-dir DIR (or CLONE_AGENT_DATA_DIR)");
        }
        return new FailureException(Failure.usage("not given: " + String.join(", ", missing) + "."));
    }
}
