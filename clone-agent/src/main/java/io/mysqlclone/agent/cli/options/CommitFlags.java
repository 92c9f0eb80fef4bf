package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.recipient.CommitRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which received clone is committed, and when, for {@code commit}. */
public final class CommitFlags extends DataDirOption {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Values.Time.class,
            description = "How long to wait for mysqld to stop, if it runs.")
    Duration wait = Duration.ZERO;

    @Option(
            names = "--overwrite",
            paramLabel = "never|if-behind|always",
            converter = Values.Overwriting.class,
            completionCandidates = Candidates.Overwritings.class,
            description = "What may be replaced, as for clone; without it what clone was told.")
    @Nullable
    Overwrite overwrite;

    @Option(
            names = "--log-index",
            paramLabel = "FILE",
            split = ";",
            hideParamSyntax = true,
            description =
                    "An index file of logs outside the data directory, as for clone, in addition to those that clone"
                            + " was told.")
    List<Path> logIndexes = new ArrayList<>();

    @Option(
            names = "--no-binary-logs",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "The server writes no binary logs, or none besides those that are found, as for clone.")
    boolean noBinaryLogs;

    /** The commit that is asked for. */
    public CommitRequest request() {
        return new CommitRequest(
                dataDir(), wait, Optional.ofNullable(overwrite), new OldServer(logIndexes, noBinaryLogs, false));
    }
}
