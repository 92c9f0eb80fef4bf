package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.recipient.CloneRequest.OldServer;
import io.mysqlclone.release.ServerVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is to be known of the server whose data a clone replaces, and cannot be seen; behind a command's own options. */
abstract class OldServerOptions {
    @Option(
            names = "--log-index",
            order = 1,
            paramLabel = "FILE",
            split = ";",
            hideParamSyntax = true,
            description = "An index file of binary or relay logs that the server keeps outside its data directory (its"
                    + " log_bin_index or relay_log_index), so that the clone does not inherit their GTIDs. Repeat it,"
                    + " or separate several by ';'. commit knows those that clone was given.")
    List<Path> logIndexes = new ArrayList<>();

    @Option(
            names = "--no-binary-logs",
            order = 1,
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "The server writes no binary logs, or none besides those that are found.")
    boolean noBinaryLogs;

    @Option(
            names = "--stop-events",
            order = 3,
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "The mysqld that starts on the clone does so with its event scheduler off, so that no event of the"
                            + " donor runs there: as by SET PERSIST event_scheduler = OFF. commit knows what clone was told.")
    boolean stopEvents;

    final OldServer oldServer(boolean keyringConfigured, Optional<ServerVersion> version) {
        return new OldServer(logIndexes, noBinaryLogs, keyringConfigured, version);
    }
}
