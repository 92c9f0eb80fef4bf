package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.Required;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.DonorLatency;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.recipient.CloneRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code preflight} looks at: a donor and a target, or a running server that this program is to be a donor beside. */
public final class PreflightFlags {
    @Mixin
    private RequestFlags request = new RequestFlags();

    @ArgGroup(heading = "%nBeside a running server, as serve and local%n", validate = false, order = 6)
    private Beside beside = new Beside();

    @Option(
            names = "--volume-size",
            paramLabel = "SIZE",
            converter = Values.VolumeBytes.class,
            order = 0,
            description =
                    "The volume of the target is not there yet and is to have SIZE, such as 100G: room is judged by"
                            + " that, and --data-dir stands for it.")
    @Nullable
    Long volumeSize;

    /** A running server, with {@code --user} and {@code --password-file} of its account. */
    static final class Beside extends RunningServerOptions {}

    /** What is looked at. */
    public sealed interface Subject {
        /** What {@code clone} would do. */
        record Clone(CloneRequest request, Optional<DonorLatency.Asked> latency) implements Subject {}

        /** What {@code serve --server} and {@code local --server} begin with. */
        record Server(DonorSource.Running source) implements Subject {}
    }

    /** Bytes of the volume that is yet to be made for the target. */
    public OptionalLong volume() {
        return volumeSize == null ? OptionalLong.empty() : OptionalLong.of(volumeSize);
    }

    /** What would be cloned of a donor. */
    public EngineSet<ClonePlace> engines() {
        return request.engines();
    }

    /**
     * What is asked for.
     *
     * @throws FailureException when it is both, or neither
     */
    public Subject subject(Surroundings surroundings, PemVariables pem) {
        var server = beside.server;
        if (server == null) {
            CloneRequest asked = request.request(surroundings, pem);
            return new Subject.Clone(asked, request.latency(asked));
        }
        if (request.donor.donor != null) {
            throw ServeFlags.usage(
                    "--donor is for a clone from a donor, and --server for a donor beside that server: give"
                            + " one of them.");
        }
        var user = request.donor.user;
        if (user == null) {
            throw new Required().option("--user NAME", null).notGiven();
        }
        var credentials = request.donor.credentials(user, server.toString(), surroundings);
        var here = Optional.ofNullable(request.target.dataDir).map(Required::existingDataDir);
        // With all of its logs it needs no more than with the current one.
        var logs = request.transfer.withBinaryLogs ? DonorSource.Logs.ALL : DonorSource.Logs.NONE;
        var besides = new DonorSource.Besides(logs, request.transfer.withUnloggedTables);
        return new Subject.Server(beside.beside(server, credentials, here, besides));
    }
}
