package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.ReplicationVariables;
import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.ScriptVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.agent.run.DonorLatency;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.recipient.CloneRequest;
import java.time.Duration;
import java.util.Optional;
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

    @ArgGroup(heading = "%nIn place%n", validate = false, order = 4)
    InPlaceFlags inPlace = new InPlaceFlags();

    @ArgGroup(heading = "%nTransfer%n", validate = false, order = 5)
    TransferFlags transfer = new TransferFlags();

    /** What the donor's own statements may take, of the clone {@code request}. */
    public Optional<DonorLatency.Asked> latency(CloneRequest request) {
        return Optional.ofNullable(transfer.donorP99).map(target -> new DonorLatency.Asked(request.donor(), target));
    }

    /** What is cloned of a donor. */
    public EngineSet<ClonePlace> engines() {
        return CloneEngines.with(transfer.withBinaryLogs, transfer.withUnloggedTables);
    }

    /** The clone that is asked for. */
    public CloneRequest request(Surroundings surroundings, PemVariables pem) {
        var endpoint = donor.donor;
        var user = donor.user;
        var dataDir = target.dataDir;
        if (endpoint == null || user == null || dataDir == null) {
            throw new Required()
                    .option("--donor HOST[:PORT]", endpoint)
                    .option("--user NAME", user)
                    .option("--data-dir DIR", dataDir)
                    .notGiven();
        }
        ReplicationVariables.check(surroundings.environment());
        ScriptVariables.check(surroundings.environment());
        var connection = new ConnectionOptions(
                endpoint,
                donor.credentials(user, String.valueOf(endpoint), surroundings),
                tls.options(pem),
                transfer.compression,
                CONNECT_TIMEOUT,
                tls.publicKey());
        var place = inPlace.target(dataDir, target.relocations);
        if (transfer.withBinaryLogs && place.inPlace()) {
            throw ServeFlags.usage(
                    "--with-binary-logs does not go with --in-place: the server that is replaced has binary"
                            + " logs of its own by these names.");
        }
        if (transfer.withUnloggedTables && place.inPlace()) {
            throw ServeFlags.usage(
                    "--with-unlogged-tables does not go with --in-place: the server that is replaced has tables of"
                            + " its own whose files mysqld would not put aside.");
        }
        var request = new CloneRequest(
                connection,
                place,
                transfer.concurrency,
                transfer.limits(),
                transfer.ddl(),
                transfer.stallTimeout,
                transfer.reconnectTimeout,
                transfer.verifyPages,
                transfer.bufferSize,
                inPlace.commit());
        return request.waitingForItsTurn(transfer.busyTimeout);
    }
}
