package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.recipient.CloneRequest.Relocation;
import io.mysqlclone.recipient.CloneRequest.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the clone goes. */
final class TargetFlags {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory to create; it must be empty or not exist. With --in-place: the live one.")
    @Nullable
    Path dataDir;

    @Option(
            names = "--in-place",
            paramLabel = "true|false|auto",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            hideParamSyntax = true,
            converter = Placement.Converter.class,
            completionCandidates = Placement.Candidates.class,
            description = "Stage the clone inside the data directory of another server, which may be running. mysqld"
                    + " swaps it in at its next start, and rolls back to the old data if that fails. auto: if there"
                    + " is a server's data directory.")
    Placement placement = Placement.FALSE;

    @Option(
            names = "--overwrite",
            paramLabel = "never|if-behind|always",
            defaultValue = "always",
            converter = Values.Overwriting.class,
            completionCandidates = Candidates.Overwritings.class,
            description = "What --in-place may replace. never: only a server without tables of a user, general"
                    + " tablespaces and executed GTIDs, such as one that was just initialised. if-behind: only a server that has"
                    + " executed no GTID that the donor has not, such as its replica. always: any.")
    Overwrite overwrite = Overwrite.ALWAYS;

    @Option(
            names = "--relocate",
            paramLabel = "FROM=TO",
            split = ";",
            hideParamSyntax = true,
            converter = Values.Moved.class,
            description =
                    "Put tablespaces that lie below FROM on the donor, outside its data directory, below TO on this"
                            + " host. Repeat it, or separate several by ';'. mysqld must be told of TO by --innodb-directories.")
    List<Relocation> relocations = new ArrayList<>();

    @Option(
            names = "--log-index",
            paramLabel = "FILE",
            split = ";",
            hideParamSyntax = true,
            description =
                    "With --in-place: an index file of binary or relay logs that the server keeps outside its data"
                            + " directory (its log_bin_index or relay_log_index), so that the clone does not inherit their GTIDs."
                            + " Repeat it, or separate several by ';'.")
    List<Path> logIndexes = new ArrayList<>();

    @Option(
            names = "--no-binary-logs",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "With --in-place: the server writes no binary logs, or none besides those that are found.")
    boolean noBinaryLogs;

    @Option(
            names = "--keyring-configured",
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "With --in-place: the server has the keyring component that encrypted tablespaces need, though"
                            + " its data directory does not show it.")
    boolean keyringConfigured;

    Target target(Path directory) {
        return new Target(
                directory,
                placement.inPlace(directory),
                relocations,
                overwrite,
                new OldServer(logIndexes, noBinaryLogs, keyringConfigured));
    }
}
