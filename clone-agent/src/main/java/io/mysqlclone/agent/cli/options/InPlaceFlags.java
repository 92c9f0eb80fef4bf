package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.recipient.CloneRequest.Commit;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.recipient.CloneRequest.Target;
import io.mysqlclone.release.ServerVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the clone replaces a server's data, which, and when. */
final class InPlaceFlags extends OldServerOptions {
    @Option(
            names = "--in-place",
            paramLabel = "true|false|auto",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            hideParamSyntax = true,
            converter = Placement.Converter.class,
            completionCandidates = Placement.Candidates.class,
            description =
                    "Stage the clone inside the data directory of another server, which may be running and goes on"
                            + " with its data. Once committed, mysqld swaps it in at its next start. auto: if there is a server's"
                            + " data directory.")
    Placement placement = Placement.FALSE;

    @Option(
            names = "--overwrite",
            paramLabel = "never|if-behind|always",
            defaultValue = "never",
            converter = Values.Overwriting.class,
            completionCandidates = Candidates.Overwritings.class,
            description = "What --in-place may replace. never: only a server without tables of a user, general"
                    + " tablespaces and executed GTIDs, such as one that was just initialised. if-behind: only a server that has"
                    + " executed no GTID that the donor has not, such as its replica. always: any.")
    Overwrite overwrite = Overwrite.NEVER;

    @Option(
            names = "--keyring-configured",
            order = 2,
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "The server has the keyring component that encrypted tablespaces need, though"
                    + " its data directory does not show it.")
    boolean keyringConfigured;

    @Option(
            names = "--server-version",
            order = 2,
            paramLabel = "VERSION",
            converter = Values.MysqlVersion.class,
            description =
                    "The version of the mysqld that will start on the clone, such as 8.4.6, if it is not the one that last"
                            + " ran there or its files do not tell.")
    @Nullable
    ServerVersion serverVersion;

    @Option(
            names = "--commit",
            order = 2,
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            converter = Values.Switch.class,
            description = "Commit a clone in place at once when no mysqld runs on the data directory, or leave that to"
                    + " clone-agent commit. A fresh directory's clone is always committed.")
    boolean commit = true;

    @Option(
            names = "--commit-when-stopped",
            order = 2,
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "When a clone in place is received, wait until no mysqld runs on the data directory, and commit.")
    boolean commitWhenStopped;

    Commit commit() {
        if (commitWhenStopped && !commit) {
            throw new FailureException(Failure.usage(
                    "--commit-when-stopped (or CLONE_AGENT_COMMIT_WHEN_STOPPED) and --no-commit (or CLONE_AGENT_COMMIT=false)"
                            + " contradict each other; give one of them."));
        }
        if (commitWhenStopped) {
            return Commit.WHEN_STOPPED;
        }
        return commit ? Commit.IF_STOPPED : Commit.LATER;
    }

    Target target(Path directory, List<Relocation> relocations) {
        return new Target(
                directory,
                placement.inPlace(directory),
                relocations,
                overwrite,
                oldServer(keyringConfigured, Optional.ofNullable(serverVersion)),
                stopEvents);
    }
}
