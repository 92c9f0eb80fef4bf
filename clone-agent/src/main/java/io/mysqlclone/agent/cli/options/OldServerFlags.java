package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is said of the server whose data is replaced. */
final class OldServerFlags {
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

    OldServer oldServer(boolean keyringConfigured) {
        return new OldServer(logIndexes, noBinaryLogs, keyringConfigured);
    }
}
